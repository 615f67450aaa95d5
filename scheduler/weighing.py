"""Whether a recipient of a send is planned, and for which instant."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.beat.rules.audience import Way
from bot.beat.rules.manners import Due, Home, due, quiet_until
from bot.beat.rules.suppression import Skip, Standing, passes_of, reason_to_skip
from bot.beat.store.audiences import Person
from bot.beat.store.ledger import Planned
from bot.beat.store.shared_conversations import ConversationStanding
from bot.beat.store.tables import Send
from scheduler.beat import Beat


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


def for_person(
    beat: Beat,
    send: Send,
    person: Person,
    left_out: Mapping[str, Skip],
    now: datetime,
    way: Way,
) -> Planned:
    """Plan a person, or say why not."""
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


def for_conversation(
    beat: Beat,
    send: Send,
    place: ConversationStanding,
    now: datetime,
    objection: Skip | None = None,
) -> Planned:
    """Plan a conversation, or say why not."""
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
