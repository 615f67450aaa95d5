"""From a send to its deliveries: one row a recipient, each with an instant of its own."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.beat.rules import cadence as rules
from bot.beat.rules.audience import Audience, Named
from bot.beat.rules.suppression import Skip, Standing, reason_to_skip
from bot.beat.store import audiences, ledger, shared_conversations
from bot.beat.store.audiences import Person
from bot.beat.store.ledger import Planned
from bot.beat.store.shared_conversations import ConversationStanding
from bot.beat.store.tables import Send
from bot.errors import CadenceUnreadable
from bot.people.store.rungs import platform_of
from scheduler.beat import Beat

log = structlog.get_logger(__name__)


async def plan_deliveries(beat: Beat, send: Send, meant: Audience | Named, now: datetime) -> None:
    """Plan a row for each recipient; what a crash left undone is added."""
    planned = 0
    async for people in _people(beat, send, meant):
        kind = beat.kinds[send.kind]
        async with beat.database.read() as session:
            ids = [person.contact_id for person in people]
            left_out = await kind.left_out(session, send.subject, ids, now)
        rows = [_for_person(beat, send, person, left_out, now) for person in people]
        async with beat.database.begin() as session:
            planned += await ledger.plan(session, send.id, rows, now)
            asked = [row.contact_id for row in rows if row.contact_id and row.skip is None]
            await kind.planned(session, send.subject, asked, now)
    if isinstance(meant, Named) and meant.conversations:
        async with beat.database.begin() as session:
            found = await shared_conversations.standings(session, meant.conversations)
            rows = [_for_conversation(beat, send, one, now) for one in found]
            planned += await ledger.plan(session, send.id, rows, now)
    log.info("send_planned", send_id=send.id, deliveries=planned)


async def _people(
    beat: Beat, send: Send, meant: Audience | Named
) -> AsyncIterator[Sequence[Person]]:
    """Walk the people who are meant, a chunk at a time, each with the address to use."""
    platforms = frozenset(beat.messengers)
    if isinstance(meant, Named):
        ids = sorted(meant.contacts)
        for start in range(0, len(ids), beat.limits.chunk):
            chunk = ids[start : start + beat.limits.chunk]
            async with beat.database.read() as session:
                people = await audiences.named(session, chunk, send.topic, platforms)
            yield people
        return
    after: str | None = ""
    while after is not None:
        async with beat.database.read() as session:
            page = await audiences.page(
                session,
                meant,
                send.topic,
                after=after,
                limit=beat.limits.chunk,
                platforms=platforms,
            )
        yield page.people
        after = page.last


async def follow_travellers(beat: Beat, now: datetime) -> None:
    """Move the instants of readers whose zone changed since their delivery was planned."""
    async with beat.database.read() as session:
        found = await ledger.reckonings(session, now)
    moved = [(r, due) for r in found if (due := due_instant(r.slot, None, r.zone)) != r.due_at]
    if not moved:
        return
    async with beat.database.begin() as session:
        for reckoning, due_at in moved:
            await ledger.move_instant(session, reckoning, due_at)
    log.info("instants_moved", groups=len(moved))


def due_instant(slot: datetime, cadence_zone: str | None, contact_zone: str) -> datetime:
    """Return when a slot comes for a contact; who has no zone we know reads in UTC."""
    try:
        return rules.instant(slot, cadence_zone or contact_zone)
    except CadenceUnreadable:
        return rules.instant(slot, "UTC")


def _due_at(send: Send, zone: str) -> datetime:
    if send.slot is None:
        return send.due_at or send.created_at
    return due_instant(send.slot, send.zone, zone)


def _for_person(
    beat: Beat, send: Send, person: Person, left_out: Mapping[str, Skip], now: datetime
) -> Planned:
    due_at = _due_at(send, person.zone)
    standing = Standing(
        active=person.active,
        opted_out=person.opted_out,
        muted=person.muted,
        objection=left_out.get(person.contact_id),
        reachable=person.rung is not None,
        late=now - due_at,
    )
    return Planned(
        due_at=due_at,
        contact_id=person.contact_id,
        address_id=person.rung.address_id if person.rung else None,
        lane=person.rung.lane if person.rung else None,
        skip=_skip(beat, send, standing),
    )


def _for_conversation(
    beat: Beat, send: Send, place: ConversationStanding, now: datetime
) -> Planned:
    due_at = _due_at(send, place.zone)
    reachable = place.installed and platform_of(place.lane) in beat.messengers
    standing = Standing(reachable=reachable and place.live, late=now - due_at)
    return Planned(
        due_at=due_at,
        conversation_id=place.conversation_id,
        lane=place.lane,
        skip=_skip(beat, send, standing),
    )


def _skip(beat: Beat, send: Send, standing: Standing) -> Skip | None:
    # The budget is looked at when the message is about to leave: who knows what comes before.
    return reason_to_skip(
        standing,
        budget=1,
        catch_up=timedelta(minutes=send.catch_up_minutes),
        passes=beat.kinds[send.kind].passes,
    )
