"""What speaking on a beat needs: built once by the front door, and handed on."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.beat.kinds import Kinds, SendKind
from bot.beat.ports import Cadences, Shelf
from bot.beat.rules.budget import WEEKLY, Weekly
from bot.beat.rules.manners import NO_MANNERS, Manners
from bot.beat.store.choosing import NOTHING_BROUGHT, Choosing
from bot.clock import Clock, SystemClock
from bot.message import Message
from bot.ports import Messengers
from bot.principal import Principal
from bot.store.columns import new_id
from bot.store.mark import Mark
from bot.store.sessions import AsyncSession, Database
from scheduler.pace import CHANGES, PACES, UNHURRIED, Pace

POSTS_AT_ONCE = 256
"""Requests of all lanes that may be on their way at once: fewer than a messenger's connections."""
MOST_DOUBLINGS = 20
"""So often a rest may double before it is longer than any limit."""

WakeWithin = Callable[[AsyncSession, Collection[str]], Awaitable[None]]
"""Has lanes drained soon after this transaction is committed."""


Introduce = Callable[[Message, Principal], Message]
"""Says in the first message to somebody who was found why it came, and how to stop it."""


def unintroduced(message: Message, _reader: Principal) -> Message:
    """Say nothing of it."""
    return message


async def at_the_next_tick(_session: AsyncSession, _lanes: Collection[str]) -> None:
    """Leave it to the tick to find out what is due."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Numbers an operator may want to change.

    `budget` is how many pushes one recipient gets within seven days; what does not fit comes
    once a week, at `round_up` on their own clock. What surely reached nobody
    is tried until its send's own catch-up limit, first after `first_rest`; where nobody
    understands what happened, `tries` times. A holder that is not heard of for `lease` loses
    its lane. `compose` and `post` bound how long one message may take. `chunk` contacts are
    planned in one transaction: few enough to keep the database free for everybody else.
    After a start and after a rest, `probe` requests leave before all that may: one is enough
    to ask whether a platform is well. What came of a request is tried to be written down for
    `insist`, as long as a database that went away may take to come back.
    """

    budget: int = 5
    round_up: Weekly = WEEKLY
    tries: int = 5
    first_rest: timedelta = timedelta(seconds=5)
    longest_rest: timedelta = timedelta(minutes=5)
    lease: timedelta = timedelta(seconds=60)
    compose: timedelta = timedelta(seconds=10)
    post: timedelta = timedelta(seconds=30)
    chunk: int = 500
    probe: int = 1
    insist: timedelta = timedelta(minutes=10)

    def rest_after(self, attempts: int) -> timedelta:
        """Return how long to leave a delivery alone after so many attempts."""
        doubled = min(max(attempts - 1, 0), MOST_DOUBLINGS)
        return min(self.first_rest * (1 << doubled), self.longest_rest)


@dataclass(frozen=True, slots=True)
class Beat:
    """The ports and limits of the scheduler.

    `kinds` are all that may be sent, by name. `clock` is the business clock; leases ask
    `system`, deadlines and buckets `monotonic`.
    `rest` waits for a bucket to fill. Every request has one of the `places` while it is on its
    way. `wake_within` is told the lanes for which something due is planned, in the transaction
    that plans it. `before` is done each time before it is decided to whom and where something
    goes. `watches` look around once a tick.
    By the `mark` a restored backup is known. `stopping` is set when what is in hand is to end.
    `choosing` knows what audiences may ask for. `manners` say when not to disturb somebody.
    `refused` counts messages that left and did not arrive, by platform and class, since the start.
    """

    database: Database
    clock: Clock
    cadences: Cadences
    shelf: Shelf
    messengers: Messengers
    kinds: Kinds
    limits: Bounds = Bounds()
    before: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    paces: Mapping[str, Pace] = field(default_factory=lambda: PACES)
    changes: Mapping[str, Pace] = field(default_factory=lambda: CHANGES)
    holder: str = field(default_factory=new_id)
    system: Clock = field(default_factory=SystemClock)
    monotonic: Callable[[], float] = time.monotonic
    rest: Callable[[float], Awaitable[None]] = asyncio.sleep
    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(POSTS_AT_ONCE))
    watches: tuple[Callable[[datetime], Awaitable[None]], ...] = ()
    mark: Mark | None = None
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    wake_within: WakeWithin = at_the_next_tick
    introduce: Introduce = unintroduced
    manners: Callable[[], Manners] = lambda: NO_MANNERS
    choosing: Choosing = NOTHING_BROUGHT
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)

    async def prepare(self) -> None:
        """Do what has to be done before addresses are chosen or used."""
        for each in self.before:
            await each()

    def kind_for(self, cadence_kind: str) -> SendKind[Any]:
        """Return the kind of send that fills the slots of this kind of cadence."""
        return next(kind for kind in self.kinds.values() if cadence_kind in kind.cadences)

    def lease_end(self) -> datetime:
        """Return when a lease that begins now runs out, in system time."""
        return self.system.now() + self.limits.lease

    def pace(self, platform: str, *, is_change: bool = False) -> Pace:
        """Return how fast this platform may be spoken to, or may have its messages changed."""
        pace = self.paces.get(platform, UNHURRIED)
        return self.changes.get(platform, pace) if is_change else pace
