"""What Teams draws beyond Adaptive Cards 1.5: charts and small marks, each with a way back."""

from collections.abc import Iterator
from typing import Any

from tests.stand_ins.checks import (
    Problem,
    Rule,
    both,
    each,
    flag,
    matching,
    number,
    record,
    text,
    whole,
)

from .pieces import COLOR, PIXELS, SIDEWAYS, either, element, word

POINTS = 100  # no number is published; more cannot be read in a chat
HUES = "Red|Purple|Lavender|Blue|LightBlue|Teal|Green|Lime|Marigold|Yellow"
HUE = matching(
    rf"(good|warning|attention|neutral|categorical({HUES})|sequential[1-8]"
    r"|diverging(Blue|LightBlue|Cyan|Teal|Yellow|Peach|LightRed|Red|Maroon|Gray))$",
    "must be a color of a chart",
)
COORDINATE = either("a number or words", number(), text(1, 200))
ANY_CHART: dict[str, Rule] = {
    "title": text(1, 200),
    "showTitle": flag,
    "showLegend": flag,
    "colorSet": word("categorical", "sequential", "diverging"),
    "maxWidth": PIXELS,
    "horizontalAlignment": SIDEWAYS,
}
AXES: dict[str, Rule] = {
    **ANY_CHART,
    "xAxisTitle": text(1, 200),
    "yAxisTitle": text(1, 200),
    "color": HUE,
}
HEIGHTS: dict[str, Rule] = {"showBarValues": flag, "yMin": number(), "yMax": number()}
SHARE = record({"legend": text(1, 200), "value": number(0)}, {"color": HUE})
BAR = record({"x": text(1, 200), "y": number()}, {"color": HUE})
PILLAR = record({"x": COORDINATE, "y": number()}, {"color": HUE})
SPOT = record({"x": COORDINATE, "y": number()})
SERIES = record({"legend": text(1, 200), "values": each(SPOT, 1, POINTS)}, {"color": HUE})
STACK = record({"title": text(1, 200), "data": each(SHARE, 1, POINTS)})
ROUND: dict[str, Rule] = {
    **ANY_CHART,
    "value": text(1, 50),
    "valueColor": HUE,
    "thickness": word("thin", "thick"),
    "showOutlines": flag,
}


def named_once(value: Any, at: str) -> Iterator[Problem]:
    """Want every series of a chart to have a name of its own."""
    series = value.get("data") if isinstance(value, dict) else None
    if isinstance(series, list):
        names = [one.get("legend") for one in series if isinstance(one, dict)]
        if len(set(map(str, names))) < len(names):
            yield Problem(f"{at}/data", "every legend must be unique")


def not_below_zero(value: Any, at: str) -> Iterator[Problem]:
    """Want a stacked chart without negative values and without a range of its own."""
    if not isinstance(value, dict) or not value.get("stacked"):
        return
    if {"yMin", "yMax"} & set(value):
        yield Problem(at, "a stacked chart has no range of its own")
    lists = [s.get("values") for s in value.get("data") or [] if isinstance(s, dict)]
    spots = [spot for spots in lists if isinstance(spots, list) for spot in spots]
    heights = [spot.get("y") for spot in spots if isinstance(spot, dict)]
    if any(isinstance(y, int | float) and y < 0 for y in heights):
        yield Problem(at, "a stacked chart has no negative values")


def within_range(value: Any, at: str) -> Iterator[Problem]:
    """Want a gauge's hand between its ends."""
    ends = (value.get("min", 0), value.get("max", 100), value.get("value"))
    if all(isinstance(end, int | float) for end in ends) and not ends[0] <= ends[2] <= ends[1]:
        yield Problem(f"{at}/value", "must lie between min and max")


CHARTS: dict[str, Rule] = {
    "Chart.Donut": both(element({"data": each(SHARE, 1, POINTS)}, ROUND), named_once),
    "Chart.Pie": both(element({"data": each(SHARE, 1, POINTS)}, ROUND), named_once),
    "Chart.Line": both(
        element({"data": each(SERIES, 1, POINTS)}, {**AXES, "yMin": number(), "yMax": number()}),
        named_once,
    ),
    "Chart.VerticalBar": element({"data": each(PILLAR, 1, POINTS)}, {**AXES, **HEIGHTS}),
    "Chart.VerticalBar.Grouped": both(
        element({"data": each(SERIES, 1, POINTS)}, {**AXES, **HEIGHTS, "stacked": flag}),
        named_once,
        not_below_zero,
    ),
    "Chart.HorizontalBar": element(
        {"data": each(BAR, 1, POINTS)},
        {**AXES, "displayMode": word("AbsoluteWithAxis", "AbsoluteNoAxis", "PartToWhole")},
    ),
    "Chart.HorizontalBar.Stacked": element(
        {"data": each(STACK, 1, POINTS)}, {**AXES, "showBarValues": flag}
    ),
    "Chart.Gauge": both(
        element(
            {"value": number()},
            {
                **ANY_CHART,
                "min": number(),
                "max": number(),
                "subLabel": text(1, 100),
                "showMinMax": flag,
                "showNeedle": flag,
                "showOutlines": flag,
                "valueFormat": word("Percentage", "Fraction"),
                "segments": each(record({"legend": text(), "size": number(0)}, {"color": HUE})),
            },
        ),
        within_range,
    ),
}
STAR_STYLE: dict[str, Rule] = {
    "max": whole(1, 5),
    "value": number(0),
    "size": word("Medium", "Large"),
    "color": word("Neutral", "Marigold"),
}
MARKS: dict[str, Rule] = {
    "Badge": element(
        {"text": text(1, 200)},
        {
            "icon": text(1, 100),
            "iconPosition": word("Before", "After"),
            "size": word("Medium", "Large", "ExtraLarge"),
            "shape": word("Square", "Rounded", "Circular"),
            "style": word(
                "Default", "Subtle", "Informative", "Accent", "Good", "Attention", "Warning"
            ),
            "appearance": word("Filled", "Tint"),
            "tooltip": text(1, 200),
            "horizontalAlignment": SIDEWAYS,
        },
    ),
    "CodeBlock": element(
        {"codeSnippet": text(1, 20_000)}, {"language": text(1, 50), "startLineNumber": whole(1)}
    ),
    "Icon": element(
        {"name": text(1, 100)},
        {
            "size": word(
                "xxSmall", "xSmall", "Small", "Standard", "Medium", "Large", "xLarge", "xxLarge"
            ),
            "style": word("Regular", "Filled"),
            "color": COLOR,
            "horizontalAlignment": SIDEWAYS,
        },
    ),
    "ProgressBar": element({}, {"value": number(0), "max": number(above=0), "color": COLOR}),
    "ProgressRing": element({}, {"label": text(1, 200), "size": text(1, 20)}),
    "Rating": element(
        {},
        {**STAR_STYLE, "count": whole(0), "style": word("Default", "Compact")},
    ),
}
