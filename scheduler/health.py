"""How a lane is doing: whether a platform takes messages there, and how long to leave it alone."""

MOST_UNKNOWN = 3
"""Outcomes in a row of which nobody knows, after which a lane rests."""


class Health:
    """What one process knows of a lane; `alone` is whether the next request goes by itself.

    A platform's bad hour is nobody's fault: while nothing gets through the lane rests, longer
    each time, and asks with one request whether the hour is over.
    """

    def __init__(self) -> None:
        self.alone = True
        self.rests = 0
        self._unknown = 0

    def note(self, *, answered: bool = False, not_sent: bool = False, unknown: int = 0) -> bool:
        """Take in what came of requests that left together; return whether the lane should rest.

        Some were `answered`, some surely `not_sent`, and of so many the outcome is `unknown`.
        """
        if answered:
            self.alone, self.rests, self._unknown = False, 0, 0
            return False
        self._unknown += unknown
        if not not_sent and self._unknown < MOST_UNKNOWN:
            return False
        self.alone, self._unknown = True, 0
        self.rests += 1
        return True
