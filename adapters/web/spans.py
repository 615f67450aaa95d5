"""Draws running text."""

from typing import assert_never

from markupsafe import Markup, escape

from adapters.web.markup import join
from bot.fitting import may_open, written_address
from bot.message import Bold, Code, Italic, Link, Span, Spans, Struck, Text

LINE = Markup("<br>")


def render_spans(parts: Spans) -> Markup:
    """Draw running text."""
    return join(_span(part) for part in parts)


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
            return Markup("<code>{}</code>").format(_lines(text))
        case Link(text, url):
            return link(url, Markup("{}").format(text or url))
        case _:
            assert_never(span)


def list_part(name: str) -> Markup:
    """Return the attributes of what a list is made of."""
    if name == "list":
        return Markup(' dir="auto"')
    return Markup(' class="deeper"') if name == "deeper" else Markup("")


def _lines(text: str) -> Markup:
    """Write words with a line end where they have one."""
    return LINE.join(map(escape, text.split("\n"))) if "\n" in text else escape(text)


def link(url: str, inside: Markup, style: str = "") -> Markup:
    """Let these words open an address; an address that is not safe leaves the words alone."""
    if not may_open(url):
        return inside
    return Markup('<a href="{}"{} rel="noopener noreferrer" target="_blank">{}</a>').format(
        written_address(url), Markup(' class="{}"').format(style) if style else "", inside
    )
