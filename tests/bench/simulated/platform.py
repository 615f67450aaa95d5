"""A platform as its limits are: what it takes, what it refuses, and for how long."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from random import Random

from bot.errors import ConversationLimited
from bot.fitting import Abilities, Limits
from bot.message import Message
from bot.people.store.rungs import lane_of
from bot.ports import Destination, Presence, Receipt
from scheduler.pace import Bucket, Pace
from tests.bench.simulated.loop import seconds

QUICKEST, SLOWEST = 0.1, 0.3
"""Seconds that an answer takes at least, and at most."""
LEDGERS_OWN = Abilities(Limits("simulated"), picture_bytes=0, picture_kinds=frozenset())


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a workspace or tenant takes in truth, which nobody is told.

    `a_second` requests on average and `at_once` after a pause. Who asks for more is refused for
    `retry_after` seconds, in which nothing is taken from them, as Slack does it; of all requests
    `by_chance` of 1 are refused besides.
    """

    a_second: float = inf
    at_once: int = 16
    retry_after: float = 10.0
    by_chance: float = 0.0


@dataclass
class Traffic:
    """What one lane asked for, and what came of it."""

    requests: int = 0
    refused: int = 0
    taken: int = 0
    last_at: float = 0.0


class SimulatedPlatform:
    """Takes what each lane is allowed, and refuses the rest as the doors of Slack and Teams do."""

    abilities = LEDGERS_OWN

    def __init__(
        self,
        allowance: Callable[[str], Allowance],
        seed: int = 1,
        *,
        takes: tuple[float, float] = (QUICKEST, SLOWEST),
    ) -> None:
        self._allowance, self._takes = allowance, takes
        self._chance = Random(seed)  # noqa: S311 - a simulation, the same each time
        self._buckets: dict[str, Bucket] = {}
        self._shut: dict[str, float] = {}
        self.lanes: dict[str, Traffic] = {}
        self.times = Counter[str]()
        """How often each delivery was taken: more than once would be a fault of ours."""

    async def deliver(self, to: Destination, message: Message, delivery_id: str) -> Receipt:
        """Take a message, or raise `ConversationLimited`."""
        del message
        lane = lane_of(to.platform, to.installation_id)
        traffic = self.lanes.setdefault(lane, Traffic())
        traffic.requests += 1
        wait = self._refusal(lane, self._allowance(lane))
        await asyncio.sleep(self._chance.uniform(*self._takes))
        if wait:
            traffic.refused += 1
            raise ConversationLimited(wait)
        traffic.taken += 1
        traffic.last_at = seconds()
        self.times[delivery_id] += 1
        return Receipt(delivery_id, to.conversation or to.external_id)

    async def presence(self, installation_id: str | None) -> Presence:
        """Say that we are there: nobody is removed in this world."""
        del installation_id
        return Presence.THERE

    def _refusal(self, lane: str, allowed: Allowance) -> float:
        """Return for how many seconds this is refused; 0 is taken."""
        now = seconds()
        if now < self._shut.get(lane, 0.0):
            return self._shut[lane] - now
        if self._chance.random() < allowed.by_chance:
            return allowed.retry_after
        if lane not in self._buckets:
            self._buckets[lane] = Bucket(Pace(allowed.a_second, allowed.at_once), seconds)
        if self._buckets[lane].take(1):
            return 0.0
        self._shut[lane] = now + allowed.retry_after
        return allowed.retry_after
