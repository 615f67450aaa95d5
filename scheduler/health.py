"""How a lane is doing: whether a platform takes messages there, and how long to leave it alone."""

from dataclasses import dataclass

MOST_UNKNOWN = 3
"""Outcomes in a row of which nobody knows, after which a lane rests."""


@dataclass(slots=True)
class Tries:
    """What came of requests that left together: answered, surely not taken, or unknown."""

    answered: int = 0
    not_sent: int = 0
    unknown: int = 0


class Health:
    """What one process knows of a lane; `alone` is whether the next request goes by itself.

    A platform's bad hour is nobody's fault: while nothing gets through the lane rests, longer
    each time, and asks with one request whether the hour is over.
    """

    def __init__(self) -> None:
        self.alone = True
        self.rests = 0
        self._unknown = 0

    def note(self, tries: Tries) -> bool:
        """Take in what came of some requests; return whether the lane should rest."""
        if tries.answered:
            self.alone, self.rests, self._unknown = False, 0, 0
            return False
        self._unknown += tries.unknown
        if not tries.not_sent and self._unknown < MOST_UNKNOWN:
            return False
        self.alone, self._unknown = True, 0
        self.rests += 1
        return True
