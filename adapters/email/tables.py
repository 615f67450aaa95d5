"""Draws what has rows: facts, tables, and charts, whose numbers every mail program shows."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from adapters.email.limits import LIMITS
from adapters.email.styles import NUMERIC, WHOLE, look
from bot.fitting import NOTHING as NO_VALUE
from bot.fitting import written_number
from bot.message import Chart, Fact, Table

NOTHING = Markup("")
SHORT_NAME = 20
WIDE = 4
"""Columns that a phone shows with their numbers unbroken."""
TABLE = Markup('<table dir="auto"{}>{}<thead><tr>{}</tr></thead><tbody>{}</tbody></table>{}')
"""Its caption says from which side the columns begin; facts follow the whole letter."""


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
    return Markup("<table{}><tbody>{}</tbody></table>").format(look("table"), rows)


def _whole(label: str) -> str:
    """Keep a short name on one line."""
    return WHOLE if len(label) <= SHORT_NAME else ""


def table(element: Table) -> Markup:
    """Draw a table with the sentence that says the same."""
    numeric = [column.numeric for column in element.columns]
    heads = [column.title for column in element.columns]
    return _drawn(element.caption, heads, LIMITS.rows(element), numeric, element.summary)


def chart(element: Chart) -> Markup:
    """Draw a chart's numbers as a table, with the sentence that says the same."""
    series = LIMITS.whole_chart(element).series
    heads = ["", *(one.name for one in series)]
    rows = [
        (category, *(written_number(element, one.values[place]) or NO_VALUE for one in series))
        for place, category in enumerate(element.categories)
    ]
    unit = f" ({element.unit})" if element.unit else ""
    numeric = [False, *(True for _ in series)]
    return _drawn(element.title + unit, heads, rows, numeric, element.summary)


def _drawn(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    numeric: Sequence[bool],
    summary: str,
) -> Markup:
    told = Markup("<p{}>{}</p>").format(look("quiet"), summary) if summary else NOTHING
    if not heads:
        return Markup("<p{}><strong>{}</strong></p>{}").format(look("text"), caption, told)
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
    if place >= len(numeric) or not numeric[place]:
        return ""
    # On a phone a wide table with unbroken numbers would push the letter past its edge.
    return NUMERIC + WHOLE if len(numeric) <= WIDE else NUMERIC
