"""The arithmetic of a chart: where its axis begins and ends, and how its numbers are written."""

import math
from collections.abc import Sequence

from bot.language import Language

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
WANTED_TICKS = 4
THOUSAND = 1000
FARTHEST = 1e15
"""Numbers farther from zero have more digits than a bar has room; their table names them."""
NEAREST = 1e-15
FLAT = 1e-9
"""Values that differ by less than this part of them are one height to the eye."""


def have_an_axis(values: Sequence[float]) -> bool:
    """Say whether there are numbers, and none that only their table can show."""
    return bool(values) and max(map(abs, values)) <= FARTHEST


def ticks(values: Sequence[float], *, from_zero: bool) -> tuple[float, ...]:
    """Return round numbers that enclose every value, evenly spaced, two at least.

    The values must have an axis; whether zero is one of the marks is asked by `from_zero`.
    """
    low, high = min(values, default=0.0), max(values, default=1.0)
    if from_zero or 0 <= low <= high / 2:
        low, high = min(low, 0.0), max(high, 0.0)
    size = max(abs(low), abs(high))
    if size < NEAREST:
        low, high = -0.5, 0.5
    elif high - low <= size * FLAT:
        low, high = low - size / 2, high + size / 2
    step = _round_step((high - low) / WANTED_TICKS)
    first, last = math.floor(low / step), math.ceil(high / step)
    return tuple(place * step for place in range(first, last + 1))


def short_number(value: float, language: Language) -> str:
    """Write a number as short as an axis wants it: 1.2M, 350K, 12.5."""
    rounded = _four_digits(value)
    return language.shortest(rounded, 9) if abs(rounded) < THOUSAND else language.compact(rounded)


def full_number(value: float | None, language: Language) -> str:
    """Write a number as it stands at a bar; a missing one is nothing."""
    if value is None or not math.isfinite(value):
        return ""
    return language.shortest(value, 2)


def _four_digits(value: float) -> float:
    return float(f"{value:.4g}")


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next((step * power for step in STEPS if step * power >= rough * 0.999), rough)
