"""From a send to its deliveries: one row a recipient, each with an instant of its own."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.beat.rules.audience import Audience, Named, To, Way
from bot.beat.rules.manners import Due, Home, due, quiet_until
from bot.beat.rules.suppression import Skip, Standing, passes_of, reason_to_skip
from bot.beat.store import audiences, holds, ledger, sends, shared_conversations, travellers
from bot.beat.store.audiences import Looked, Person
from bot.beat.store.ledger import Planned
from bot.beat.store.shared_conversations import ConversationStanding, PartnersPlace
from bot.beat.store.tables import Send
from bot.beat.store.travellers import Reckoning
from bot.store.sessions import AsyncSession
from scheduler.beat import Beat

log = structlog.get_logger(__name__)


async def plan_deliveries(beat: Beat, send: Send, meant: Audience | Named, now: datetime) -> None:
    """Plan a row for each recipient; what a crash left undone is added."""
    planned = 0
    places = await _places(beat, meant)
    for start in range(0, len(places), beat.limits.chunk):
        chunk = places[start : start + beat.limits.chunk]
        planned += await _plan_places(beat, send, meant, chunk, now)
    async for people in _people(beat, send, meant):
        planned += await _plan_people(beat, send, meant, people, now)
    if isinstance(meant, Named) and meant.conversations:
        async with beat.database.begin() as session:
            found = await shared_conversations.standings(session, meant.conversations)
            rows = [_for_conversation(beat, send, one, now) for one in found]
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
            _for_conversation(
                beat, send, one.place, now, Skip.HELD if one.partner_id in held else None
            )
            for one in places
            if one.partner_id not in taken
        ]
        return await _write(beat, session, send, rows, now)


async def _plan_people(
    beat: Beat, send: Send, meant: Audience | Named, people: Sequence[Person], now: datetime
) -> int:
    """Plan a row for each of these people whose partner is not spoken to in its conversation."""
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
            _for_person(beat, send, person, left_out, now, way)
            for person, way in zip(people, ways, strict=True)
            if way is not Way.IN_CONVERSATION
        ]
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


def _held_too(
    left_out: Mapping[str, Skip], people: Sequence[Person], held: frozenset[str]
) -> Mapping[str, Skip]:
    theirs = {one.contact_id: Skip.HELD for one in people if one.partner_id in held}
    return {**left_out, **theirs} if theirs else left_out


async def _write(
    beat: Beat, session: AsyncSession, send: Send, rows: Sequence[Planned], now: datetime
) -> int:
    planned = await ledger.plan(session, send.id, rows, now)
    await beat.wake_within(session, _due_lanes(rows, now))
    return planned


def _due_lanes(rows: Sequence[Planned], now: datetime) -> set[str]:
    due = (row for row in rows if row.skip is None and row.due_at <= now)
    return {row.lane for row in due if row.lane is not None}


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
                looked=Looked(beat.choosing, platforms),
            )
        yield page.people
        after = page.last


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


def _is_kept(send: Send) -> bool:
    """Say whether it comes when it was promised: its hour was kept, or everybody must read it."""
    return send.kept or bool(send.must_read)


def _due(beat: Beat, send: Send, home: Home, now: datetime) -> Due:
    """Return when a send comes for a recipient: at its slot, or as soon as it may disturb them.

    What could only be planned by now, and is not too late, waits for quiet to end as well; and
    where the day before is over, it comes on the day after.
    """
    manners, disturbs = beat.manners(), _is_kept(send)
    patience = timedelta(minutes=send.catch_up_minutes)
    if send.slot is not None:
        found = due(manners, send.slot, send.zone, home, kept=disturbs)
        if manners.looks_ahead and found.at + patience < now:
            found = due(manners.onwards, send.slot, send.zone, home, kept=disturbs)
    else:
        at = send.due_at or send.created_at
        disturbs = disturbs or beat.kinds[send.kind].disturbs
        found = Due(at if disturbs else quiet_until(manners, at, home))
    is_late = found.at < now <= found.at + patience
    until = quiet_until(manners, now, home) if is_late and not disturbs else now
    return replace(found, at=until) if until > now else found


def _for_person(
    beat: Beat,
    send: Send,
    person: Person,
    left_out: Mapping[str, Skip],
    now: datetime,
    way: Way,
) -> Planned:
    comes = _due(beat, send, Home(person.zone, person.country), now)
    standing = Standing(
        stopped=send.stopped_at is not None,
        active=person.active,
        opted_out=person.opted_out,
        muted=person.muted,
        partner_muted=person.partner_muted,
        agreed=person.agreed or not send.wants_consent,
        objection=left_out.get(person.contact_id) or comes.skip,
        reachable=person.rung is not None,
        late=now - comes.at,
    )
    skip = _skip(beat, send, standing)
    if way is Way.NOT_AT_ALL and skip in {None, Skip.NO_ADDRESS, Skip.HELD}:
        skip = Skip.NO_CONVERSATION
    return Planned(
        due_at=comes.at,
        contact_id=person.contact_id,
        address_id=person.rung.address_id if person.rung else None,
        lane=person.rung.lane if person.rung else None,
        skip=skip,
    )


def _for_conversation(
    beat: Beat,
    send: Send,
    place: ConversationStanding,
    now: datetime,
    objection: Skip | None = None,
) -> Planned:
    comes = _due(beat, send, Home(place.zone, place.country), now)
    reachable = place.is_spoken_in(beat.messengers)
    standing = Standing(
        stopped=send.stopped_at is not None,
        objection=objection or comes.skip,
        partner_muted=place.partner_muted,
        reachable=reachable,
        late=now - comes.at,
    )
    skip = _skip(beat, send, standing)
    return Planned(
        due_at=comes.at,
        conversation_id=place.conversation_id,
        lane=place.lane,
        skip=place.closed or skip if skip is Skip.NO_ADDRESS else skip,
    )


def _skip(beat: Beat, send: Send, standing: Standing) -> Skip | None:
    # The budget is looked at when the message is about to leave: who knows what comes before.
    return reason_to_skip(
        standing,
        budget=1,
        catch_up=timedelta(minutes=send.catch_up_minutes),
        passes=passes_of(beat.kinds[send.kind].passes, must_read=bool(send.must_read)),
    )
