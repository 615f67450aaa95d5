"""Draws each element of a message as Block Kit."""

import re
from collections.abc import Collection, Iterable
from typing import assert_never

from adapters.slack.blocks import (
    Block,
    Piece,
    button,
    chunks,
    parts,
    plain,
    rich,
    rows_of,
    section,
)
from adapters.slack.entities import escape
from adapters.slack.files import file_of
from adapters.slack.limits import (
    ALT_TEXT,
    BUTTON_TEXT,
    CONTEXT_TEXT,
    FIELD_TEXT,
    FIELDS,
    HEADER_TEXT,
    LIMITS,
    OPTION_TEXT,
    OPTIONS,
    PLACEHOLDER,
    SECTION_TEXT,
)
from adapters.slack.lists import code_pieces, list_pieces, quotation_pieces
from adapters.slack.tables import chart_pieces, table_pieces, words_pieces
from bot.action import ActionRef
from bot.fitting import NOTHING
from bot.message import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Chart,
    Choice,
    Code,
    CodeBlock,
    Divider,
    Element,
    Fact,
    Facts,
    Figure,
    Heading,
    Image,
    Link,
    Message,
    Option,
    Outline,
    Paragraph,
    Poll,
    Quotation,
    Scale,
    Span,
    Spans,
    Struck,
    Table,
    Text,
    Video,
)
from bot.pictures import inline_picture
from bot.plain_text import plain_text, spans_text

MARK = re.compile(r"[*_~`>]|:[^\s:]+:")
"""What Slack reads as a style, a quotation or an emoji, where it reads any."""


def element_pieces(  # noqa: C901, PLR0911, PLR0912 - one case an element
    element: Element, without: Collection[str]
) -> Iterable[Piece]:
    """Draw one element; what must not be parted is one piece."""
    match element:
        case Heading(text):
            return title_pieces(text)
        case Paragraph(spans, quiet):
            return _small_print(spans) if quiet else paragraph_pieces(spans)
        case Bullets() | Outline():
            return list_pieces(element.points)
        case Quotation(paragraphs):
            return quotation_pieces(paragraphs)
        case CodeBlock(text):
            return code_pieces(text)
        case Image():
            return _image(element, without)
        case Video():
            return _video(element, without)
        case Divider():
            return (Piece("divider", ({"type": "divider"},)),)
        case Facts(facts):
            return _facts(facts)
        case Table():
            return table_pieces(element, without)
        case Chart():
            return chart_pieces(element, without)
        case Figure():
            return _figure(element)
        case Scale():
            return _scale(element)
        case Buttons(buttons):
            words = plain_text(Message("", (element,)))
            drawn = [button(pressed) for pressed in buttons]
            return (Piece("buttons", rows_of(drawn), words),) if drawn else ()
        case Choice():
            return _choice(element)
        case Poll():
            return _poll(element)
        case _:
            assert_never(element)


def title_pieces(words: str) -> Iterable[Piece]:
    """Draw a heading; one too long for a header is written in bold."""
    if not words.strip():
        return ()
    if len(words) <= HEADER_TEXT:
        return (Piece("heading", ({"type": "header", "text": plain(words)},), words),)
    return words_pieces("heading", words, "bold")


def paragraph_pieces(spans: Spans) -> Iterable[Piece]:
    """Draw running text; without styles it is plain, so that no name becomes markup."""
    for group in chunks(spans):
        words = spans_text(group)
        if words.strip():
            is_plain = all(isinstance(span, Text) for span in group)
            yield Piece("paragraph", (section(words) if is_plain else rich(*parts(group)),), words)


def _small_print(spans: Spans) -> Iterable[Piece]:
    for group in chunks(spans, CONTEXT_TEXT):
        words = spans_text(group)
        if not words.strip():
            continue
        is_plain = all(isinstance(span, Text) for span in group)
        # Styles of small print are written as marks, so words with marks of their own are not.
        if not is_plain and (MARK.search(words) or any(map(_has_no_mark, group))):
            yield Piece("paragraph", (rich(*parts(group)),), words)
        else:
            small = plain(words) if is_plain else _marked(group)
            yield Piece("paragraph", ({"type": "context", "elements": [small]},), words)


def _has_no_mark(span: Span) -> bool:
    return isinstance(span, Link | Struck | Code)


def _marked(group: Spans) -> Block:
    marks = {Bold: "*", Text: ""}
    marked = (
        f"{marks.get(type(span), '_')}{escape(span.text)}{marks.get(type(span), '_')}"
        for span in group
        if span.text
    )
    return {"type": "mrkdwn", "text": "".join(marked), "verbatim": True}


