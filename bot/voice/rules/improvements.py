"""Improvements: how far one is, and what may be said of it next."""

from collections.abc import Mapping
from enum import StrEnum


class Progress(StrEnum):
    """How far an improvement is."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"


OPEN = frozenset({Progress.PLANNED, Progress.UNDER_WAY})
"""What may still be said to go on; cases with the same cause are rolled into it."""
_FOLLOWS: Mapping[Progress, tuple[Progress, ...]] = {
    Progress.PLANNED: (Progress.PLANNED, Progress.UNDER_WAY, Progress.DONE, Progress.DROPPED),
    Progress.UNDER_WAY: (Progress.UNDER_WAY, Progress.DONE, Progress.DROPPED),
    Progress.DONE: (),
    Progress.DROPPED: (),
}


def steps_from(progress: Progress) -> tuple[Progress, ...]:
    """Return what may be said of an improvement next; of one that is over, nothing."""
    return _FOLLOWS[progress]
