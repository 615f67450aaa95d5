"""What we say, in plain text: for notifications, mail's text part, and those who listen."""

from collections.abc import Iterable
from itertools import zip_longest
from typing import assert_never

from bot.fitting import written_number
from bot.message import (
    Bullets,
    Buttons,
    Cell,
    Chart,
    Choice,
    CodeBlock,
    Divider,
    Element,
    Facts,
    Figure,
    Heading,
    Image,
    Link,
    LinkButton,
    Message,
    Outline,
    Paragraph,
    Point,
    Poll,
    Quotation,
    Scale,
    Series,
    Span,
    Spans,
    Struck,
    Table,
    Text,
    Video,
)


def plain_text(message: Message) -> str:
    """Say the whole message in plain text: notifications, mail's text part, screen readers."""
    parts = [message.title, *(_element_text(element) for element in message.elements)]
    return "\n\n".join(part for part in parts if part)


def spans_text(parts: Spans) -> str:
    """Say spans in plain text; a link keeps its address, and what holds no more its strokes."""
    return "".join(map(_span_text, parts))


def cell_spans(cell: Cell) -> Spans:
    """Return a table's cell as spans."""
    return (Text(cell),) if isinstance(cell, str) else cell


def cell_text(cell: Cell) -> str:
    """Say a table's cell in plain text, on one line."""
    return cell if isinstance(cell, str) else " ".join(spans_text(cell).split())


def rows_text(table: Table) -> str:
    """Say a table's rows in plain text, a line each."""
    return _lines(map(_row_text, _table_rows(table)))


def _span_text(span: Span) -> str:
    match span:
        case Link(text, url) if url not in {text, f"mailto:{text}"}:
            return f"{text} ({url})"
        case Struck(text) if text:
            return f"~~{text}~~"
        case _:
            return span.text


def _element_text(element: Element) -> str:  # noqa: C901, PLR0911, PLR0912 - one case an element
    match element:
        case Heading(text):
            return text
        case Paragraph(parts):
            return spans_text(parts)
        case Bullets() | Outline():
            return _lines(map(_point_text, element.points))
        case Quotation(paragraphs):
            return "\n>\n".join(_indented("> ", spans_text(each)) for each in paragraphs)
        case CodeBlock(text):
            return text
        case Image(_, alt):
            return alt
        case Video(url, title):
            return f"{title}: {url}"
        case Divider():
            return ""
        case Facts(facts):
            return _lines(f"{fact.label}: {fact.value}" for fact in facts)
        case Table(caption, _, rows, summary):
            told = rows_text(element) if rows else summary
            return _lines(filter(None, (caption or _legend(element), told)))
        case Chart(title=title, summary=summary):
            return _lines((title, *map(_row_text, _chart_rows(element)), summary))
        case Figure(label, value, note):
            return f"{label}: {value}" + (f" ({note})" if note else "")
        case Scale(_, low, high, low_label, high_label):
            return f"{low} = {low_label}, {high} = {high_label}"
        case Buttons(buttons):
            return _lines(
                f"[{b.label}] {b.url}" if isinstance(b, LinkButton) else f"[{b.label}]"
                for b in buttons
            )
        case Choice(_, label, options) | Poll(_, label, options):
            return _lines((label, *(f"- {option.label}" for option in options)))
        case _:
            assert_never(element)


def _point_text(point: Point) -> str:
    mark = "- " if point.number is None else f"{point.number}. "
    indent = "   " * point.depth
    words = _indented(indent + "   ", spans_text(point.spans))
    return words if point.goes_on else indent + mark + words.lstrip()


def _indented(before: str, words: str) -> str:
    return "\n".join((before + line).rstrip() for line in words.split("\n"))


def _legend(table: Table) -> str:
    """Say what the columns of a table without a caption are."""
    first, *others = (*(column.title for column in table.columns), "")
    told = "; ".join(filter(str.strip, others))
    return f"{first}: {told}" if first.strip() and told else first or told


def _table_rows(table: Table) -> Iterable[tuple[str, ...]]:
    """Return a table's rows, each cell named by its column where there are several beside it."""
    titles = [column.title for column in table.columns]
    is_named = len(titles) > 2  # noqa: PLR2004 - one beside the first names itself
    names = [f"{title} ".lstrip() if is_named else "" for title in titles]
    for row in table.rows:
        first, *others = map(cell_text, row or ("",))
        named = zip_longest(names[1:], others, fillvalue="")
        yield (first, *(f"{name}{cell}" if cell else "" for name, cell in named))


def _chart_rows(chart: Chart) -> Iterable[tuple[str, ...]]:
    """Return a chart's numbers as rows, each named where there are several lines."""
    for place, category in enumerate(chart.categories):
        yield (category, *(_value(chart, series, place) for series in chart.series))


def _value(chart: Chart, series: Series, place: int) -> str:
    number = written_number(chart, series.values[place] if place < len(series.values) else None)
    name = series.name if len(chart.series) > 1 else ""
    return " ".join(filter(None, (name, number, chart.unit))) if number else ""


def _row_text(row: tuple[str, ...]) -> str:
    """Say a row by its first cell, which names it, and the cells that have something in them."""
    name, *others = (*row, "")
    told = "; ".join(cell for cell in others if cell)
    return f"- {name}: {told}" if told else f"- {name}"


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines)
