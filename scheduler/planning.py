"""From a send to its deliveries: one row a contact, each with an instant of its own."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from bot.domain import cadence as rules
from bot.domain.audience import Audience
from bot.domain.suppression import RECONTACT, Standing, reason_to_skip
from bot.errors import CadenceUnreadable
from bot.store import audiences, ledger, occurrences
from bot.store.audiences import Person
from bot.store.ledger import Planned
from bot.store.occurrences import Slot
from bot.store.sessions import AsyncSession
from bot.store.tables import Send, Wave
from scheduler.beat import Beat

log = structlog.get_logger(__name__)


async def plan_deliveries(
    beat: Beat, slot: Slot, send: Send, audience: Audience, now: datetime
) -> None:
    """Plan a row for each contact of the audience; what a crash left undone is added."""
    after: str | None = ""
    planned = 0
    while after is not None:
        async with beat.database.read() as session:
            page = await audiences.page(
                session,
                audience,
                send.topic,
                after=after,
                limit=beat.limits.chunk,
                platforms=frozenset(beat.messengers),
            )
            wave = await occurrences.wave_of(session, send)
            people = await _with_memory(session, page.people, wave, now)
        rows = [_planned(person, slot, now) for person in people]
        async with beat.database.begin() as session:
            planned += await ledger.plan(session, send.id, rows, now)
            if wave is not None:
                await ledger.invite(session, wave.id, rows, now)
        after = page.last
    log.info("send_planned", send_id=send.id, deliveries=planned)


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


async def _with_memory(
    session: AsyncSession, people: Sequence[Person], wave: Wave | None, now: datetime
) -> Sequence[Person]:
    """Mark who was asked too lately for this wave."""
    if wave is None:
        return people
    since = now - RECONTACT[wave.kind]
    asked = await audiences.asked_since(session, [p.contact_id for p in people], wave, since)
    return [replace(person, asked_lately=person.contact_id in asked) for person in people]


def _planned(person: Person, slot: Slot, now: datetime) -> Planned:
    due_at = due_instant(slot.slot, slot.zone, person.zone)
    standing = Standing(
        active=person.active,
        opted_out=person.opted_out,
        muted=person.muted,
        asked_lately=person.asked_lately,
        reachable=person.rung is not None,
        late=now - due_at,
    )
    # The budget is looked at when the message is about to leave: who knows what comes before.
    skip = reason_to_skip(standing, budget=1, catch_up=slot.catch_up)
    return Planned(person.contact_id, due_at, person.rung, skip)
