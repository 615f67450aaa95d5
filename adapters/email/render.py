"""Draws a message as a letter: pure, every text escaped, every control a link to its page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from markupsafe import Markup

from adapters.email import tables
from adapters.email.addresses import Links, may_open, may_show
from adapters.email.offer import Pages, pages
from adapters.email.plain import plain_letter
from adapters.email.styles import DARK, look
from bot.domain.harmless import harmless
from bot.message import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Chart,
    Choice,
    Divider,
    Element,
    Facts,
    Figure,
    Heading,
    Image,
    Italic,
    Link,
    LinkButton,
    Message,
    Paragraph,
    Poll,
    Scale,
    Span,
    Spans,
    Table,
    Text,
    Video,
)

NOTHING = Markup("")
LETTER = Markup(
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    '<meta name="color-scheme" content="light dark">\n'
    '<meta name="supported-color-schemes" content="light dark">\n'
    "<title>{title}</title>\n<style>{dark}</style>\n</head>\n<body{page}>\n"
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"{page}>'
    '<tr><td align="center" style="padding:20px 12px;">\n'
    '<table role="presentation" cellpadding="0" cellspacing="0" border="0"{card}>'
    "<tr><td{inside}>\n{body}\n</td></tr></table>\n"
    '<table role="presentation" cellpadding="0" cellspacing="0" border="0" '
    'style="width:100%;max-width:600px;"><tr><td{below}>{foot}</td></tr></table>\n'
    "</td></tr></table>\n</body>\n</html>\n"
)


@dataclass(frozen=True, slots=True)
class Foot:
    """The small print under every letter: whose it is, and the words of the way out."""

    vendor: str
    unsubscribe: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter's two versions, which say the same."""

    text: str
    html: str


def render(message: Message, links: Links, foot: Foot) -> Rendered:
    """Draw a whole letter; a control nobody could answer is refused."""
    places = pages(message, links)
    title = Markup("<h1{}>{}</h1>").format(look("title"), message.title) if message.title else ""
    body = Markup("\n").join(_element(element, places) for element in message.elements)
    html = LETTER.format(
        title=message.title or foot.vendor,
        dark=DARK,
        page=look("page"),
        card=look("card"),
        inside=look("inside"),
        below=look("below"),
        body=Markup("{}\n{}").format(title, body),
        foot=_foot(foot, links),
    )
    text = plain_letter(message, places, foot.vendor, (foot.unsubscribe, links.unsubscribe))
    return Rendered(harmless(text), harmless(str(html)))


def _foot(foot: Foot, links: Links) -> Markup:
    if not links.unsubscribe:
        return Markup("{}").format(foot.vendor)
    return Markup("{} &middot; {}").format(foot.vendor, _link(links.unsubscribe, foot.unsubscribe))


def _element(element: Element, places: Pages) -> Markup:  # noqa: C901, PLR0911, PLR0912 - one case an element
    match element:
        case Heading(text):
            return Markup("<h2{}>{}</h2>").format(look("heading"), text)
        case Paragraph(parts, quiet):
            return Markup("<p{}>{}</p>").format(look("quiet" if quiet else "text"), _spans(parts))
        case Bullets(items):
            return _bullets(items)
        case Image():
            return _image(element)
        case Video():
            return _video(element)
        case Divider():
            return Markup("<hr{}>").format(look("rule"))
        case Facts(facts):
            return tables.facts(facts)
        case Table():
            return tables.table(element)
        case Chart():
            return tables.chart(element)
        case Figure():
            return _figure(element)
        case Scale():
            return _scale(element, places)
        case Buttons(buttons):
            return _row(_button(button, places) for button in buttons)
        case Choice(_, label, _) | Poll(_, label, _):
            return _options(element, label, places)
        case _:
            assert_never(element)


def _spans(parts: Spans) -> Markup:
    return NOTHING.join(_span(part) for part in parts)


def _span(span: Span) -> Markup:
    match span:
        case Text(text):
            return Markup("{}").format(text)
        case Bold(text):
            return Markup("<strong>{}</strong>").format(text)
        case Italic(text):
            return Markup("<em>{}</em>").format(text)
        case Link(text, url):
            return _link(url, text or url)
        case _:
            assert_never(span)


def _link(url: str, words: str, style: str = "link") -> Markup:
    """Let these words open an address; an address that is not safe leaves the words alone."""
    if not may_open(url):
        return Markup("{}").format(words)
    return Markup('<a href="{}"{}>{}</a>').format(url, look(style), words)


def _bullets(items: Iterable[Spans]) -> Markup:
    line = Markup("<li{}>{}</li>").format
    points = NOTHING.join(line(look("item"), _spans(item)) for item in items)
    return Markup("<ul{}>{}</ul>").format(look("list"), points)


def _image(image: Image) -> Markup:
    if not may_show(image.url):
        return Markup("<p{}>{}</p>").format(look("quiet"), image.alt)
    return Markup('<img src="{}" alt="{}" width="552"{}>').format(
        image.url, image.alt, look("picture")
    )


def _video(video: Video) -> Markup:
    if not may_open(video.url):
        return Markup("<p{}>{}</p>").format(look("text"), video.title)
    words = Markup("&#9654; {}").format(video.title)
    inside = words
    if may_show(video.thumbnail):
        picture = Markup('<img src="{}" alt="" width="552"{}>')
        inside = picture.format(video.thumbnail, look("picture")) + words
    return Markup('<p{}><a href="{}"{}>{}</a></p>').format(
        look("text"), video.url, look("link"), inside
    )


def _figure(figure: Figure) -> Markup:
    note = Markup("<br><span{}>{}</span>").format(look("label"), figure.note)
    return Markup("<p{}><span{}>{}</span><br><span{}>{}</span>{}</p>").format(
        look("text"),
        look("label"),
        figure.label,
        look("value"),
        figure.value,
        note if figure.note else NOTHING,
    )


def _scale(scale: Scale, places: Pages) -> Markup:
    steps = _row(
        _link(
            places.step(scale, step, action),
            str(step),
            "chosen" if step == scale.chosen else "step",
        )
        for step, action in scale.steps()
    )
    ends = Markup("<p{}>{} = {}<br>{} = {}</p>").format(
        look("quiet"), scale.low, scale.low_label, scale.high, scale.high_label
    )
    return steps + ends


def _button(button: Button | LinkButton, places: Pages) -> Markup:
    match button:
        case Button(label, action, primary):
            return _link(places.press(action), label, "primary" if primary else "button")
        case LinkButton(label, url):
            return _link(url, label, "button")
        case _:
            assert_never(button)


def _options(element: Choice | Poll, label: str, places: Pages) -> Markup:
    question = Markup("<p{}><strong>{}</strong></p>").format(look("text"), label)
    return question + _row(
        _link(places.pick(element, option), option.label, "button") for option in element.options
    )


def _row(links: Iterable[Markup]) -> Markup:
    return Markup("<p{}>{}</p>").format(look("text"), Markup(" ").join(links))
