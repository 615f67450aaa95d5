"""Draws what has rows: facts, tables, and charts, whose numbers every mail program shows."""

import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from adapters.email.limits import LIMITS
from adapters.email.spans import spans
from adapters.email.styles import BROKEN, NUMERIC, WHOLE, look
from bot.fitting import NOTHING as NO_VALUE
from bot.fitting import written_number
from bot.message import Cell, Chart, Fact, Table
from bot.plain_text import cell_spans

NOTHING = Markup("")
SHORT_NAME = 20
ROOM, GAP = 246, 10
"""Pixels of a line in a letter that is 320 wide, and those between two columns."""
LETTER, HEAD_LETTER = 9, 10
"""Pixels that a letter takes at most in the middle of a word."""
LONGEST_WORD = ROOM // LETTER
_WORD = re.compile(r"[^\s\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]+")
"""What is shown on one line or broken: the scripts of East Asia end a line anywhere."""
TABLE = Markup('<table dir="auto"{}>{}{}<tbody>{}</tbody></table>')
"""Its caption says from which side the columns begin; facts follow the whole letter."""
MOVED = Markup("<div{}>{}</div>")


def facts(pairs: Iterable[Fact]) -> Markup:
    """Draw names and values, a row each."""
    kept = tuple(pairs)
    rows = NOTHING.join(
        Markup('<tr><th scope="row"{}>{}</th><td{}>{}</td></tr>').format(
            look("name", _whole(pair.label)),
            pair.label,
            look("cell", _broken(pair.value)),
            pair.value,
        )
        for pair in kept
    )
    if not rows:
        return NOTHING
    names = max(_line(pair.label, HEAD_LETTER, _whole(pair.label)) for pair in kept)
    values = max(_line(pair.value, LETTER) for pair in kept)
    drawn = Markup("<table{}><tbody>{}</tbody></table>").format
    if names + values <= ROOM:
        return drawn(look("table"), rows)
    return MOVED.format(look("wide"), drawn(look("stacked"), rows))


def _whole(label: str) -> str:
    """Keep a short name on one line."""
    return WHOLE if len(label) <= SHORT_NAME else ""


def _broken(text: str) -> str:
    return BROKEN if _longest(text) > LONGEST_WORD else ""


def _kept(name: str) -> str:
    """Keep a row's short name in one piece: a month would be broken at its hyphen."""
    return WHOLE if len(name) <= SHORT_NAME and " " not in name else _broken(name)


def _longest(text: str) -> int:
    return max((len(word) for word in _WORD.findall(text)), default=1)


def _line(text: str, letter: int, whole: str = "") -> int:
    """Return how many pixels wide a cell has to be, so that no word of it is broken."""
    return letter * (len(text) if whole else min(_longest(text), LONGEST_WORD)) + GAP


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
    rows: Iterable[Sequence[Cell]],
    numeric: Sequence[bool],
    summary: str,
) -> Markup:
    told = Markup("<p{}>{}</p>").format(look("quiet"), summary) if summary else NOTHING
    if not heads:
        return Markup("<p{}><strong>{}</strong></p>{}").format(look("text"), caption, told)
    grid = tuple(rows)
    fits = _fits(heads, grid, numeric)
    head = NOTHING.join(
        Markup("<th{}{}>{}</th>").format(
            Markup(' scope="col"') if title else NOTHING,
            look("head", _side(numeric, place, fits=fits)),
            title,
        )
        for place, title in enumerate(heads)
    )
    head = Markup("<thead><tr>{}</tr></thead>").format(head) if any(heads) or not grid else NOTHING
    body = NOTHING.join(
        Markup("<tr>{}</tr>").format(_cells(row, heads, numeric, fits=fits)) for row in grid
    )
    named = Markup("<caption{}>{}</caption>").format(look("caption"), caption)
    named = named if caption else NOTHING
    drawn = TABLE.format(look("table" if fits else "stacked"), named, head, body)
    return (drawn if fits else MOVED.format(look("wide"), drawn)) + told


def _fits(heads: Sequence[str], rows: Iterable[Sequence[Cell]], numeric: Sequence[bool]) -> bool:
    """Say whether a phone shows these columns side by side, with every word unbroken."""
    widths = [_line(title, HEAD_LETTER) for title in heads]
    for row in rows:
        for place, cell in enumerate(row):
            whole = _side(numeric, place, fits=True)
            widths[place] = max(widths[place], _line(_shown(cell), LETTER, whole))
    return sum(widths) <= ROOM


def _cells(
    row: Sequence[Cell], heads: Sequence[str], numeric: Sequence[bool], *, fits: bool
) -> Markup:
    first, *others = row
    named = look("cell", _kept(_shown(first)))
    drawn = [Markup('<th scope="row"{}>{}</th>').format(named, spans(cell_spans(first)))]
    for place, cell in enumerate(others, 1):
        also = NOTHING
        if not fits and heads[place]:
            also = Markup("<span{}>{}: </span>").format(look("also"), heads[place])
        style = _side(numeric, place, fits=fits) + _broken(_shown(cell))
        told = spans(cell_spans(cell))
        drawn.append(Markup("<td{}>{}{}</td>").format(look("cell", style), also, told))
    return NOTHING.join(drawn)


def _shown(cell: Cell) -> str:
    return "".join(span.text for span in cell_spans(cell))


def _side(numeric: Sequence[bool], place: int, *, fits: bool) -> str:
    if place >= len(numeric) or not numeric[place]:
        return ""
    # Where it fits beside the others, a number with its unit stays on one line.
    return NUMERIC + WHOLE if fits else NUMERIC
