"""What a subject brings so that a metric has figures: one entry each."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.figures.rules.ages import Rows
from bot.figures.rules.figures import Cell, Footing, Note, Verdict
from bot.figures.rules.plan import Plan
from bot.figures.rules.tiers import Path
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
    One that `tells` nothing is asked for its cells alone: notes would be worked out for nobody.
    """

    plan: Plan
    pieces: tuple[Window, ...]
    principal: Principal
    footing: Footing
    is_compared: bool = False
    tells: bool = True


@dataclass(frozen=True, slots=True)
class Computed:
    """The figures of every piece, what may be said of two that are compared, and of all."""

    cells: tuple[Cell, ...]
    verdict: Verdict | None = None
    notes: tuple[Note, ...] = ()
    paths: tuple[Path, ...] = ()


Compute = Callable[[AsyncSession, Asked], Awaitable[Computed]]


@dataclass(frozen=True, slots=True)
class Builder:
    """How one metric is computed.

    `base` is the stem of the words that say what its base counts, `cuts` are the dimensions it
    can be grouped and filtered by. `reads` are the kinds of imported rows that it is made of: it
    is as old as the oldest. Nothing is read of what is recorded here as it happens. Partners may
    be answered a variant that is made of less (`partners_read`).
    """

    metric: str
    compute: Compute
    reads: frozenset[Rows]
    base: str
    cuts: frozenset[str]
    partners_read: frozenset[Rows] | None = None

    def reads_for(self, principal: Principal) -> frozenset[Rows]:
        """Return the kinds of rows that this person's figures are made of."""
        if self.partners_read is None or principal.is_vendor:
            return self.reads
        return self.partners_read


def every_piece(asked: Asked, found: Counts) -> dict[tuple[int, Groups], tuple[int, int]]:
    """Put a zero where a whole figure found no rows; a group without rows is no group."""
    counts = dict(found)
    if not asked.plan.group_by:
        for piece in range(len(asked.pieces)):
            counts.setdefault((piece, ()), (0, 0))
    return dict(sorted(counts.items()))
