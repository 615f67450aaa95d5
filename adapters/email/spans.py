"""Running text of a letter."""

from typing import assert_never

from markupsafe import Markup, escape

from adapters.email.styles import look
from bot.fitting import may_open, written_address
from bot.message import Bold, Code, Italic, Link, Span, Spans, Struck, Text

LINE = Markup("<br>")


def spans(parts: Spans) -> Markup:
    """Draw running text."""
    return Markup("").join(_span(part) for part in parts)


def link(url: str, words: str, style: str = "link") -> Markup:
    """Let these words open an address; an address that is not safe leaves the words alone."""
    if not may_open(url):
        return Markup("{}").format(words)
    return Markup('<a href="{}"{}>{}</a>').format(written_address(url), look(style), words)


def _span(span: Span) -> Markup:
    match span:
        case Text(text):
            return _lines(text)
        case Bold(text):
            return Markup("<strong>{}</strong>").format(_lines(text))
        case Italic(text):
            return Markup("<em>{}</em>").format(_lines(text))
        case Struck(text):
            return Markup("<s>{}</s>").format(_lines(text))
        case Code(text):
            return Markup("<code{}>{}</code>").format(look("code"), _lines(text))
        case Link(text, url):
            return link(url, text or url)
        case _:
            assert_never(span)


def _lines(text: str) -> Markup:
    """Write words with a line end where they have one."""
    return LINE.join(map(escape, text.split("\n"))) if "\n" in text else escape(text)
