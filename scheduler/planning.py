"""From a send to its deliveries: one row a recipient, each with an instant of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from bot.beat.rules.audience import Audience, Named, To, Way
from bot.beat.rules.manners import Home, due
from bot.beat.rules.suppression import Skip
from bot.beat.store import audiences, holds, ledger, sends, shared_conversations, travellers
from bot.beat.store.audiences import Person
from bot.beat.store.ledger import Planned
from bot.beat.store.shared_conversations import PartnersPlace
from bot.beat.store.tables import Send
from bot.beat.store.travellers import Reckoning
from bot.store.sessions import AsyncSession
from scheduler.beat import Beat
from scheduler.foreseeing import drawn, people_of
from scheduler.weighing import for_conversation, for_person

log = structlog.get_logger(__name__)


async def plan_deliveries(beat: Beat, send: Send, meant: Audience | Named, now: datetime) -> None:
    """Plan a row for each recipient; what a crash left undone is added."""
    planned = 0
    places = await _places(beat, meant)
    for start in range(0, len(places), beat.limits.chunk):
        chunk = places[start : start + beat.limits.chunk]
        planned += await _plan_places(beat, send, meant, chunk, now)
    sample = await drawn(beat, send, meant, now)
    async for people in people_of(beat, send, meant):
        planned += await _plan_people(beat, send, meant, people, now, sample=sample)
    if isinstance(meant, Named) and meant.conversations:
        async with beat.database.begin() as session:
            found = await shared_conversations.standings(session, meant.conversations)
            rows = [for_conversation(beat, send, one, now) for one in found]
            planned += await _write(beat, session, send, rows, now)
    log.info("send_planned", send_id=send.id, deliveries=planned)


async def _places(beat: Beat, meant: Audience | Named) -> Sequence[PartnersPlace]:
    """Return the conversations of the partners who are meant to be spoken to there."""
    if isinstance(meant, Named) or not meant.to.has_conversations:
        return ()
    platforms = frozenset(beat.messengers)
    async with beat.database.read() as session:
        return await shared_conversations.chosen(session, meant, platforms, beat.choosing)


async def _plan_places(
    beat: Beat,
    send: Send,
    meant: Audience | Named,
    places: Sequence[PartnersPlace],
    now: datetime,
) -> int:
    """Plan a row for each of these conversations, unless its partner is spoken to by now."""
    async with beat.database.begin() as session:
        await sends.hold(session, send.id)
        held = await holds.held_of(session, send)
        ids = [one.partner_id for one in places]
        taken = await shared_conversations.partners_spoken_to(session, send.id, ids)
        if isinstance(meant, Audience) and meant.to is not To.BOTH:
            taken |= await shared_conversations.partners_with_people(session, send.id, ids)
        rows = [
            for_conversation(
                beat, send, one.place, now, Skip.HELD if one.partner_id in held else None
            )
            for one in places
            if one.partner_id not in taken
        ]
        return await _write(beat, session, send, rows, now)


async def _plan_people(
    beat: Beat,
    send: Send,
    meant: Audience | Named,
    people: Sequence[Person],
    now: datetime,
    *,
    sample: frozenset[str] | None,
) -> int:
    """Plan a row for each of these people whose partner is not spoken to in its conversation.

    Where a sample was drawn, nobody is asked who could be and is not in it.
    """
    kind = beat.kinds[send.kind]
    async with beat.database.read() as session:
        ids = [person.contact_id for person in people]
        left_out = await kind.left_out(session, send.subject, ids, now)
        wanted = await kind.addresses(session, send.subject)
        people = await audiences.at_addresses(session, people, wanted, beat.messengers)
    async with beat.database.begin() as session:
        if isinstance(meant, Audience):
            # Whoever holds a partner in this moment waits, or is seen here.
            await sends.hold(session, send.id)
            held = await holds.held_of(session, send)
            left_out = _held_too(left_out, people, held)
        ways = await _ways(session, send, meant, people)
        rows = [
            for_person(beat, send, person, left_out, now, way)
            for person, way in zip(people, ways, strict=True)
            if way is not Way.IN_CONVERSATION
        ]
        rows = [_sampled(row, sample) for row in rows]
        planned = await _write(beat, session, send, rows, now)
        if send.slot is not None and send.zone is None:
            await travellers.reckoned(session, ids)
        asked = [row.contact_id for row in rows if row.contact_id and row.skip is None]
        await kind.planned(session, send.subject, asked, now)
    return planned


async def _ways(
    session: AsyncSession, send: Send, meant: Audience | Named, people: Sequence[Person]
) -> Sequence[Way]:
    """Say of each how they hear of it: the ledger knows which partners have their conversation."""
    if isinstance(meant, Named) or not meant.to.has_conversations:
        return [Way.THEMSELVES] * len(people)
    partners = {person.partner_id for person in people if person.partner_id}
    if meant.to is To.CONVERSATIONS:
        there = await shared_conversations.partners_planned(session, send.id, partners)
    else:
        there = await shared_conversations.partners_spoken_to(session, send.id, partners)
    return [
        Way.THEMSELVES
        if person.partner_id is None
        else meant.to.people_of(has_conversation=person.partner_id in there)
        for person in people
    ]


def _sampled(row: Planned, sample: frozenset[str] | None) -> Planned:
    if sample is None or row.skip is not None or row.contact_id in sample:
        return row
    return replace(row, skip=Skip.NOT_SAMPLED)


def _held_too(
    left_out: Mapping[str, Skip], people: Sequence[Person], held: frozenset[str]
) -> Mapping[str, Skip]:
    theirs = {one.contact_id: Skip.HELD for one in people if one.partner_id in held}
    return {**left_out, **theirs} if theirs else left_out


async def _write(
    beat: Beat, session: AsyncSession, send: Send, rows: Sequence[Planned], now: datetime
) -> int:
    urgent = beat.kinds[send.kind].urgent
    planned = await ledger.plan(session, send.id, rows, now, urgent=urgent)
    await beat.wake_within(session, _due_lanes(rows, now))
    return planned


def _due_lanes(rows: Sequence[Planned], now: datetime) -> set[str]:
    due = (row for row in rows if row.skip is None and row.due_at <= now)
    return {row.lane for row in due if row.lane is not None}


async def follow_travellers(beat: Beat) -> None:
    """Move the instants of readers whose zone changed since something was planned for them."""
    while True:
        async with beat.database.read() as session:
            zones = await travellers.travelled(session, beat.limits.chunk)
        if not zones:
            return
        async with beat.database.begin() as session:
            found = await travellers.reckonings(session, zones)
            due = [(one, _comes(beat, one)) for one in found]
            moved = [(one, due_at) for one, due_at in due if due_at != one.due_at]
            await travellers.move(session, moved, zones)
        if moved:
            log.info("instants_moved", deliveries=len(moved))


def _comes(beat: Beat, one: Reckoning) -> datetime:
    home = Home(one.zone, one.country)
    return due(beat.manners(), one.slot, None, home, kept=one.kept).at
