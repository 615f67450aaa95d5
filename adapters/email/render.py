"""Draws a message as a letter: pure, every text escaped, every control a link to its page."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import assert_never

from markupsafe import Markup

from adapters.email import tables
from adapters.email.addresses import Links
from adapters.email.clean import one_line
from adapters.email.limits import ABILITIES, LIMITS
from adapters.email.offer import Pages, option_of, pages
from adapters.email.plain import plain_letter
from adapters.email.spans import link, spans
from adapters.email.styles import DARK, NARROW, look
from adapters.outlines import ListLook, html_list
from bot.fitting import is_web_address, may_open, written_address
from bot.harmless import harmless
from bot.language import Language
from bot.message import (
    Bullets,
    Button,
    Buttons,
    Chart,
    Choice,
    CodeBlock,
    Divider,
    Element,
    Facts,
    Figure,
    Heading,
    Image,
    LinkButton,
    Message,
    Outline,
    Paragraph,
    Poll,
    Quotation,
    Scale,
    Spans,
    Table,
    Video,
)
from bot.pictures import Picture, inline_picture

NOTHING = Markup("")
LISTS = ListLook(spans, look)
FRAME = Markup(' role="presentation"')
"""Says that a table only holds things in their place."""
LETTER = Markup(
    '<!doctype html>\n<html lang="{language}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    '<meta name="color-scheme" content="light dark">\n'
    '<meta name="supported-color-schemes" content="light dark">\n'
    "<title>{title}</title>\n<style>{sheet}</style>\n</head>\n<body{ground}>\n"
    "<table{page}><tbody><tr><td{middle}>\n"
    "<table{card}><tbody><tr><td{inside}>\n{body}\n</td></tr></tbody></table>\n"
    "<table{under}><tbody><tr><td{below}>{foot}</td></tr></tbody></table>\n"
    "</td></tr></tbody></table>\n</body>\n</html>\n"
)


@dataclass(frozen=True, slots=True)
class Foot:
    """The small print under every letter: whose it is, where they are, and the way out's words."""

    vendor: str
    imprint: tuple[str, ...] = ()
    unsubscribe: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter's two versions, which say the same, and the pictures that the second shows."""

    text: str
    html: str
    pictures: tuple[Picture, ...] = ()


def render(message: Message, links: Links, foot: Foot) -> Rendered:
    """Draw a whole letter; a control nobody could answer is refused."""
    places = pages(message, links)
    name = one_line(message.title)
    title = Markup("<h1{}>{}</h1>").format(look("title"), message.title) if name else ""
    body = Markup("\n").join(_element(element, places) for element in message.elements)
    html = LETTER.format(
        language=message.language,
        direction=Language(message.language).direction,
        title=name or one_line(foot.vendor),
        sheet=NARROW + DARK,
        ground=look("page"),
        page=FRAME + look("page"),
        middle=look("middle"),
        card=FRAME + look("card"),
        under=FRAME + look("under"),
        inside=look("inside"),
        below=look("below"),
        body=Markup("{}\n{}").format(title, body),
        foot=_foot(foot, links),
    )
    way_out = f"{foot.unsubscribe}: {links.unsubscribe}" if links.unsubscribe else ""
    text = plain_letter(message, places, (foot.vendor, way_out, *foot.imprint))
    return Rendered(harmless(text), harmless(str(html)), _pictures(message))


def _foot(foot: Foot, links: Links) -> Markup:
    first = Markup("{}").format(foot.vendor)
    if links.unsubscribe:
        first += Markup(" &middot; ") + link(links.unsubscribe, foot.unsubscribe)
    return Markup("<br>").join((first, *foot.imprint))


def _element(element: Element, places: Pages) -> Markup:  # noqa: C901, PLR0911, PLR0912 - one case an element
    match element:
        case Heading(text):
            return Markup("<h2{}>{}</h2>").format(look("heading"), text)
        case Paragraph(parts, quiet):
            return Markup("<p{}>{}</p>").format(look("quiet" if quiet else "text"), spans(parts))
        case Bullets() | Outline():
            return html_list(element.points, LISTS)
        case Quotation(paragraphs):
            return _quotation(paragraphs)
        case CodeBlock(text):
            return Markup("<pre{}><code>{}</code></pre>").format(look("lines"), text)
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


def _quotation(paragraphs: tuple[Spans, ...]) -> Markup:
    said = (Markup("<p{}>{}</p>").format(look("more"), spans(each)) for each in paragraphs)
    return Markup("<blockquote{}>{}</blockquote>").format(look("quote"), NOTHING.join(said))


def _image(image: Image) -> Markup:
    inline = inline_picture(image.url)
    if not inline and not is_web_address(image.url):
        return Markup("<p{}>{}</p>").format(look("quiet"), image.alt)
    source = f"cid:{content_id(inline)}" if inline else written_address(image.url)
    return Markup('<img src="{}" alt="{}" width="552"{}>').format(
        source, image.alt, look("picture")
    )


def _pictures(message: Message) -> tuple[Picture, ...]:
    """Return the pictures that travel with the letter, each once however often it is shown."""
    images = (element.url for element in message.elements if isinstance(element, Image))
    found = (inline_picture(url) for url in dict.fromkeys(images))
    return tuple(ABILITIES.shown(picture) for picture in found if picture)


def content_id(picture: Picture) -> str:
    """Return how a letter's page names a picture that the letter brings."""
    return f"{sha256(picture.data).hexdigest()[:32]}@picture"


def _video(video: Video) -> Markup:
    if not may_open(video.url):
        return Markup("<p{}>{}</p>").format(look("text"), video.title)
    words = Markup("&#9654; {}").format(video.title)
    inside = words
    if is_web_address(video.thumbnail):
        picture = Markup('<img src="{}" alt="" width="552"{}>')
        inside = picture.format(written_address(video.thumbnail), look("picture")) + words
    return Markup('<p{}><a href="{}"{}>{}</a></p>').format(
        look("text"), written_address(video.url), look("link"), inside
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
        link(
            places.step(scale, step, action),
            str(step),
            "chosen" if step == scale.chosen else "step",
        )
        for step, action in LIMITS.steps(scale)
    )
    ends = Markup("<p{}>{} = {}<br>{} = {}</p>").format(
        look("quiet"), scale.low, scale.low_label, scale.high, scale.high_label
    )
    return steps + ends


def _button(button: Button | LinkButton, places: Pages) -> Markup:
    match button:
        case Button(label, action, primary):
            words = LIMITS.spoken(label, "button label")
            return link(places.press(action), words, "primary" if primary else "button")
        case LinkButton(label, url):
            return link(url, LIMITS.spoken(label, "button label"), "button")
        case _:
            assert_never(button)


def _options(element: Choice | Poll, label: str, places: Pages) -> Markup:
    question = Markup("<p{}><strong>{}</strong></p>").format(look("text"), label)
    return question + _row(
        link(
            places.pick(element, option),
            LIMITS.spoken(option.label, f"{option_of(element)} label"),
            "button",
        )
        for option in element.options
    )


def _row(links: Iterable[Markup]) -> Markup:
    return Markup("<p{}>{}</p>").format(look("text"), Markup(" ").join(links))
