"""What a subject brings so that a metric has figures: one entry each."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.figures.rules.figures import Cell, Footing, Note, Verdict
from bot.figures.rules.plan import Plan
from bot.figures.rules.windows import Window
from bot.principal import Principal
from bot.store.sessions import AsyncSession

Groups = tuple[str, ...]
Counts = Mapping[tuple[int, Groups], tuple[int, int]]
"""Two counts by piece of time and groups."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What figures are asked for: which pieces of time, cut how, for whose eyes.

    With `is_compared` the last pieces are what the ones before them are held against.
    """

    plan: Plan
    pieces: tuple[Window, ...]
    principal: Principal
    footing: Footing
    is_compared: bool = False


@dataclass(frozen=True, slots=True)
class Computed:
    """The figures of every piece, what may be said of two that are compared, and of all."""

    cells: tuple[Cell, ...]
    verdict: Verdict | None = None
    notes: tuple[Note, ...] = ()


Compute = Callable[[AsyncSession, Asked], Awaitable[Computed]]
Newest = Callable[[AsyncSession, Principal, date], Awaitable[date | None]]
"""Find the day of the newest thing this person may see, up to today."""


@dataclass(frozen=True, slots=True)
class Builder:
    """How one metric is computed.

    `base` is the stem of the words that say what its base counts, `cuts` are the dimensions it
    can be grouped and filtered by, `newest` tells the age of the rows it reads.
    """

    metric: str
    compute: Compute
    newest: Newest
    base: str
    cuts: frozenset[str]


def every_piece(asked: Asked, found: Counts) -> dict[tuple[int, Groups], tuple[int, int]]:
    """Put a zero where a whole figure found no rows; a group without rows is no group."""
    counts = dict(found)
    if not asked.plan.group_by:
        for piece in range(len(asked.pieces)):
            counts.setdefault((piece, ()), (0, 0))
    return dict(sorted(counts.items()))
