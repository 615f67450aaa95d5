"""Lanes of any size, with something due in each, and the real beat that drains them."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, insert, select

from bot.beat.kinds import Asked, Material, SendKind
from bot.beat.store.tables import Delivery, Lane, Send
from bot.message import Message, notice
from bot.people.store.place_tables import Address, Conversation, Installation
from bot.people.store.rungs import installation_of, platform_of
from bot.people.store.tables import Contact, Partner
from bot.store.columns import Base
from bot.store.sessions import AsyncSession, Database
from scheduler.beat import Beat
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from tests.bench.deliveries import NoCadences
from tests.bench.simulated.loop import SimulatedClock, seconds
from tests.bench.simulated.platform import SimulatedPlatform
from tests.fixtures.moments import NOON

NEVER = 1e9
"""Seconds between two ticks of a beat for which all is planned and every lane is woken."""
LOOK_EVERY = 5.0
AT_A_TIME = 5_000


@dataclass(frozen=True, slots=True)
class Lanes:
    """How many have a message due, by lane: `people` each in a chat of their own, or `places`.

    A place is a conversation with a partner; all are due at noon.
    """

    people: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The lanes, in their order."""
        return sorted({*self.people, *self.places})

    @property
    def messages(self) -> int:
        """How many messages are due in all lanes together."""
        return sum(self.people.values()) + sum(self.places.values())


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run came to, in simulated seconds: when each lane was done, and what was refused."""

    done_at: Mapping[str, float]
    requests: int
    refused: int

    @property
    def seconds(self) -> float:
        """When the last lane was done."""
        return max(self.done_at.values())

    @property
    def refusals(self) -> float:
        """The share of all requests that was refused, from 0 to 1."""
        return self.refused / self.requests


async def run(
    database: Database, lanes: Lanes, platform: SimulatedPlatform, **changes: Any
) -> Ran:
    """Fill a new ledger and drain it with the embedded engine until all have their message."""
    await fill(database, lanes)
    drum = Drum(
        replace(beat_of(database, lanes, platform), **changes), EmbeddedEngine(every=NEVER)
    )
    running = asyncio.create_task(drum.run())
    while sum(lane.taken for lane in platform.lanes.values()) < lanes.messages:  # noqa: ASYNC110 - it is looked at in simulated time
        await asyncio.sleep(LOOK_EVERY)
    drum.stop()
    await running
    await _check(database, lanes, platform)
    traffic = platform.lanes
    return Ran(
        {name: one.last_at for name, one in traffic.items()},
        sum(one.requests for one in traffic.values()),
        sum(one.refused for one in traffic.values()),
    )


async def _check(database: Database, lanes: Lanes, platform: SimulatedPlatform) -> None:
    """Hold the ledger against what the platform took: nothing lost, nothing doubled."""
    async with database.read() as session:
        delivered = await session.scalar(
            select(func.count()).select_from(Delivery).where(Delivery.state == "delivered")
        )
    assert delivered == lanes.messages, f"{delivered} of {lanes.messages} are recorded"
    assert set(platform.times.values()) == {1}, "a message was taken twice"


def beat_of(database: Database, lanes: Lanes, platform: SimulatedPlatform) -> Beat:
    """Return the beat over these lanes, by simulated time."""
    clock = SimulatedClock()
    return Beat(
        database,
        clock,
        NoCadences(),  # type: ignore[arg-type] # nothing is promised beside the send
        NoCadences(),  # type: ignore[arg-type] # likewise
        {platform_of(name): platform for name in lanes.names},  # type: ignore[misc] # it only delivers
        {"edition": SameToAll()},
        holder="simulated",
        system=clock,
        monotonic=seconds,
    )


class SameToAll(SendKind[None]):
    """Says the same to everybody, and reads nothing for it."""

    name = "edition"
    SAID = notice("Partner news", "Good morning")

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: Any
    ) -> dict[str, Material[None]]:
        """Return that there is nothing to read."""
        del session, now
        return {one.delivery_id: Material(None) for one in asked}

    async def compose(self, asked: Asked, content: None) -> Message:
        """Return the one message."""
        del asked, content
        return self.SAID


Rows = defaultdict[type[Base], list[dict[str, Any]]]


async def fill(database: Database, lanes: Lanes) -> None:
    """Lay everybody into a new database, each with a delivery that is due at noon."""
    rows = Rows(list)
    opened = {"due_at": NOON, "state": "planned", "created_at": NOON}
    about = {"kind": "edition", "subject": "news", "title": "News", "topic": "news"}
    rows[Send].append({"id": "s1", **about, **opened})
    for name in lanes.names:
        _lay_lane(rows, name)
        for number in range(lanes.people.get(name, 0)):
            _lay_person(rows, name, f"{name}-{number}")
        for number in range(lanes.places.get(name, 0)):
            _lay_place(rows, name, f"{name}-c{number}")
    tables = (Send, Partner, Installation, Conversation, Contact, Address, Lane, Delivery)
    for table in tables:
        for first in range(0, len(rows[table]), AT_A_TIME):
            async with database.begin() as session:
                await session.execute(insert(table), rows[table][first : first + AT_A_TIME])


def _lay_lane(rows: Rows, name: str) -> None:
    rows[Lane].append({"name": name, "next_due_at": NOON})
    sort = {"tier": "gold", "region": "emea", "stage": "active"}
    rows[Partner].append({"id": name, "name": f"Partner {name}", **sort})
    place = installation_of(name)
    if place is not None:
        named = {"id": place, "external_id": place, "name": place, "platform": platform_of(name)}
        rows[Installation].append({**named, "token": "", "installed_at": NOON})


def _lay_person(rows: Rows, lane: str, who: str) -> None:
    facts = {"partner_id": lane, "zone": "UTC", "role": "sales", "permission": "partner"}
    rows[Contact].append({"id": who, "name": who, **facts})
    met = {"installation_id": installation_of(lane), "linked_at": NOON, "conversation": f"D{who}"}
    named = {"contact_id": who, "platform": platform_of(lane), "external_id": f"U{who}"}
    rows[Address].append({"id": f"a-{who}", **named, **met})
    to = {"contact_id": who, "address_id": f"a-{who}", "conversation_id": None}
    rows[Delivery].append({"id": f"d-{who}", "send_id": "s1", "due_at": NOON, "lane": lane, **to})


def _lay_place(rows: Rows, lane: str, where: str) -> None:
    shared = {"kind": "group", "service_url": "", "noted_at": NOON, "shared": True}
    at = {"installation_id": installation_of(lane), "external_id": where, "partner_id": lane}
    rows[Conversation].append({"id": where, "name": where, **at, **shared})
    to = {"contact_id": None, "address_id": None, "conversation_id": where}
    rows[Delivery].append(
        {"id": f"d-{where}", "send_id": "s1", "due_at": NOON, "lane": lane, **to}
    )
