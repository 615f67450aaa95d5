"""A send as somebody may see it: found by the button or word that names it, and counted."""

from dataclasses import replace

from bot.beat.cards.reach import Came, Over, Seen
from bot.beat.rules.outcomes import State
from bot.beat.rules.reach import four_counts
from bot.beat.store import (
    acknowledgements,
    amendments,
    corrections,
    ledger,
    punctuality,
    reached,
    replies,
    sends,
    taps,
)
from bot.beat.store.copies import CORRECTION, LETTER, RECALL
from bot.beat.store.tables import Send
from bot.context import Context
from bot.event import ActionPressed, FormSubmitted, Reply
from bot.message import notice
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.sessions import AsyncSession

KINDS = frozenset({"edition", "wave"})
"""The kinds of send that go to partners, and are accounted for."""
AMENDMENTS = frozenset({CORRECTION, LETTER, RECALL})


async def find(
    session: AsyncSession, asker: Principal, event: ActionPressed | FormSubmitted
) -> Seen | None:
    """Return the send that a button or a form names, if this person may see it."""
    if not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return None
    found = await sends.sends(session, [event.action.arguments.get("s", "")])
    named = [one for one in found if one.kind in KINDS | AMENDMENTS]
    return await report(session, named[0], asker) if named else None


async def held(
    session: AsyncSession, asker: Principal, event: ActionPressed | FormSubmitted
) -> Seen | None:
    """Return it if this person may hold it: who announced it, and administrators."""
    found = await find(session, asker, event)
    return found if found is not None and found.may_hold else None


async def may_hold(session: AsyncSession, asker: Principal, send: Send) -> bool:
    """Say whether this person may hold, correct and recall a send."""
    if not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return False
    of = send.subject if send.kind in AMENDMENTS else send.id
    mine = await sends.owner_of(session, of) == asker.contact_id
    return mine or may(asker, Right.STOP_SENDS)


async def seen(session: AsyncSession, send: Send, asker: Principal) -> Seen:
    """Count what became of a send by now."""
    await session.refresh(send)
    tally = await ledger.tally(session, [send.id])
    return Seen(
        send_id=send.id,
        title=send.title,
        created_at=send.created_at,
        four=four_counts((one.state, one.reason, one.count) for one in tally),
        leaving=sum(one.count for one in tally if one.state is State.SENDING),
        kept=(await punctuality.of_sends(session, [send.id])).get(send.id),
        replied=await replies.people_who_answered(session, send.id),
        is_paused=send.paused_at is not None,
        is_stopped=send.stopped_at is not None,
        may_hold=await may_hold(session, asker, send),
        softened=sum(one.count for one in tally if one.state is State.DELIVERED and one.reason),
        is_over=send.state == "ended",
        kind=send.kind,
        amended=await _amended(session, send),
    )


async def report(session: AsyncSession, send: Send, asker: Principal) -> Seen:
    """Count it likewise, with the ways by which it came and what came of it."""
    found = await seen(session, send, asker)
    tapped = await taps.tapped(session, [send.id])
    came = Came(
        ways=await reached.ways(session, send.id),
        tapped=sum(one.people + one.conversations for one in tapped.get(send.id, ())),
        acknowledged=await acknowledgements.count(session, send.id) if send.must_read else None,
        awaited=await acknowledgements.count_awaited(session, send.id) if send.must_read else 0,
        turned_away=await reached.turned_away(session, send.id),
        silent=await reached.silent_partners(session, send),
    )
    return replace(found, came=came, waiting=await corrections.waiting(session, send))


async def _amended(session: AsyncSession, send: Send) -> tuple[Over, ...]:
    """Count how far each correction and recall of a send is."""
    over = await amendments.of_send(session, send.id)
    tally = await ledger.tally(session, [one.id for one in over]) if over else []
    return tuple(
        Over(
            one.id,
            one.kind,
            one.created_at,
            four_counts(
                (each.state, each.reason, each.count) for each in tally if each.send_id == one.id
            ),
        )
        for one in over
    )


def not_yours(context: Context) -> Reply:
    """Refuse kindly, and say who may."""
    say = context.wording.say
    return Reply((notice(say("reach_not_yours_title"), say("reach_not_yours")),))
