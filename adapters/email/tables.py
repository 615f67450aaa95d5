"""Draws what has rows: facts, tables, and charts, whose numbers every mail program shows."""

from collections.abc import Iterable, Sequence
from math import isfinite

from markupsafe import Markup

from adapters.email.styles import NUMERIC, look
from bot.message import Chart, Fact, Table

NOTHING = Markup("")
SHORT_NAME = 20
NO_VALUE = "\N{EN DASH}"
TABLE = Markup(
    '<table cellpadding="0" cellspacing="0" border="0"{}>{}<thead><tr>{}</tr></thead>'
    "<tbody>{}</tbody></table>{}"
)


def facts(pairs: Iterable[Fact]) -> Markup:
    """Draw names and values, a row each."""
    rows = NOTHING.join(
        Markup('<tr><th scope="row"{}>{}</th><td{}>{}</td></tr>').format(
            look("name", _whole(pair.label)), pair.label, look("cell"), pair.value
        )
        for pair in pairs
    )
    if not rows:
        return NOTHING
    return Markup('<table cellpadding="0" cellspacing="0" border="0"{}>{}</table>').format(
        look("table"), rows
    )


def _whole(label: str) -> str:
    """Keep a short name on one line."""
    return "white-space:nowrap;" if len(label) <= SHORT_NAME else ""


def table(element: Table) -> Markup:
    """Draw a table with the sentence that says the same."""
    numeric = [column.numeric for column in element.columns]
    heads = [column.title for column in element.columns]
    return _drawn(element.caption, heads, element.rows, numeric, element.summary)


def chart(element: Chart) -> Markup:
    """Draw a chart's numbers as a table, with the sentence that says the same."""
    heads = ["", *(series.name for series in element.series)]
    rows = [
        (category, *(_at(series.values, place) for series in element.series))
        for place, category in enumerate(element.categories)
    ]
    unit = f" ({element.unit})" if element.unit else ""
    numeric = [False, *(True for _ in element.series)]
    return _drawn(element.title + unit, heads, rows, numeric, element.summary)


def _drawn(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    numeric: Sequence[bool],
    summary: str,
) -> Markup:
    told = Markup("<p{}>{}</p>").format(look("quiet"), summary) if summary else NOTHING
    head = NOTHING.join(
        Markup("<th{}{}>{}</th>").format(
            Markup(' scope="col"') if title else NOTHING,
            look("head", _side(numeric, place)),
            title,
        )
        for place, title in enumerate(heads)
    )
    body = NOTHING.join(Markup("<tr>{}</tr>").format(_cells(row, numeric)) for row in rows)
    named = Markup("<caption{}>{}</caption>").format(look("caption"), caption)
    return TABLE.format(look("table"), named if caption else NOTHING, head, body, told)


def _cells(row: Sequence[str], numeric: Sequence[bool]) -> Markup:
    return NOTHING.join(
        Markup("<td{}>{}</td>").format(look("cell", _side(numeric, place)), cell)
        if place
        else Markup('<th scope="row"{}>{}</th>').format(look("cell"), cell)
        for place, cell in enumerate(row)
    )


def _side(numeric: Sequence[bool], place: int) -> str:
    return str(NUMERIC) if place < len(numeric) and numeric[place] else ""


def _at(values: Sequence[float | None], place: int) -> str:
    value = values[place] if place < len(values) else None
    if value is None or not isfinite(value):
        return NO_VALUE
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"
