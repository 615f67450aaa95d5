"""Draws running text."""

from typing import assert_never

from markupsafe import Markup

from adapters.web.markup import join
from bot.fitting import may_open, written_address
from bot.message import Bold, Italic, Link, Span, Spans, Text


def render_spans(parts: Spans) -> Markup:
    """Draw running text."""
    return join(_span(part) for part in parts)


def _span(span: Span) -> Markup:
    match span:
        case Text(text):
            return Markup("{}").format(text)
        case Bold(text):
            return Markup("<strong>{}</strong>").format(text)
        case Italic(text):
            return Markup("<em>{}</em>").format(text)
        case Link(text, url):
            return link(url, Markup("{}").format(text or url))
        case _:
            assert_never(span)


def link(url: str, inside: Markup, style: str = "") -> Markup:
    """Let these words open an address; an address that is not safe leaves the words alone."""
    if not may_open(url):
        return inside
    return Markup('<a href="{}"{} rel="noopener noreferrer" target="_blank">{}</a>').format(
        written_address(url), Markup(' class="{}"').format(style) if style else "", inside
    )