def _image(image: Image, without: Collection[str], element: str = "image") -> Iterable[Piece]:
    alt = LIMITS.within(image.alt, ALT_TEXT, "image alt")
    if inline_picture(image.url):
        raise LIMITS.refusal(element, "was not uploaded")
    file_id = file_of(image.url)
    url = "" if file_id else LIMITS.web_address(image.url, f"{element} address")
    if "image" in without:
        return paragraph_pieces((Link(alt, url) if url else Text(alt),))
    source = {"slack_file": {"id": file_id}} if file_id else {"image_url": url}
    return (Piece("image", ({"type": "image", **source, "alt_text": alt},), alt),)


def _video(video: Video, without: Collection[str]) -> Iterable[Piece]:
    title = LIMITS.within(video.title, ALT_TEXT, "video title")
    url = LIMITS.web_address(video.url, "video address")
    yield from paragraph_pieces((Link(title, url),))
    if video.thumbnail and "image" not in without:
        yield from _image(Image(video.thumbnail, title), without, "video picture")


def _facts(facts: tuple[Fact, ...]) -> Iterable[Piece]:
    taken: list[Fact] = []
    for fact in facts:
        if taken and (len(taken) == FIELDS // 2 or _length([*taken, fact]) > SECTION_TEXT):
            yield _fields(taken)
            taken = []
        if max(len(fact.label), len(fact.value)) > FIELD_TEXT or _length([fact]) > SECTION_TEXT:
            yield from paragraph_pieces((Text(f"{fact.label}: "), Bold(fact.value)))
        else:
            taken.append(fact)
    if taken:
        yield _fields(taken)


def _length(facts: list[Fact]) -> int:
    return sum(len(escape(f"{fact.label}: {fact.value}\n")) for fact in facts)


def _fields(facts: list[Fact]) -> Piece:
    # Two fields a fact: side by side they read as label and value, and both stay plain.
    cells = (cell for fact in facts for cell in (fact.label, fact.value))
    fields = [plain(cell.strip() or NOTHING) for cell in cells]
    words = "\n".join(f"{fact.label}: {fact.value}" for fact in facts)
    return Piece("facts", ({"type": "section", "fields": fields},), words)


def _figure(figure: Figure) -> Iterable[Piece]:
    value = Bold(LIMITS.within(figure.value, SECTION_TEXT, "figure value"))
    label = Text(f"{figure.label}\n" if figure.label else "")
    note = Text(f"\n{figure.note}" if figure.note else "")
    for group in chunks((label, value, note)):
        if spans_text(group).strip():
            yield Piece("figure", (rich(*parts(group)),), spans_text(group))


def _scale(scale: Scale) -> Iterable[Piece]:
    ends = {scale.low: scale.low_label, scale.high: scale.high_label}
    steps = [
        button(Button(str(step), action, primary=step == scale.chosen), "scale step")
        for step, action in LIMITS.steps(scale)
    ]
    for step in (steps[0], steps[-1]):
        number = step["text"]["text"]
        spoken = f"{number}, {ends[int(number)]}"
        if ends[int(number)] and len(spoken) <= BUTTON_TEXT:
            step["accessibility_label"] = spoken
    words = ", ".join(f"{step} = {label}" for step, label in ends.items() if label)
    LIMITS.within(words or NOTHING, CONTEXT_TEXT, "scale labels")
    beside: Block = {"type": "context", "elements": [plain(words)]}
    yield Piece("scale", (*rows_of(steps), *((beside,) if words else ())), words)


def _choice(choice: Choice) -> Iterable[Piece]:
    label = choice.label.strip()
    menu = {
        "type": "static_select",
        "placeholder": plain(
            label if 0 < len(label) <= PLACEHOLDER else "\N{HORIZONTAL ELLIPSIS}"
        ),
        "options": options(choice.options, choice.action),
    }
    yield from words_pieces("choice label", choice.label)
    words = "\n".join(f"- {option.label}" for option in choice.options)
    yield Piece("choice", ({"type": "actions", "elements": [menu]},), words)


def options(given: tuple[Option, ...], action: ActionRef | None = None) -> list[Block]:
    """Draw a menu's options; with an action each carries what picking it means."""
    LIMITS.at_most(len(given), OPTIONS, "choice", "options")
    return [
        {
            "text": plain(LIMITS.within(option.label, OPTION_TEXT, "choice option label")),
            "value": LIMITS.packed(
                action.with_argument("value", option.value), "choice option value"
            )
            if action
            else LIMITS.within(option.value, OPTION_TEXT * 2, "choice option value"),
        }
        for option in given
    ]


def _poll(poll: Poll) -> Iterable[Piece]:
    if not poll.options:
        raise LIMITS.refusal("poll", "has no options")
    yield from words_pieces("poll question", poll.question, "bold")
    if poll.votes:
        counted = zip(poll.options, poll.votes, strict=False)
        yield from _facts(tuple(Fact(option.label, str(votes)) for option, votes in counted))
    buttons = [
        button(
            Button(option.label, poll.action.with_argument("value", option.value)), "poll option"
        )
        for option in poll.options
    ]
    words = "\n".join(f"- {option.label}" for option in poll.options)
    yield Piece("poll", rows_of(buttons), words)
