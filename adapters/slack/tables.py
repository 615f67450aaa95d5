"""Tables and charts: native where they fit, else rows of text; always with their sentence."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from adapters.slack.blocks import Block, Piece, chunks, cost, parts, rich, section, styled
from adapters.slack.entities import split_words
from adapters.slack.limits import (
    CHARTS,
    LIMITS,
    SECTION_TEXT,
    TABLE_CELLS,
    TABLE_CHARACTERS,
    TABLE_ROWS,
    TABLE_TEXT,
)
from bot.fitting import NOTHING, chart_table
from bot.message import Cell, Chart, Column, Spans, Table, Text
from bot.plain_text import cell_spans, cell_text, rows_text

TABLE, CHART = "table", "data_visualization"


def table_pieces(table: Table, without: Collection[str]) -> Iterable[Piece]:
    """Draw a table with its caption and its sentence."""
    caption = words_pieces("table caption", table.caption, "bold")
    yield from _headed(list(caption), list(_rows(table, without)))
    yield from words_pieces("table summary", table.summary)


def chart_pieces(chart: Chart, without: Collection[str]) -> Iterable[Piece]:
    """Draw a chart; one that Slack would not draw is shown as a table."""
    LIMITS.whole_chart(chart)
    if CHART not in without and _can_be_drawn(chart):
        yield Piece("chart", (_drawn(chart),), chart.title)
    else:
        title = words_pieces("chart title", chart.title, "bold")
        yield from _headed(list(title), list(_rows(chart_table(chart), without)))
    yield from words_pieces("chart summary", chart.summary)


def _headed(caption: list[Piece], rows: list[Piece]) -> Iterable[Piece]:
    """Keep a caption with its rows: a second table begins another message."""
    if caption and rows:
        *caption, last = caption
        first, *rows = rows
        words = "\n\n".join(filter(None, (last.text, first.text)))
        if len(words) > SECTION_TEXT:
            rows = [last, first, *rows]
        else:
            rows = [Piece(first.element, (*last.blocks, *first.blocks), words), *rows]
    yield from (*caption, *rows)


def words_pieces(element: str, words: str, style: str | None = None) -> Iterable[Piece]:
    """Draw words in as many blocks as they need."""
    for chunk in split_words(words, SECTION_TEXT):
        if chunk.strip():
            block = rich(styled(chunk, style)) if style else section(chunk)
            yield Piece(element, (block,), chunk)


def _rows(table: Table, without: Collection[str]) -> Iterable[Piece]:
    lines = _lines(table)
    if not table.columns:
        return
    if TABLE not in without and _fits(lines):
        words = rows_text(table) or table.summary
        said = words if len(words) <= TABLE_TEXT else ""
        yield Piece("table", (_native(table.columns, lines),), said)
    else:
        yield from _written(table.columns, lines)


def _lines(table: Table) -> list[list[Cell]]:
    titles = [column.title for column in table.columns]
    lines: list[list[Cell]] = [[*titles], *LIMITS.rows(table)]
    has_head = any(map(str.strip, titles)) or not table.rows
    return [[_one_line(cell) for cell in line] for line in (lines if has_head else lines[1:])]


def _one_line(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return " ".join(cell.split()) or NOTHING
    if not cell_text(cell).strip():
        return NOTHING
    return tuple(replace(span, text=span.text.replace("\n", " ")) for span in cell)


def _fits(lines: list[list[Cell]]) -> bool:
    characters = sum(len(cell_text(cell)) for line in lines for cell in line)
    return (
        len(lines) <= TABLE_ROWS
        and len(lines[0]) <= TABLE_CELLS
        and characters <= TABLE_CHARACTERS
        and all(_is_drawn_in_a_cell(cell) for line in lines for cell in line)
    )


def _is_drawn_in_a_cell(cell: Cell) -> bool:
    """Say whether each run of a cell fits: a link counts with its address."""
    return isinstance(cell, str) or all(cost((span,)) <= SECTION_TEXT for span in cell)


def _native(columns: tuple[Column, ...], lines: list[list[Cell]]) -> Block:
    return {
        "type": TABLE,
        "rows": [[_cell(cell) for cell in line] for line in lines],
        "column_settings": [
            {"align": "right" if column.numeric else "left", "is_wrapped": True}
            for column in columns
        ],
    }


def _cell(cell: Cell) -> Block:
    return {"type": "raw_text", "text": cell} if isinstance(cell, str) else rich(*parts(cell))


def _written(columns: tuple[Column, ...], lines: list[list[Cell]]) -> Iterable[Piece]:
    widths = [max(len(_shown(line[index])) for line in lines) for index in range(len(columns))]
    rows = (_row(columns, line, widths) for line in lines)
    for spans in chunks(tuple(span for row in rows for span in row)):
        written = {"type": "rich_text_preformatted", "elements": parts(spans)}
        words = "".join(span.text for span in spans)
        yield Piece("table row", ({"type": "rich_text", "elements": [written]},), words)


def _row(columns: tuple[Column, ...], line: list[Cell], widths: list[int]) -> Spans:
    """Lay a row out in letters of one width; without links it is one run of words."""
    row: Spans = ()
    for cell, width, column in zip(line, widths, columns, strict=True):
        gap = Text(" " * (width - len(_shown(cell))))
        told = cell_spans(cell)
        row = (
            *row,
            Text("  " if row else ""),
            *((gap, *told) if column.numeric else (*told, gap)),
        )
    if all(isinstance(span, Text) for span in row):
        return (Text("".join(span.text for span in row).rstrip() + "\n"),)
    return (*row, Text("\n"))


def _shown(cell: Cell) -> str:
    return "".join(span.text for span in cell_spans(cell))


def _can_be_drawn(chart: Chart) -> bool:
    values = [value for series in chart.series for value in series.values]
    return CHARTS.take(chart) and None not in values


def _drawn(chart: Chart) -> Block:
    axis: Block = {"categories": list(chart.categories)}
    if chart.unit.strip():
        axis["y_label"] = chart.unit
    series = [
        {
            "name": one.name,
            "data": [
                {"label": category, "value": value}
                for category, value in zip(chart.categories, one.values, strict=True)
            ],
        }
        for one in chart.series
    ]
    drawing = {"type": chart.form, "series": series, "axis_config": axis}
    return {"type": CHART, "title": chart.title, "chart": drawing}
