"""The kinds of trial: what comes to grief, on which databases, and the one way to try any."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.crash import points, stories
from tests.crash.grounds import Ground
from tests.crash.law import LawBroken, Manner, Tally
from tests.crash.points import Point
from tests.crash.stage import Stage, staged

BOTH, SQLITE, POSTGRESQL = ("sqlite", "postgresql"), ("sqlite",), ("postgresql",)
MANNERS = tuple(Manner)


@dataclass(frozen=True)
class Kind:
    """What happens in a trial, on which databases it can, and on which with every change."""

    story: Callable[[Stage], Awaitable[None]]
    daily: tuple[str, ...] = ()
    databases: tuple[str, ...] = BOTH
    manner: Manner | None = None
    """The only manner in which it says anything; otherwise the seed chooses."""
    restarts: bool = False
    """Whether the database's server goes down, which nobody else may be at then."""

    def manner_of(self, seed: int) -> Manner:
        return self.manner or MANNERS[seed % len(MANNERS)]


def at(
    story: Callable[..., Awaitable[None]], known: Mapping[str, Point], words: str, **more: Any
) -> dict[str, Kind]:
    """Return a kind for each of these points."""
    return {
        f"{words}: {name}": Kind(partial(story, point=name), SQLITE * point.daily, **more)
        for name, point in known.items()
    }


KINDS = {
    "killed at a count": Kind(stories.killed, BOTH),
    "killed at every point in turn": Kind(stories.killed_at_every_point, SQLITE, SQLITE),
    **at(stories.killed_at, points.POINTS, "killed"),
    **at(stories.killed_again_at, points.AFTER_A_KILL, "killed again"),
    **at(stories.killed_looking_at, points.WHILE_LOOKING, "killed", manner=Manner.LOOK),
    "dropped after acceptance": Kind(stories.dropped, SQLITE),
    "429 with Retry-After": Kind(partial(stories.throttled, retry_after=1), SQLITE),
    "429 without Retry-After": Kind(partial(stories.throttled, retry_after=None), SQLITE),
    "a storm of 5xx": Kind(stories.stormed, SQLITE),
    "a full disk": Kind(stories.filled, BOTH),
    "the clock set back an hour": Kind(stories.set_back, SQLITE),
    "paused past its lease": Kind(stories.paused, POSTGRESQL, POSTGRESQL),
    "the database restarted": Kind(stories.restarted, POSTGRESQL, POSTGRESQL, restarts=True),
    "cut off from the database": Kind(stories.cut_off, POSTGRESQL, POSTGRESQL),
    "two versions in a deploy": Kind(stories.deployed, POSTGRESQL, POSTGRESQL),
}


async def tried(name: str, ground: Ground, seed: int) -> Tally:
    """Tell one trial; whatever breaks the law says how to tell it again."""
    kind = KINDS[name]
    manner = kind.manner_of(seed)
    try:
        async with staged(ground, seed, manner) as stage:
            await kind.story(stage)
            await stage.ended()
            await stage.stopped()
            return await stage.weighed()
    except Exception as problem:
        again = f"make bench-crash TRIALS=1 ARGS=\"--on {ground.name} --seed {seed} '{name}'\""
        raise LawBroken(f"{name}, {manner}: {problem!r}\ntell it again: {again}") from problem
