"""What one delivery costs the processor: by hand, with the ledger, and with all that is written.

A round delivers a newsletter to everybody in one process; the platform stands in another.
"""

import asyncio
import json
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from statistics import median
from typing import Any, NamedTuple

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import event, func, insert, select

from adapters.slack.api import SlackApi, new_session
from adapters.slack.messenger import SlackMessenger
from adapters.slack.render import render
from bot.beat.editions import EditionSend
from bot.beat.kinds import Asked, Material, SendKind
from bot.beat.rules.texts import TextKind, WrittenText
from bot.beat.store.tables import Delivery, Lane, Send, TextVersion
from bot.clock import MovableClock
from bot.message import Figure, Message, notice
from bot.people.store.installations import StoredInstallations
from bot.people.store.place_tables import Address, Installation
from bot.people.store.rungs import lane_of
from bot.people.store.tables import Contact, Partner
from bot.ports import Destination, Engine, Receipt
from bot.principal import Permission, Principal, Role
from bot.store.columns import Base
from bot.store.secret_box import SecretBox
from bot.store.sessions import AsyncSession, Database
from content.library import SAMPLE, read_library
from content.wording import load_wording
from content.written import Editions
from scheduler.beat import Beat, Bounds
from scheduler.distributed import DistributedEngine
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from scheduler.pace import Pace
from tests.bench.serving import running
from tests.bench.storage import POSTGRESQL, SECRET_KEY, SQLITE, new_database
from tests.fixtures.moments import NOON

