"""Tables and charts: charts as Teams draws them, with the table for clients that do not."""

import math
import re
from collections.abc import Iterable, Sequence

from adapters.teams.limits import (
    CHART_POINTS,
    CHART_SERIES,
    CHART_TITLE,
    PART_BYTES,
    ROW_BYTES,
)
from adapters.teams.parts import Part, Piece, lines, rich, run, span_runs, wire
from bot.errors import MessageRejected
from bot.message import Bold, Chart, Column, Span, Table, Text

NOTHING = "\N{EN DASH}"
_DAY = re.compile(r"\d{4}(-\d\d){0,2}|[A-Z][a-z]{2} \d{4}")
"""Categories that clients read as points in time; a line over others would not be drawn."""


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
    if any(len(series.values) != len(chart.categories) for series in chart.series):
        raise MessageRejected("Teams: chart: every series needs one value for each category")
    tables = list(_tables(_as_table(chart)))
    if len(tables) == 1 and _can_be_drawn(chart):
        yield Piece("chart", ({**_drawn(chart), "fallback": tables[0]},))
    else:
        yield from words_pieces("chart title", Bold(chart.title))
        for part in tables:
            yield Piece("chart as a table", (part,))
    yield from words_pieces("chart summary", Text(chart.summary))


def _tables(table: Table) -> Iterable[Part]:
    if any(len(row) > len(table.columns) for row in table.rows):
        raise MessageRejected("Teams: table: a row has more cells than there are columns")
    if not table.columns:
        return
    titles = [column.title for column in table.columns]
    columns = [_column(column) for column in table.columns]
    yield from _grid(columns, [_row(row, len(titles)) for row in table.rows], _row(titles))


def _column(column: Column) -> Part:
    right = {"horizontalCellContentAlignment": "right"} if column.numeric else {}
    return {"width": 1, **right}


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
        size = len(wire(row)) + 1
        if size > ROW_BYTES:
            raise MessageRejected(f"Teams: table row is over {ROW_BYTES} bytes")
        if taken and size > room:
            yield {**base, "rows": [*above, *taken]}
            taken, room = [], PART_BYTES - len(wire(above))
        taken.append(row)
        room -= size
    if taken or above:
        yield {**base, "rows": [*above, *taken]}


def _row(cells: Sequence[str], width: int = 0) -> Part:
    filled = [*cells, *[""] * (width - len(cells))]
    return row_of([[rich(*run(" ".join(cell.split()) or NOTHING))] for cell in filled])


def row_of(cells: Iterable[list[Part]]) -> Part:
    """Make a table's row of cells."""
    return {
        "type": "TableRow",
        "cells": [{"type": "TableCell", "items": items} for items in cells],
    }


def _can_be_drawn(chart: Chart) -> bool:
    names = [series.name for series in chart.series]
    return (
        chart.form in {"line", "bar"}
        and 1 <= len(names) <= CHART_SERIES
        and 1 <= len(chart.categories) <= CHART_POINTS
        and _are_labels(names)
        and _are_labels(chart.categories)
        and 1 <= len(chart.title.strip()) <= len(chart.title) <= CHART_TITLE
        and len(chart.unit) <= CHART_TITLE
        and all(_points(chart, number) for number in range(len(names)))
        and all(value is None or math.isfinite(value) for s in chart.series for value in s.values)
    )


def _are_labels(labels: Sequence[str]) -> bool:
    short = all(label.strip() and len(label) <= CHART_TITLE for label in labels)
    return short and len(set(labels)) == len(labels)


def _points(chart: Chart, number: int) -> list[Part]:
    """Return the values there are; a missing one leaves a gap."""
    values = zip(chart.categories, chart.series[number].values, strict=True)
    return [{"x": category, "y": value} for category, value in values if value is not None]


def _drawn(chart: Chart) -> Part:
    axis = {"yAxisTitle": chart.unit} if chart.unit.strip() else {}
    head: Part = {"title": chart.title, **axis}
    is_line = chart.form == "line" and all(map(_DAY.fullmatch, chart.categories))
    if not is_line and len(chart.series) == 1:
        return {"type": "Chart.VerticalBar", **head, "data": _points(chart, 0)}
    kind = "Chart.Line" if is_line else "Chart.VerticalBar.Grouped"
    data = [
        {"legend": series.name, "values": _points(chart, number)}
        for number, series in enumerate(chart.series)
    ]
    return {"type": kind, **head, "data": data}


def _as_table(chart: Chart) -> Table:
    unit = f" ({chart.unit})" if chart.unit else ""
    columns = (Column(""), *(Column(one.name + unit, numeric=True) for one in chart.series))
    rows = tuple(
        (category, *(_number(one.values[index]) for one in chart.series))
        for index, category in enumerate(chart.categories)
    )
    return Table("", columns, rows, "")


def _number(value: float | None) -> str:
    if value is None or not math.isfinite(value):
        return ""
    return f"{value:,.2f}".removesuffix(".00")
