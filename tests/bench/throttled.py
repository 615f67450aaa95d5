"""A newsletter to everybody, as slow as the platforms allow: how long it takes, and what it costs.

Each partner's people are in a workspace of their own, and its conversation with us is in ours,
so that one lane carries all conversations. The whole way is walked: the audience is resolved,
planned, asked again as each message leaves, written, posted and recorded.
"""

import asyncio
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select

from adapters.slack.api import SlackApi, new_session
from adapters.slack.messenger import SlackMessenger
from bot.beat.editions import EditionSend
from bot.beat.rules.audience import Audience, To, freeze
from bot.beat.store.tables import Delivery, Send, TextVersion
from bot.clock import MovableClock
from bot.people.store.installations import StoredInstallations
from bot.people.store.place_tables import Address, Conversation, Installation
from bot.people.store.tables import Contact, Partner
from bot.store.columns import Base
from bot.store.secret_box import SecretBox
from bot.store.sessions import Database
from scheduler.beat import Beat, Bounds
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from scheduler.pace import PACES
from tests.bench.deliveries import ROLES, NoCadences, edition_text, editions
from tests.bench.progress import Progress
from tests.bench.serving import running
from tests.bench.storage import SECRET_KEY, SQLITE, new_database
from tests.fixtures.moments import NOON

PARTNERS, PEOPLE = 300, 10
LOOK_EVERY = 1.0


@dataclass(frozen=True, slots=True)
class Throttled:
    """What it took to bring an edition to everybody at the platforms' own pace."""

    people: int
    conversations: int
    minutes: float
    people_minutes: float
    processor_seconds: float


async def measure(partners: int = PARTNERS, people: int = PEOPLE) -> Throttled:
    """Deliver once, and say how long the people and all of it took."""
    progress = Progress("throttled")
    progress.say(f"{partners * people} people and {partners} conversations ...")
    async with (
        running("receiver") as receiver,
        new_database(SQLITE) as database,
        new_session() as session,
    ):
        await _fill(database, partners, people)
        installations = StoredInstallations(database, SecretBox(SECRET_KEY))
        messenger = SlackMessenger(SlackApi(session, f"{receiver.address}/api/"), installations)
        found = await _beaten(_beat(database, messenger), partners, partners * people)
    progress.end()
    return found


def _beat(database: Database, messenger: Any) -> Beat:
    return Beat(
        database,
        MovableClock(NOON),
        NoCadences(),  # type: ignore[arg-type] # nothing is promised beside the send
        NoCadences(),  # type: ignore[arg-type] # likewise
        {"slack": messenger},
        {"edition": EditionSend(editions())},
        Bounds(),
        paces=PACES,
    )


async def _beaten(beat: Beat, conversations: int, people: int) -> Throttled:
    drum = Drum(beat, EmbeddedEngine())
    used, began = time.process_time(), time.perf_counter()
    running_drum = asyncio.create_task(drum.run())
    people_took = 0.0
    while (left := await _left(beat.database, people + conversations))[0]:
        if not left[1] and not people_took:
            people_took = time.perf_counter() - began
        await asyncio.sleep(LOOK_EVERY)
    used, took = time.process_time() - used, time.perf_counter() - began
    drum.stop()
    await running_drum
    return Throttled(people, conversations, took / 60, (people_took or took) / 60, used)


async def _left(database: Database, everybody: int) -> tuple[int, int]:
    """Return how many have not got it, and how many of them are people."""
    async with database.read() as session:
        rows = await session.execute(
            select(Delivery.contact_id.is_not(None), func.count())
            .where(Delivery.state == "delivered")
            .group_by(Delivery.contact_id.is_not(None))
        )
        got = {bool(is_person): count for is_person, count in rows}
        people = await session.scalar(select(func.count()).select_from(Contact)) or 0
    return everybody - sum(got.values()), people - got.get(True, 0)


async def _fill(database: Database, partners: int, people: int) -> None:
    """Lay everybody into a new database, with a send that is to be planned."""
    rows: defaultdict[type[Base], list[dict[str, Any]]] = defaultdict(list)
    text, audience = edition_text(), freeze(Audience(to=To.BOTH))
    written = {"id": text.id, "kind": text.kind, "key": text.key, "version": 1}
    rows[TextVersion].append({**written, "owner": "files", "body": text.body, "written_at": NOON})
    send = {"id": "s1", "kind": "edition", "subject": text.key, "title": "News", "topic": "news"}
    opened = {"audience": audience, "due_at": NOON, "state": "open", "created_at": NOON}
    rows[Send].append({**send, **opened, "text_id": text.id})
    rows[Installation].append(_installation("ours"))
    for number in range(partners):
        partner, place = f"p{number}", f"w{number}"
        about = {"tier": "gold", "region": "emea", "stage": "active"}
        rows[Partner].append({"id": partner, "name": f"Partner {number}", **about})
        rows[Installation].append(_installation(place))
        shared = {"kind": "group", "service_url": "", "noted_at": NOON, "shared": True}
        where = {"installation_id": "ours", "external_id": f"C{number}", "partner_id": partner}
        rows[Conversation].append({"id": f"c{number}", "name": partner, **where, **shared})
        for each in range(people):
            who = f"{partner}-{each}"
            role = {"role": ROLES[each % len(ROLES)], "permission": "partner", "zone": "UTC"}
            rows[Contact].append({"id": who, "name": f"Ada {each}", "partner_id": partner, **role})
            met = {"platform": "slack", "installation_id": place, "linked_at": NOON}
            known = {"external_id": f"U{who}", "conversation": f"D{who}"}
            rows[Address].append({"id": f"a-{who}", "contact_id": who, **met, **known})
    async with database.begin() as session:
        for table in (TextVersion, Send, Partner, Installation, Conversation, Contact, Address):
            await session.execute(insert(table), rows[table])


def _installation(place: str) -> dict[str, Any]:
    token = SecretBox(SECRET_KEY).lock("xoxb-bench")
    named = {"id": place, "external_id": place, "name": place}
    return {**named, "platform": "slack", "token": token, "installed_at": NOON}
