"""Named points of the way out at which a program kills itself, as a power cut would.

They are laid around the real functions from outside, in a process that a trial starts: the
product knows nothing of them, so that nobody can meet one by accident.
"""

import importlib
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from bot.beat.store.lanes import Grip

Counts = Callable[[tuple[Any, ...], Any], object]


def always(_given, _made):
    return True


def says_something(_given, made):
    """Whether there was anything in it: lanes ask in vain as well."""
    return made


def has_ends(given, _made):
    """Whether there was anything to write down."""
    return given[2]


def is_granted(_given, made):
    """Whether the lane was free."""
    return isinstance(made, Grip)


def has_lanes(given, _made):
    """Whether a lane was among what several wrote at once."""
    return given[1]


@dataclass(frozen=True)
class Point:
    """Where a program dies: before or after this function, the n-th time that it counts."""

    module: str
    name: str
    before: bool = False
    counts: Counts = always
    most: int = 1
    """So often it is passed in every trial, at least."""
    daily: bool = False
    """Whether it has a trial of its own with every change; those of `POINTS` share one."""


WRITER = "scheduler.writer:LaneWriter"
STORE = "bot.beat.store."
POINTS = {
    "slot opened, not committed": Point(STORE + "occurrences", "open_occurrence"),
    "send opened, not committed": Point(STORE + "sends", "open_send"),
    "recipients written, not committed": Point("scheduler.planning", "_write"),
    "recipients committed, send not planned": Point(STORE + "sends", "mark_planned", before=True),
    "lane taken": Point(WRITER, "take", counts=is_granted, most=3),
    "claimed": Point(WRITER, "claim", counts=says_something, most=6),
    "intent written, not committed": Point(
        STORE + "intents", "intend", counts=says_something, most=2
    ),
    "intent committed": Point(WRITER, "intend", counts=says_something, most=6),
    "mark kept, nothing posted": Point("scheduler.shift", "keep_mark", most=6),
    "posted, not recorded": Point("adapters.slack.messenger:SlackMessenger", "deliver", most=50),
    "all posted, not recorded": Point(WRITER, "record", before=True, counts=has_ends, most=6),
    "record written, not committed": Point(STORE + "claims", "record", most=2),
    "record committed": Point(WRITER, "record", counts=has_ends, most=6),
    "lane let go, not committed": Point(STORE + "lanes", "release", counts=has_lanes),
}
AFTER_A_KILL = {
    "left over written, not committed": Point(
        STORE + "claims", "settle_left_over", counts=has_lanes, daily=True
    ),
    "left over settled, lane taken": Point(WRITER, "take", counts=is_granted),
}
"""Points that say most of who comes after somebody who was killed in the middle."""
WHILE_LOOKING = {
    "looked for, not written": Point(STORE + "unknowns", "settle", before=True),
    "looked for, not committed": Point(STORE + "unknowns", "settle", daily=True),
}
"""Points that are passed where an unknown outcome is looked for."""
ALL = {**POINTS, **AFTER_A_KILL, **WHILE_LOOKING}


def lay(name: str, passing: int, tally: str) -> None:
    """Kill this process at the n-th passing of a point, counted over all that share a file."""
    point = ALL[name]
    module, _, owner = point.module.partition(":")
    place = importlib.import_module(module)
    place = getattr(place, owner) if owner else place
    real = getattr(place, point.name)

    @wraps(real)
    async def watched(*given, **named):
        if point.before and point.counts(given, None):
            pass_by(passing, tally)
        made = await real(*given, **named)
        if not point.before and point.counts(given, made):
            pass_by(passing, tally)
        return made

    setattr(place, point.name, watched)


def pass_by(passing: int, tally: str) -> None:
    """Count, and die at this passing and no other: whoever writes a byte knows its number."""
    written = os.open(tally, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(written, b".")
        number = os.lseek(written, 0, os.SEEK_CUR)
    finally:
        os.close(written)
    if number == passing:
        os.kill(os.getpid(), signal.SIGKILL)
