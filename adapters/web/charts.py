"""Draws a chart as a small inline SVG, with its sentence and its numbers as a table."""

import math
from collections.abc import Iterable, Iterator
from itertools import groupby

from markupsafe import Markup

from adapters.web.axes import Axis, known_values, rectangle, value_at
from adapters.web.limits import LIMITS
from adapters.web.markup import join, table
from adapters.web.scales import full_number, have_an_axis, short_number, ticks
from bot.language import Language, Wording
from bot.message import Chart, Series

WIDTH = 400
HEIGHT = 230
LEFT, RIGHT, TOP, BOTTOM = 72, 12, 12, 26
LABELS_AT, YEARS_AT = HEIGHT - 7, HEIGHT + 8
"""Where the names of categories stand, and years below them."""
COLOURS = 6
LETTER = 8.1
"""About the width of one letter of a label on a narrow page, in the drawing's own units."""
GAP = 6
"""At least so much stands between two labels."""
BAR = 14
MANY = 12
"""More categories than this, and bars stand upright side by side."""

LINE_KEY = Markup(
    '<svg viewBox="0 0 22 10" aria-hidden="true">'
    '<line class="s{}" x1="1" x2="21" y1="5" y2="5"/></svg>'
)
SQUARE_KEY = Markup(
    '<svg class="square" viewBox="0 0 10 10" aria-hidden="true">'
    '<rect class="s{}" width="10" height="10" rx="2"/></svg>'
)


def draw_chart(chart: Chart, wording: Wording) -> Markup:
    """Draw the chart, say what it says, and give its numbers as a table to open."""
    LIMITS.whole_chart(chart)
    return Markup(
        '<figure class="chart"><figcaption dir="auto">{}{}</figcaption>{}{}'
        '<p class="summary" dir="auto">{}</p>'
        "<details><summary>{}</summary>{}</details></figure>"
    ).format(
        Markup("<strong>{}</strong>").format(chart.title),
        Markup(' <span class="unit">{}</span>').format(chart.unit) if chart.unit else "",
        _picture(chart),
        _legend(chart),
        chart.summary,
        wording.say("control_numbers"),
        _numbers(chart, wording),
    )


def _picture(chart: Chart) -> Markup:
    if not have_an_axis(_values(chart)):
        return Markup("")
    flat = HEIGHT + (YEARS_AT - LABELS_AT if _has_marks(chart) else 0)
    if chart.form == "line":
        height, inside = flat, _lines(chart)
    elif _labels_fit(chart) or len(chart.categories) > MANY:
        height, inside = flat, _columns(chart)
    else:
        height, inside = _bars(chart)
    return Markup(
        '<svg viewBox="0 0 {} {}" role="img"><title>{}</title><desc>{}</desc>{}</svg>'
    ).format(WIDTH, height, chart.title, chart.summary, inside)


def _legend(chart: Chart) -> Markup:
    if len(chart.series) < 2:  # noqa: PLR2004 - one series is named by the title
        return Markup("")
    key = LINE_KEY if chart.form == "line" else SQUARE_KEY
    names = join(
        Markup("<li>{}{}</li>").format(key.format(place % COLOURS), each.name)
        for place, each in enumerate(chart.series)
    )
    return Markup('<ul class="legend">{}</ul>').format(names)


def _numbers(chart: Chart, wording: Wording) -> Markup:
    rows = [
        (category, *(_cell(value_at(each, place), wording) for each in chart.series))
        for place, category in enumerate(chart.categories)
    ]
    heads = ["", *(each.name for each in chart.series)]
    caption = f"{chart.title}, {chart.unit}" if chart.unit else chart.title
    return table(caption, heads, rows, [False, *(True for _ in chart.series)])


def _cell(value: float | None, wording: Wording) -> str:
    """Write a number as a table wants it; a missing one says so."""
    return wording.say("no_value") if value is None else wording.language.shortest(value, 2)


def _axis(chart: Chart, start: float, end: float, *, from_zero: bool) -> Axis:
    return Axis(ticks(_values(chart), from_zero=from_zero), start, end)


def _values(chart: Chart) -> list[float]:
    return [value for each in chart.series for value in known_values(each)]


def _grid(axis: Axis, language: Language) -> Markup:
    return join(
        Markup(
            '<line class="{}" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>'
            '<text class="axis end" x="{}" y="{:.1f}">{}</text>'
        ).format(
            "zero" if mark == 0 else "grid",
            LEFT,
            WIDTH - RIGHT,
            axis.place(mark),
            axis.place(mark),
            LEFT - 6,
            axis.place(mark) + 4,
            short_number(mark, language),
        )
        for mark in axis.marks
    )


def _slot(chart: Chart) -> float:
    return (WIDTH - LEFT - RIGHT) / max(1, len(chart.categories))


def _labels_fit(chart: Chart) -> bool:
    longest = max(map(len, chart.categories), default=0)
    return longest * LETTER + GAP <= _slot(chart)


