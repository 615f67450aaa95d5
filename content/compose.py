"""Fills parsed parts with what is true for one reader; values stay plain text."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import assert_never

from bot.action import ActionRef
from bot.language import Titles, Wording
from bot.message import (
    Bullets,
    Button,
    Buttons,
    Cell,
    Code,
    CodeBlock,
    Divider,
    Element,
    Heading,
    Image,
    Outline,
    Paragraph,
    Poll,
    Quotation,
    Span,
    Spans,
    Table,
    Text,
    Video,
)
from bot.once import Once
from bot.ports import Figures
from bot.principal import Principal, Role
from content.parts import PLACEHOLDER, FigureSlot, Part, Static, Variants, fill_text
from content.stops import NAMES, after_name, around_nothing

MOST_VERSIONS = 256
"""So many versions of a part are kept, so that those who share one share all made of it."""
MISSING = Text("")
"""Stands for a name that somebody does not have, until what is around it is mended."""
WHY_KEYS = {
    Role.SALES: "why_sales",
    Role.TECHNICAL: "why_technical",
    Role.MARKETING: "why_marketing",
    Role.DEVELOPMENT: "why_development",
    Role.EXECUTIVE: "why_executive",
}
"""The sentence that says why a reader in this role gets an edition."""

SAMPLE_VALUES = {
    "first_name": "Alexandra",
    "partner": "Northwind Systems",
    "role": Role.TECHNICAL.value,
    "vendor": "Cirrus",
}
"""What placeholders mean for a reader who is made up."""


def reader_values(reader: Principal, vendor: str) -> dict[str, str]:
    """Return what the placeholders mean for this reader."""
    return {
        "first_name": reader.first_name,
        "partner": reader.partner_name or vendor,
        "role": reader.role.value,
        "vendor": vendor,
    }


async def compose(
    parts: Iterable[Part],
    reader: Principal,
    values: Mapping[str, str],
    figures: Figures,
    send_id: str = "",
) -> tuple[Element, ...]:
    """Return the elements of the version for this reader, figures computed for them."""
    return tuple(
        [
            await figures.figure(fill_text(part.label, values), part.question, reader, send_id)
            if isinstance(part, FigureSlot)
            else filled_part(part, values)
            for part in chosen_parts(parts, reader.role)
        ]
    )


@dataclass(slots=True)
class _Versions:
    """The versions of one part that were written, by the values it asks for."""

    names: tuple[str, ...]
    written: dict[tuple[str, ...], Static] = field(default_factory=dict)


def names_in(part: Static) -> frozenset[str]:
    """Return the placeholders that stand in a part."""
    return frozenset(name for text in _texts(part) for name in PLACEHOLDER.findall(text))


def _no_versions(part: Static) -> _Versions:
    return _Versions(tuple(sorted(names_in(part))))


_versions = Once(_no_versions)


def filled_part(part: Static, values: Mapping[str, str]) -> Static:
    """Return the part for these values: the same object for all whose values are the same."""
    versions = _versions(part)
    asked = tuple(values[name] for name in versions.names)
    known = versions.written.get(asked)
    if known is None:
        known = fill(part, values)
        if len(versions.written) >= MOST_VERSIONS:
            versions.written.clear()
        versions.written[asked] = known
    return known


def _texts(value: object) -> Iterator[str]:
    """Walk all the texts of a part."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
    elif is_dataclass(value) and not isinstance(value, Code | CodeBlock):
        for each in fields(value):
            yield from _texts(getattr(value, each.name))


def fill(element: Static, values: Mapping[str, str]) -> Static:  # noqa: C901, PLR0911, PLR0912 - one case an element
    """Return the element with every placeholder replaced by its value."""
    match element:
        case Heading(text):
            return Heading(fill_text(text, values))
        case Paragraph(spans, quiet):
            return Paragraph(fill_spans(spans, values), quiet)
        case Bullets(items):
            return Bullets(tuple(fill_spans(item, values) for item in items))
        case Outline(points):
            filled = (replace(each, spans=fill_spans(each.spans, values)) for each in points)
            return Outline(tuple(filled))
        case Quotation(paragraphs):
            return Quotation(tuple(fill_spans(each, values) for each in paragraphs))
        case Image(url, alt):
            return Image(url, fill_text(alt, values))
        case Video():
            return replace(element, title=fill_text(element.title, values))
        case Table():
            return _fill_table(element, values)
        case Buttons(buttons):
            return Buttons(tuple(replace(b, label=fill_text(b.label, values)) for b in buttons))
        case Divider() | CodeBlock() | Poll():
            return element
        case _:
            assert_never(element)


def fill_spans(spans: Spans, values: Mapping[str, str]) -> Spans:
    """Replace placeholders in running text; in plain text each value is a span of its own.

    Where a value is nothing, the words around it read as if none had been meant.
    """
    written: list[Span] = []
    name, is_missing = "", False
    for span in spans:
        for part, ends_in_name in _fill_span(span, values):
            if part is MISSING:
                is_missing = True
                continue
            text = after_name(name, part.text)
            if is_missing:
                text = _mend(written, text)
            if text or not part.text:
                written.append(replace(part, text=text))
            name, is_missing = (text if ends_in_name else ""), False
    if is_missing:
        _mend(written, "")
    return tuple(written)


def _mend(written: list[Span], after: str) -> str:
    """Let what was written end as before a name that is missing; return what follows it."""
    before = written.pop() if written and not isinstance(written[-1], Code) else None
    said, after = around_nothing(before.text if before else "", after)
    if before is not None and said:
        written.append(replace(before, text=said))
    return after


def _fill_span(span: Span, values: Mapping[str, str]) -> Iterator[tuple[Span, bool]]:
    """Yield the filled spans, and of each whether it ends in a value."""
    if isinstance(span, Code):
        yield span, False  # what a machine reads stays as it was written
        return
    # Splitting at a pattern with one group gives words and names in turn.
    pieces = PLACEHOLDER.split(span.text)
    if not isinstance(span, Text):
        text = fill_text(span.text, values)
        ends_in_name = len(pieces) > 1 and not pieces[-1]
        yield replace(span, text=text) if text or not span.text else MISSING, ends_in_name
        return
    for index, piece in enumerate(pieces):
        is_name = index % 2 == 1
        text = values[piece] if is_name else piece
        if piece in NAMES and is_name and not text.strip():
            yield MISSING, True
        elif text:
            yield Text(text), is_name


def _fill_table(table: Table, values: Mapping[str, str]) -> Table:
    return Table(
        fill_text(table.caption, values),
        tuple(replace(c, title=fill_text(c.title, values)) for c in table.columns),
        tuple(tuple(_fill_cell(cell, values) for cell in row) for row in table.rows),
        fill_text(table.summary, values),
    )


def _fill_cell(cell: Cell, values: Mapping[str, str]) -> Cell:
    return fill_text(cell, values) if isinstance(cell, str) else fill_spans(cell, values)


def chosen_parts(parts: Iterable[Part], role: Role) -> Iterator[Static | FigureSlot]:
    """Yield the parts that a reader in this role gets."""
    for part in parts:
        if isinstance(part, Variants):
            yield from part.parts_for(role)
        else:
            yield part


def mute_button(wording: Wording, topic: str, topics: Titles) -> Buttons:
    """Return the way to hear no more of a topic, by its title as long as it has one."""
    title = topics.in_language(wording.language.tag).get(topic, topic)
    label = wording.say("mute_topic", topic=title)
    return Buttons((Button(label, ActionRef("mute", {"t": topic})),))
