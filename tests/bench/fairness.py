"""Fairness and limits, in simulated time: the real lanes and ledger, a simulated platform.

Nothing here depends on how fast the machine is: a seed gives the same figures each time.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf
from typing import Any

from scheduler.pace import PACES, Pace, paces_with, time_for
from tests.bench.progress import Progress
from tests.bench.simulated.ledger import simulated_ledger
from tests.bench.simulated.loop import simulate
from tests.bench.simulated.platform import Allowance, SimulatedPlatform
from tests.bench.simulated.relay import Post, SimulatedRelay
from tests.bench.simulated.world import Lanes, Ran, run

RATIO_BAR, REFUSALS_BAR, FLOOR_BAR = 1.3, 0.01, 1.10
BIG = "slack:big"
SLACK_IN_TRUTH = Allowance(a_second=5.0, at_once=5, retry_after=10.0)
"""Slack does not say what a workspace takes: "several hundred a minute" are these 300."""
FLAT = replace(PACES["slack"], most=None)
POSTS = (
    Post(0.05),
    Post(0.2),
    Post(0.5),
    Post(0.5, connections=8),
    Post(0.2, lingering=0.01),
    Post(0.2, a_second=60.0, connections=20),
    Post(0.2, a_second=100.0, connections=20),
)
LANES_A_RELAY = 4
FEW = 4
"""Tenants on Teams: they are quick, and all alike."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many of each there are."""

    big: int = 10_000
    small_lanes: int = 499
    small: int = 20
    tenants: int = 20
    a_tenant: int = 500
    places: int = 10_000
    letters: int = 600


@dataclass(frozen=True, slots=True)
class Beside:
    """How the small lanes did beside a large one: when all of them had all, in seconds.

    `worst` is the lane that fared worst against itself alone. Where there are more lanes than
    places some wait for a place, and one that comes a turn later takes twice as long.
    """

    lanes: int
    alone: float
    beside: float
    worst: float
    refusals: float

    @property
    def ratio(self) -> float:
        """How many times as long the small ones took as alone."""
        return self.beside / self.alone


@dataclass(frozen=True, slots=True)
class Refused:
    """How long it took where requests are refused by chance, against the pace's own floor."""

    platform: str
    messages: int
    seconds: float
    floor: float
    refusals: float

    @property
    def ratio(self) -> float:
        """How many times the floor it took."""
        return self.seconds / self.floor


@dataclass(frozen=True, slots=True)
class Adapted:
    """How long conversations in one workspace took that allows so many a second in truth.

    One that allows anything has no number.
    """

    places: int
    allowed: float | None
    flat: float
    seconds: float
    refusals: float


@dataclass(frozen=True, slots=True)
class Relayed:
    """How many letters a second a relay took by one lane, and by several that share its limit."""

    post: Post
    one: float
    several: float


@dataclass(frozen=True, slots=True)
class Fairness:
    """All that was found."""

    beside: Beside
    refused: tuple[Refused, ...]
    adapted: tuple[Adapted, ...]
    relayed: tuple[Relayed, ...]


async def measure(sizes: Sizes | None = None) -> Fairness:
    """Simulate every case, in a thread whose loop lives in simulated time."""
    return await asyncio.to_thread(_measure, sizes or Sizes())


def _measure(sizes: Sizes) -> Fairness:
    progress = Progress("fairness")
    progress.say("a large lane beside small ones ...")
    beside = small_beside_big(sizes)
    progress.say("refusals by chance ...")
    refused = by_chance("slack", sizes), by_chance("teams", replace(sizes, tenants=FEW))
    progress.say("conversations of one workspace ...")
    fewer = replace(sizes, places=sizes.places // 5)
    adapted = (
        conversations(sizes, SLACK_IN_TRUTH),
        conversations(fewer, replace(SLACK_IN_TRUTH, a_second=2.0, at_once=2)),
        conversations(fewer, Allowance()),
    )
    progress.say("letters through one relay ...")
    relayed = tuple(letters(post, sizes) for post in POSTS)
    progress.end()
    return Fairness(beside, refused, adapted, relayed)


def simulated(lanes: Lanes, platform: SimulatedPlatform, **changes: Any) -> Ran:
    """Drain these lanes in simulated time."""

    async def drained() -> Ran:
        async with simulated_ledger() as database:
            return await run(database, lanes, platform, **changes)

    return simulate(drained())


def small_beside_big(sizes: Sizes) -> Beside:
    """Drain many small lanes alone, and beside one with very many messages."""
    small = {f"slack:w{number:03}": sizes.small for number in range(sizes.small_lanes)}
    alone = simulated(Lanes(small), _slack())
    both = simulated(Lanes({**small, BIG: sizes.big}), _slack())
    slowest = max(small, key=lambda lane: both.done_at[lane] / alone.done_at[lane])
    return Beside(
        lanes=len(small),
        alone=alone.seconds,
        beside=max(both.done_at[lane] for lane in small),
        worst=both.done_at[slowest] / alone.done_at[slowest],
        refusals=both.refusals,
    )


def by_chance(platform: str, sizes: Sizes, share: float = 0.05) -> Refused:
    """Drain several tenants whose platform refuses some requests whatever the pace."""
    people = {f"{platform}:t{number:02}": sizes.a_tenant for number in range(sizes.tenants)}
    whims = Allowance(retry_after=1.0, by_chance=share)
    ran = simulated(Lanes(people), SimulatedPlatform(lambda _: whims))
    floor = time_for(PACES[platform], sizes.a_tenant).total_seconds()
    return Refused(platform, sum(people.values()), ran.seconds, floor, ran.refusals)


def conversations(sizes: Sizes, allowed: Allowance) -> Adapted:
    """Drain the conversations that one workspace shares with all partners."""
    platform = SimulatedPlatform(lambda _: allowed)
    ran = simulated(Lanes(places={"slack:ours": sizes.places}), platform)
    flat = time_for(FLAT, sizes.places).total_seconds()
    in_truth = None if allowed.a_second == inf else allowed.a_second
    return Adapted(sizes.places, in_truth, flat, ran.seconds, ran.refusals)


def letters(post: Post, sizes: Sizes) -> Relayed:
    """Send letters by one lane, and by several that have its pace and people between them."""
    whole = paces_with(mail=post.a_second)["email"]
    part = Pace(whole.rate / LANES_A_RELAY, max(whole.burst // LANES_A_RELAY, 1))
    one = _relayed({"email:r0": sizes.letters}, post, whole)
    each = sizes.letters // LANES_A_RELAY
    several = _relayed({f"email:r{n}": each for n in range(LANES_A_RELAY)}, post, part)
    return Relayed(post, one, several)


def _relayed(people: Mapping[str, int], post: Post, pace: Pace) -> float:
    async def drained() -> Ran:
        async with simulated_ledger() as database:
            relay = SimulatedRelay(post)
            return await run(database, Lanes(people), relay, paces={"email": pace})

    return sum(people.values()) / simulate(drained()).seconds


def _slack() -> SimulatedPlatform:
    return SimulatedPlatform(lambda _: SLACK_IN_TRUTH)
