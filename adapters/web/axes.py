"""The ground a chart is drawn on: its axis, its values and its rectangles."""

import math
from dataclasses import dataclass

from markupsafe import Markup

from bot.message import Series


@dataclass(frozen=True, slots=True)
class Axis:
    """A straight line of numbers, laid from `start` to `end` of the drawing."""

    marks: tuple[float, ...]
    start: float
    end: float

    def place(self, value: float) -> float:
        low, high = self.marks[0], self.marks[-1]
        return self.start + (value - low) / (high - low) * (self.end - self.start)

    @property
    def zero(self) -> float:
        return self.place(min(max(0.0, self.marks[0]), self.marks[-1]))


def value_at(series: Series, place: int) -> float | None:
    """Return the value at a place of a series, if there is one."""
    value = series.values[place] if place < len(series.values) else None
    return value if value is not None and math.isfinite(value) else None


def known_values(series: Series) -> list[float]:
    """Return the values of a series that are there."""
    return [value for value in series.values if value is not None and math.isfinite(value)]


def rectangle(corner: tuple[float, float], size: tuple[float, float], colour: str) -> Markup:
    """Draw a rectangle; a negative size reaches back from its corner."""
    (x, y), (wide, high) = corner, size
    return Markup(
        '<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="2"/>'
    ).format(colour, min(x, x + wide), min(y, y + high), abs(wide), abs(high))
