"""A mail relay: a few connections, letters that take their time, and some that take long."""

import asyncio
from dataclasses import dataclass

from adapters.email.errors import RelayResting
from adapters.email.relay import CONNECTIONS, READY_SECONDS
from bot.message import Message
from bot.people.store.rungs import lane_of
from bot.ports import Destination, Receipt
from scheduler.pace import PACES
from tests.bench.simulated.loop import seconds
from tests.bench.simulated.platform import Allowance, SimulatedPlatform, Traffic


@dataclass(frozen=True, slots=True)
class Post:
    """How long a letter takes, in seconds; of 1, `lingering` take `lingers` instead.

    We send `a_second` over so many `connections`.
    """

    takes: float
    lingering: float = 0.0
    lingers: float = 6.0
    a_second: float = PACES["email"].rate
    connections: int = CONNECTIONS


class SimulatedRelay(SimulatedPlatform):
    """Takes letters over a few connections, whatever lane they come from."""

    def __init__(self, post: Post, seed: int = 1) -> None:
        super().__init__(lambda _: Allowance(), seed)
        self._post = post
        self._free = asyncio.Semaphore(post.connections)

    async def deliver(self, to: Destination, message: Message, delivery_id: str) -> Receipt:
        """Take a letter, or raise `RelayResting` where none of the connections becomes free."""
        del message
        traffic = self.lanes.setdefault(lane_of(to.platform, to.installation_id), Traffic())
        traffic.requests += 1
        try:
            async with asyncio.timeout(READY_SECONDS):
                await self._free.acquire()
        except TimeoutError as problem:
            traffic.refused += 1
            raise RelayResting("the relay is slow", 1.0) from problem
        try:
            lingers = self._chance.random() < self._post.lingering
            await asyncio.sleep(self._post.lingers if lingers else self._post.takes)
        finally:
            self._free.release()
        traffic.taken += 1
        traffic.last_at = seconds()
        self.times[delivery_id] += 1
        return Receipt(delivery_id, to.external_id)
