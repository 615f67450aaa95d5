"""What has happened outside is written down, even where the database went away meanwhile."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.errors import DatabaseTrouble
from scheduler.beat import Beat

FIRST_WAIT, LONGEST_WAIT = 0.5, 5.0
WHILE_STOPPING = 10.0
"""Seconds that a program which is to end waits for its database."""

Written = TypeVar("Written")


async def insist(beat: Beat, write: Callable[[], Awaitable[Written]]) -> Written:
    """Write, and write again while the database is in trouble, for as long as is worth it.

    `write` is one transaction behind the fence, and once more is no harm: where a successor
    took the lane meanwhile it raises `Fenced`, and the successor has said what is not known.
    """
    begun, wait = beat.monotonic(), FIRST_WAIT
    while True:
        try:
            return await write()
        except DatabaseTrouble:
            longest = beat.limits.insist.total_seconds()
            if beat.stopping.is_set():
                longest = min(longest, WHILE_STOPPING)
            if beat.monotonic() + wait - begun > longest:
                raise
        await beat.rest(wait)
        wait = min(wait * 2, LONGEST_WAIT)
