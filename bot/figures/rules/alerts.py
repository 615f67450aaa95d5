"""When an alert speaks: once when its line is crossed, and not again before it was well back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

A_TENTH = Decimal("0.1")
MOST_PERIODS = 6
COOL_DOWN = timedelta(days=7)
DARK = timedelta(days=14)
"""So long a figure may be out of sight before its owner hears that nobody can look at it."""


class Side(StrEnum):
    OVER = "over"
    UNDER = "under"


class Standing(StrEnum):
    """An alert that is `armed` speaks at the next crossing; one that is `crossed` is silent."""

    ARMED = "armed"
    CROSSED = "crossed"


class Word(StrEnum):
    """What an alert has to say."""

    CROSSED = "crossed"
    BACK = "back"
    DARK = "dark"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Line:
    """A figure's line: on which side, for how many periods in a row, and how far back is back.

    Two crossings are told so long apart at least as it cools down.
    """

    side: Side
    at: Decimal
    periods: int = 1
    margin: Decimal = Decimal(0)
    cool_down: timedelta = COOL_DOWN

    def is_beyond(self, value: Decimal) -> bool:
        """Say whether a figure lies on the side that is watched for; on the line it does not."""
        return value > self.at if self.side is Side.OVER else value < self.at

    def is_back(self, value: Decimal) -> bool:
        """Say whether a figure is so far back that the next crossing is a new one."""
        return value <= self.back_at if self.side is Side.OVER else value >= self.back_at

    @property
    def drawn(self) -> tuple[Side, Decimal]:
        """What makes it this line and no other, however it is watched."""
        return self.side, self.at

    @property
    def back_at(self) -> Decimal:
        """Where a figure is back for good."""
        return self.at - self.margin if self.side is Side.OVER else self.at + self.margin


@dataclass(frozen=True, slots=True)
class Watched:
    """How an alert stands, and when it last said that its line was crossed."""

    standing: Standing = Standing.ARMED
    told_on: date | None = None


def usual_margin(at: Decimal) -> Decimal:
    """Return how far back is back where nobody said: a tenth of the line, one for a line at 0."""
    return abs(at) * A_TENTH or Decimal(1)


def step(
    line: Line,
    watched: Watched,
    values: Sequence[Decimal | None],
    today: date,
    quiet_until: date | None = None,
) -> tuple[Watched, Word | None]:
    """Take a look at the figure, newest period last; return how it stands then, and what to say.

    A value that is not known is neither fine nor crossed: nothing changes. While it is snoozed
    or cools down it stays armed, so that a crossing that lasts is said afterwards.
    """
    newest = values[-line.periods :]
    if len(newest) < line.periods or newest[-1] is None:
        return watched, None
    if watched.standing is Standing.CROSSED:
        if line.is_back(newest[-1]):
            return replace(watched, standing=Standing.ARMED), Word.BACK
        return watched, None
    if not all(value is not None and line.is_beyond(value) for value in newest):
        return watched, None
    if _is_quiet(line, watched, today, quiet_until):
        return watched, None
    return Watched(Standing.CROSSED, today), Word.CROSSED


def told_in(line: Line, values: Sequence[tuple[date, Decimal | None]]) -> tuple[date, ...]:
    """Return on which of these days an alert would have spoken, had it watched them all."""
    watched, told = Watched(), []
    for number, (day, _) in enumerate(values, 1):
        seen = [value for _, value in values[:number]]
        watched, word = step(line, watched, seen, day)
        told += [day] if word is Word.CROSSED else []
    return tuple(told)


def _is_quiet(line: Line, watched: Watched, today: date, quiet_until: date | None) -> bool:
    cools = watched.told_on is not None and today < watched.told_on + line.cool_down
    return cools or (quiet_until is not None and today < quiet_until)