def _middle(chart: Chart, place: int) -> float:
    return LEFT + _slot(chart) * (place + 0.5)


def _labels(chart: Chart) -> Markup:
    """Name as many categories as stand side by side; the table names all.

    Of a month or a day the year stands below it, where it is another than before.
    """
    names = [name for name, _ in chart.marks] if _has_marks(chart) else chart.categories
    longest = max([*map(len, names), *(len(year) for _, year in chart.marks)], default=0)
    every = max(1, math.ceil((longest * LETTER + GAP) / _slot(chart)))
    half = longest * LETTER / 2
    drawn, before = [], ""
    for place, name in enumerate(names):
        if (len(names) - 1 - place) % every:
            continue
        at = min(max(_middle(chart, place), half), WIDTH - half)
        drawn.append(_label(at, LABELS_AT, name))
        year = chart.marks[place][1] if _has_marks(chart) else ""
        if year != before:
            drawn.append(_label(at, YEARS_AT, year))
        before = year
    return join(drawn)


def _label(at: float, height: int, words: str) -> Markup:
    return Markup('<text class="axis middle" x="{:.1f}" y="{}">{}</text>').format(
        at, height, words
    )


def _has_marks(chart: Chart) -> bool:
    """Whether every category can be named by its month or days and its year apart."""
    return bool(chart.categories) and len(chart.marks) == len(chart.categories)


def _lines(chart: Chart) -> Markup:
    axis = _axis(chart, HEIGHT - BOTTOM, TOP, from_zero=False)
    drawn = (
        _line(chart, axis, each, f"s{place % COLOURS}") for place, each in enumerate(chart.series)
    )
    return _grid(axis, Language(chart.language)) + _labels(chart) + join(drawn)


def _line(chart: Chart, axis: Axis, series: Series, colour: str) -> Markup:
    """Draw one line, broken where a value is missing, with a dot at every end."""
    pieces = list(_pieces(chart, axis, series))
    strokes = join(
        Markup('<polyline class="{}" points="{}"/>').format(
            colour, " ".join(f"{x:.1f},{y:.1f}" for x, y in piece)
        )
        for piece in pieces
    )
    dots = join(
        Markup('<circle class="dot {}" cx="{:.1f}" cy="{:.1f}" r="3"/>').format(colour, x, y)
        for piece in pieces
        for x, y in (piece if len(chart.categories) <= MANY else {piece[0], piece[-1]})
    )
    return strokes + dots


def _pieces(chart: Chart, axis: Axis, series: Series) -> Iterator[list[tuple[float, float]]]:
    places = enumerate(value_at(series, place) for place in range(len(chart.categories)))
    for known, run in groupby(places, key=lambda pair: pair[1] is not None):
        if known:
            yield [(_middle(chart, x), axis.place(y)) for x, y in run if y is not None]


def _columns(chart: Chart) -> Markup:
    axis = _axis(chart, HEIGHT - BOTTOM, TOP, from_zero=True)
    wide = _slot(chart) * 0.7 / len(chart.series)
    drawn: Iterable[Markup] = (
        rectangle(
            (_middle(chart, place) + wide * (number - len(chart.series) / 2), axis.place(value)),
            (wide, axis.zero - axis.place(value)),
            f"s{number % COLOURS}",
        )
        for number, each in enumerate(chart.series)
        for place in range(len(chart.categories))
        if (value := value_at(each, place)) is not None
    )
    return _grid(axis, Language(chart.language)) + _labels(chart) + join(drawn)


def _bars(chart: Chart) -> tuple[int, Markup]:
    """Draw bars that lie under their names, with each number at its bar's end."""
    language = Language(chart.language)
    # Room for a number on both sides, for a bar may go left of zero.
    room = 8 + LETTER * max(
        len(full_number(v, language)) for each in chart.series for v in each.values
    )
    axis = _axis(chart, 0, WIDTH - room, from_zero=True)
    if axis.marks[0] < 0:
        axis = Axis(axis.marks, room, WIDTH - room)
    block = 22 + len(chart.series) * (BAR + 4) + 6
    drawn = []
    for place, category in enumerate(chart.categories):
        top = place * block
        drawn.append(Markup('<text class="axis name" y="{}">{}</text>').format(top + 14, category))
        for number, each in enumerate(chart.series):
            value = value_at(each, place)
            drawn.append(_bar(axis, value, (top + 20 + number * (BAR + 4), number), language))
    return block * len(chart.categories), join(drawn)


def _bar(axis: Axis, value: float | None, at: tuple[float, int], language: Language) -> Markup:
    top, number = at
    end = axis.place(value or 0.0)
    shape = rectangle((axis.zero, top), (end - axis.zero, BAR), f"s{number % COLOURS}")
    side, shift = (" end", -6) if end < axis.zero else ("", 6)
    return shape + Markup('<text class="axis{}" x="{:.1f}" y="{:.1f}">{}</text>').format(
        side, end + shift, top + BAR - 2.5, full_number(value, language)
    )
