"""Tables and charts: charts as Teams draws them, with the table for clients that do not."""

import re
from collections.abc import Iterable, Sequence

from adapters.teams.limits import (
    CHARTS,
    LIMITS,
    PART_BYTES,
    ROW_BYTES,
)
from adapters.teams.parts import Part, Piece, lines, rich, run, span_runs, wire
from bot.fitting import NOTHING, chart_table
from bot.message import Bold, Cell, Chart, Column, Span, Table, Text
from bot.plain_text import cell_spans, cell_text

_DAY = re.compile(r"\d{4}(-\d\d){0,2}|[A-Z][a-z]{2} \d{4}")
"""Categories that clients read as points in time; a line over others would not be drawn."""


NARROWEST, WIDEST = 4, 16


def words_pieces(element: str, *spans: Span) -> Iterable[Piece]:
    """Draw words in as many blocks as they need."""
    for line in lines(spans):
        yield Piece(element, (rich(*(part for span in line for part in span_runs(span))),))


def table_pieces(table: Table) -> Iterable[Piece]:
    """Draw a table with its caption and its sentence."""
    yield from words_pieces("table caption", Bold(table.caption))
    for part in _tables(table):
        yield Piece("table", (part,))
    yield from words_pieces("table summary", Text(table.summary))


def chart_pieces(chart: Chart) -> Iterable[Piece]:
    """Draw a chart; one that Teams would not draw is shown as a table."""
    tables = list(_tables(chart_table(LIMITS.whole_chart(chart))))
    if len(tables) == 1 and _can_be_drawn(chart):
        yield Piece("chart", ({**_drawn(chart), "fallback": tables[0]},))
    else:
        yield from words_pieces("chart title", Bold(chart.title))
        for part in tables:
            yield Piece("chart as a table", (part,))
    yield from words_pieces("chart summary", Text(chart.summary))


def _tables(table: Table) -> Iterable[Part]:
    rows = LIMITS.rows(table)
    if table.columns:
        titles = [column.title for column in table.columns]
        has_head = any(map(str.strip, titles)) or not rows
        head = _row(titles) if has_head else None
        columns = [
            _column(column, _width((column.title, *(row[at] for row in rows if at < len(row)))))
            for at, column in enumerate(table.columns)
        ]
        yield from _grid(columns, [_row(row) for row in rows], head)


def _column(column: Column, width: int) -> Part:
    right = {"horizontalCellContentAlignment": "right"} if column.numeric else {}
    return {"width": width, **right}


def _width(cells: Sequence[Cell]) -> int:
    """Return a column's share of the width: by its longest word, which clients would break."""
    longest = max(len(word) for cell in cells for word in (*cell_text(cell).split(), ""))
    return min(max(longest, NARROWEST), WIDEST)


def facts_grid(rows: Sequence[Part]) -> Iterable[Part]:
    """Lay out names and values: the names narrow, and nothing above them."""
    return _grid([{"width": 1}, {"width": 2}], rows)


def _grid(
    columns: Sequence[Part], rows: Sequence[Part], head: Part | None = None
) -> Iterable[Part]:
    """Lay rows out as a table, or as several where one would be too large for a card."""
    base: Part = {
        "type": "Table",
        "columns": list(columns),
        "firstRowAsHeader": head is not None,
        "showGridLines": head is not None,
    }
    above = [head] if head else []
    taken: list[Part] = []
    room = PART_BYTES - len(wire(above))
    for row in rows:
        size = len(wire(row))
        if size > ROW_BYTES:
            raise LIMITS.refusal("table row", "too long", f"{ROW_BYTES} bytes")
        if taken and size + 1 > room:
            yield {**base, "rows": [*above, *taken]}
            taken, room = [], PART_BYTES - len(wire(above))
        taken.append(row)
        room -= size + 1
    if taken or above:
        yield {**base, "rows": [*above, *taken]}


def _row(cells: Sequence[Cell]) -> Part:
    return row_of([_cell(cell) for cell in cells])


def _cell(cell: Cell) -> list[Part]:
    if isinstance(cell, str) or not cell_text(cell).strip():
        return [rich(*run(" ".join(cell_text(cell).split()) or NOTHING))]
    told = lines(cell_spans(cell))
    return [rich(*(part for span in line for part in span_runs(span))) for line in told]


def row_of(cells: Iterable[list[Part]]) -> Part:
    """Make a table's row of cells."""
    return {
        "type": "TableRow",
        "cells": [{"type": "TableCell", "items": items} for items in cells],
    }


def _can_be_drawn(chart: Chart) -> bool:
    if not CHARTS.take(chart) or not all(map(_has_value, (each.values for each in chart.series))):
        return False
    # A bar that is missing everywhere would take its name with it; an axis of time keeps it.
    by_category = zip(*(each.values for each in chart.series), strict=True)
    return _is_over_time(chart) or all(map(_has_value, by_category))


def _has_value(values: Sequence[float | None]) -> bool:
    return any(value is not None for value in values)


def _is_over_time(chart: Chart) -> bool:
    return chart.form == "line" and all(map(_DAY.fullmatch, _moments(chart)))


def _moments(chart: Chart) -> Sequence[str]:
    """Return the categories as clients read them: words in English, or else days."""
    can_be_read = all(map(_DAY.fullmatch, chart.categories))
    has_days = len(chart.days) == len(chart.categories)
    return chart.days if has_days and not can_be_read else chart.categories


def _points(chart: Chart, number: int) -> list[Part]:
    """Return the values there are; a missing one leaves a gap."""
    places = _moments(chart) if _is_over_time(chart) else chart.categories
    values = zip(places, chart.series[number].values, strict=True)
    return [{"x": category, "y": value} for category, value in values if value is not None]


def _drawn(chart: Chart) -> Part:
    is_line = _is_over_time(chart)
    if not is_line and len(chart.series) == 1:
        # A single series has no legend: its name stands at the axis.
        name = chart_table(chart).columns[1].title
        head = {"title": chart.title, "yAxisTitle": name}
        if len(name) <= CHARTS.unit:
            return {"type": "Chart.VerticalBar", **head, "data": _points(chart, 0)}
    axis = {"yAxisTitle": chart.unit} if chart.unit.strip() else {}
    data = [
        {"legend": series.name, "values": _points(chart, number)}
        for number, series in enumerate(chart.series)
    ]
    kind = "Chart.Line" if is_line else "Chart.VerticalBar.Grouped"
    return {"type": kind, "title": chart.title, **axis, "data": data}