AT_ONCE = 128
"""How many are on their way at once where one writes it by hand."""
LOOK_EVERY = 0.2
TENANTS, PEOPLE = 500, 40
HURRIED = Pace(rate=float("inf"), burst=16)
BY_HAND = "a loop by hand"
EMBEDDED, DISTRIBUTED = "whole, PostgreSQL", "the same, distributed"
EDITION = "partner-beat/01-cloudbackup-restores-in-minutes"
VENDOR = "Cirrus"
ROLES = [role.value for role in Role]
READY = notice("Cirrus partner news", "Good morning")
HEADERS = {"Content-Type": "application/json; charset=utf-8", "Authorization": "Bearer bench"}


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one delivery cost in the median round of one way.

    `ratio` is to the loop by hand; of the distributed engine to the embedded one.
    """

    way: str
    processor_ms: float
    a_second: float
    statements: float
    commits: float
    ratio: float
    asked: float | None = None


class _Round(NamedTuple):
    processor_ms: float
    a_second: float
    statements: float = 0.0
    commits: float = 0.0


Way = Callable[[str, int, int], Awaitable[_Round]]


async def measure(rounds: int, tenants: int = TENANTS, people: int = PEOPLE) -> list[Delivered]:
    """Measure every way in turns: so many tenants, each with so many people."""
    ways: dict[str, tuple[Way, float | None]] = {
        BY_HAND: (_by_hand, None),
        "SDK's default client": (_with_the_sdk, None),
        "composed and rendered alone": (_composed, None),
        "ledger alone, SQLite": (partial(_ledger_alone, SQLITE), 2.0),
        "whole, SQLite": (partial(_whole, SQLITE), 3.0),
        "ledger alone, PostgreSQL": (partial(_ledger_alone, POSTGRESQL), 2.0),
        EMBEDDED: (partial(_whole, POSTGRESQL), 3.0),
        DISTRIBUTED: (partial(_whole, POSTGRESQL, engine=DistributedEngine), 1.5),
    }
    found: dict[str, list[_Round]] = {way: [] for way in ways}
    async with running("receiver") as receiver:
        for _ in range(rounds):
            for name, (way, _asked) in ways.items():
                found[name].append(await way(receiver.address, tenants, people))
    return [_summed(name, found, asked) for name, (_, asked) in ways.items()]


def _summed(name: str, found: Mapping[str, Sequence[_Round]], asked: float | None) -> Delivered:
    pairs = zip(found[name], found[EMBEDDED if name == DISTRIBUTED else BY_HAND], strict=True)
    ratio = median(mine.processor_ms / theirs.processor_ms for mine, theirs in pairs)
    middle = _Round(*(median(each) for each in zip(*found[name], strict=True)))
    return Delivered(name, *middle, ratio=ratio, asked=asked)


async def _by_hand(address: str, tenants: int, people: int) -> _Round:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:
        url, body = f"{address}/api/chat.postMessage", payload()

        async def post() -> None:
            async with session.post(url, data=body, headers=HEADERS) as answer:
                assert json.loads(await answer.read())["ok"]

        return await _loop(post, tenants * people)


async def _with_the_sdk(address: str, tenants: int, people: int) -> _Round:
    client = AsyncWebClient(token="bench", base_url=f"{address}/api/")
    client.proxy = None
    said = json.loads(payload())

    async def post() -> None:
        assert (await client.chat_postMessage(**said))["ok"]

    return await _loop(post, tenants * people)


async def _composed(_address: str, tenants: int, people: int) -> _Round:
    writing, text = editions(), edition_text()
    readers = iter(_readers(tenants, people))

    async def compose() -> None:
        message = await writing.edition(text, next(readers))
        assert [(part.text, json.dumps(part.blocks)) for part in render(message)]

    return await _loop(compose, tenants * people)


def _readers(tenants: int, people: int) -> Iterator[Principal]:
    for tenant in range(tenants):
        for number in range(people):
            role = Role(ROLES[number % len(ROLES)])
            about = ("UTC", f"p{tenant}", f"Partner {tenant}")
            yield Principal(f"p{tenant}-{number}", "Ada", Permission.PARTNER, role, *about)


async def _loop(post: Callable[[], Awaitable[None]], count: int) -> _Round:
    waiting = iter(range(count))

    async def post_all() -> None:
        for _ in waiting:
            await post()

    used, began = time.process_time(), time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(post_all())
    return _Round(
        (time.process_time() - used) / count * 1000, count / (time.perf_counter() - began)
    )


async def _ledger_alone(dialect: str, address: str, tenants: int, people: int) -> _Round:
    async with new_database(dialect) as database, aiohttp.ClientSession() as session:
        beat = _beat(database, _ReadyText(), _ReadyPayload(session, address))
        return await _beaten(beat, EmbeddedEngine(), tenants, people)


async def _whole(
    dialect: str,
    address: str,
    tenants: int,
    people: int,
    *,
    engine: Callable[[Database], Engine] = lambda _: EmbeddedEngine(),
) -> _Round:
    async with new_database(dialect) as database, new_session() as session:
        beat = whole_beat(database, session, address)
        return await _beaten(beat, engine(database), tenants, people)


def whole_beat(database: Database, session: aiohttp.ClientSession, address: str) -> Beat:
    """Return what composes editions and delivers them to a Slack, as fast as it goes."""
    installations = StoredInstallations(database, SecretBox(SECRET_KEY))
    messenger = SlackMessenger(SlackApi(session, f"{address}/api/"), installations)
    return _beat(database, EditionSend(editions()), messenger)


def _beat(database: Database, kind: SendKind[Any], messenger: Any) -> Beat:
    return Beat(
        database,
        MovableClock(NOON),
        NoCadences(),  # type: ignore[arg-type] # nothing is promised beside the send
        NoCadences(),  # type: ignore[arg-type] # likewise
        {"slack": messenger},
        {"edition": kind},
        Bounds(),
        paces={"slack": HURRIED},
    )


async def _beaten(beat: Beat, engine: Engine, tenants: int, people: int) -> _Round:
    """Let the beat deliver a send that is due to everybody."""
    database = beat.database
    await fill(database, tenants, people)
    drum = Drum(beat, engine)
    counts = Counter[str]()
    _count(database, counts)
    used, began = time.process_time(), time.perf_counter()
    running_drum = asyncio.create_task(drum.run())
    while await _unfinished(database):  # noqa: ASYNC110 - the ledger is what tells
        await asyncio.sleep(LOOK_EVERY)
    used, took = time.process_time() - used, time.perf_counter() - began
    drum.stop()
    await running_drum
    count = tenants * people
    await _check(database, count)
    return _Round(
        used / count * 1000, count / took, counts["statement"] / count, counts["commit"] / count
    )


def _count(database: Database, counts: Counter[str]) -> None:
    engine = database.engine.sync_engine

    def statement(*_about: object) -> None:
        counts["statement"] += 1

    def commit(_connection: object) -> None:
        counts["commit"] += 1

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", commit)


async def _unfinished(database: Database) -> bool:
    async with database.read() as session:
        waiting = select(Delivery.id).where(Delivery.state.in_(["planned", "sending"])).limit(1)
        return await session.scalar(waiting) is not None


async def _check(database: Database, count: int) -> None:
    async with database.read() as session:
        delivered = await session.scalar(
            select(func.count()).select_from(Delivery).where(Delivery.state == "delivered")
        )
    assert delivered == count, f"{delivered} of {count} were delivered"


async def fill(database: Database, tenants: int, people: int, due_at: datetime = NOON) -> None:
    """Lay everybody into a new database, each with a delivery."""
    rows: defaultdict[type[Base], list[dict[str, Any]]] = defaultdict(list)
    text = edition_text()
    written = {"id": text.id, "kind": text.kind, "key": text.key, "version": 1}
    rows[TextVersion].append({**written, "owner": "files", "body": text.body, "written_at": NOON})
    send = {"id": "s1", "kind": "edition", "subject": text.key, "title": "News", "topic": "news"}
    rows[Send].append(
        {**send, "text_id": text.id, "due_at": due_at, "state": "planned", "created_at": NOON}
    )
    for tenant in range(tenants):
        partner, place = f"p{tenant}", f"w{tenant}"
        rows[Lane].append({"name": lane_of("slack", place), "next_due_at": due_at})
        about = {"tier": "gold", "region": "emea", "stage": "active"}
        rows[Partner].append({"id": partner, "name": f"Partner {tenant}", **about})
        rows[Installation].append(
            {
                "id": place,
                "platform": "slack",
                "external_id": place,
                "name": place,
                "token": SecretBox(SECRET_KEY).lock("xoxb-bench"),
                "installed_at": NOON,
            }
        )
        for number in range(people):
            who = f"{partner}-{number}"
            rows[Contact].append(
                {
                    "id": who,
                    "name": f"Ada {number}",
                    "partner_id": partner,
                    "zone": "UTC",
                    "role": ROLES[number % len(ROLES)],
                    "permission": "partner",
                }
            )
            rows[Address].append(
                {
                    "id": f"a-{who}",
                    "contact_id": who,
                    "platform": "slack",
                    "installation_id": place,
                    "external_id": f"U{who}",
                    "linked_at": NOON,
                    "conversation": f"D{who}",
                }
            )
            rows[Delivery].append(
                {
                    "id": f"d-{who}",
                    "send_id": "s1",
                    "contact_id": who,
                    "due_at": due_at,
                    "address_id": f"a-{who}",
                    "lane": lane_of("slack", place),
                }
            )
    async with database.begin() as session:
        for table in (TextVersion, Send, Partner, Installation, Contact, Address, Lane, Delivery):
            await session.execute(insert(table), rows[table])


def edition_text() -> WrittenText:
    """Return an edition of the sample, as it is kept."""
    [file] = [file for file in read_library(SAMPLE, VENDOR).texts() if file.key == EDITION]
    return WrittenText("t1", TextKind.EDITION, file.key, 1, file.body)


def editions() -> Editions:
    """Return what writes editions, with figures that are ready."""
    topics = read_library(SAMPLE, VENDOR).topics()
    return Editions(VENDOR, load_wording(), _ReadyFigures(), topics)  # type: ignore[arg-type]


@cache
def payload() -> bytes:
    """Return what the messenger posts to one of these people, ready to leave."""
    reader = Principal("p1-1", "Ada 1", Permission.PARTNER, Role.SALES, "UTC", "p1", "Partner 1")
    writing = editions().edition(edition_text(), reader)
    try:
        writing.send(None)
    except StopIteration as ended:
        [part] = render(ended.value)
        return json.dumps({"channel": "D1", "text": part.text, "blocks": part.blocks}).encode()
    raise AssertionError("writing this edition waits for nothing")


class _ReadyFigures:
    """Figures that were computed for every partner already."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str | None], Figure] = {}

    async def figure(
        self, label: str, question: str, reader: Principal, send_id: str = ""
    ) -> Figure:
        key = (question, reader.partner_id)
        if key not in self._kept:
            self._kept[key] = Figure(label, "EUR 48,200", "28 November 2026")
        return self._kept[key]


class NoCadences:
    """A shelf and a calendar with nothing in them."""

    def cadences(self) -> tuple[()]:
        return ()

    def texts(self) -> tuple[()]:
        return ()


class _ReadyText(SendKind[None]):
    """Says the same to everybody, and reads nothing for it."""

    name = "edition"

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[None]]:
        del session, now
        return {one.delivery_id: Material(None) for one in asked}

    async def compose(self, asked: Asked, content: None) -> Message:
        del asked, content
        return READY


class _ReadyPayload:
    """Posts one ready payload, as one would by hand."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self._session, self._url = session, f"{address}/api/chat.postMessage"
        self._body = payload()

    async def deliver(self, to: Destination, message: Message, delivery_id: str) -> Receipt:
        del message, delivery_id
        async with self._session.post(self._url, data=self._body, headers=HEADERS) as answer:
            said = json.loads(await answer.read())
        return Receipt(said["id"], to.conversation)
