"""What is said of all partners together, made of what is told and of nothing else.

So nothing of it can tell what is withheld: whoever reads it could work it out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.voice.rules.scores import (
    LEAST_CLUSTERS,
    NOBODY,
    Interval,
    Tally,
    nps_interval,
    pooled_interval,
)

AGREEMENT = 0.2
"""How much alike colleagues usually answer (the correlation within a partner)."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the people of each partner said whose own score is `told`, and the `rest` in one.

    Of the rest it is known only how many answered at each.
    """

    told: Sequence[Tally]
    rest: Tally = NOBODY
    sizes: Sequence[int] = ()
    """How many answered at each partner of the rest."""

    @property
    def whole(self) -> Tally:
        """Return what all said."""
        return sum(self.told, self.rest)

    @property
    def partners(self) -> int:
        """Return of how many partners somebody answered."""
        return len(self.told) + len(self.sizes)

    @property
    def spread(self) -> float:
        """Return how many times as far the rest spreads as if nobody there had colleagues."""
        if not self.rest.n:
            return 1.0
        return 1 + (sum(n * n for n in self.sizes) / self.rest.n - 1) * AGREEMENT


def interval_of(parts: Parts) -> Interval:
    """Return where the score of all truly lies; what one partner's people say goes together.

    Which of the rest agree nobody may learn, so that colleagues are taken to agree as usual.
    """
    if parts.partners < LEAST_CLUSTERS:
        return nps_interval(parts.whole)
    return pooled_interval(parts.told, parts.rest, parts.spread)


def mean_of_partners(parts: Parts) -> float:
    """Return the score with each partner counted alike, those of the rest by their common one."""
    rest = len(parts.sizes) * parts.rest.nps if parts.rest.n else 0
    return (sum(tally.nps for tally in parts.told) + rest) / parts.partners
