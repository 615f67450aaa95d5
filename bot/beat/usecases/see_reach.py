"""See what became of a send, and hold it or let it go on."""

from bot.beat.cards import reach as cards
from bot.beat.cards.reach import Seen
from bot.beat.context import BeatContext
from bot.beat.rules.reach import four_counts
from bot.beat.store import ledger, replies, sends
from bot.beat.store.tables import Send
from bot.event import ActionPressed, Reply, Said
from bot.message import notice
from bot.principal import Principal
from bot.rights import Right, may
from bot.store import audit
from bot.store.audit import About
from bot.store.sessions import AsyncSession

KINDS = frozenset({"edition", "wave"})
SHOWN = 5


async def list_sends(context: BeatContext, asker: Principal, event: Said | ActionPressed) -> Reply:
    """List the latest sends to partners."""
    del event  # nothing is written
    if not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return _not_yours(context)
    async with context.database.read() as session:
        found = [
            await _seen(session, one, asker) for one in await sends.recent(session, SHOWN, KINDS)
        ]
    return Reply((cards.listed(context.wording, found, asker.zone),))


async def show(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show one send as it stands now."""
    async with context.database.read() as session:
        seen = await _find(session, asker, event)
    if seen is None:
        return _not_yours(context)
    card = cards.card(context.wording, seen)
    return Reply(update=card) if event.action.arguments.get("again") else Reply((card,))


async def pause(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Let nothing more of it leave; what is on its way arrives."""
    return await _hold(context, asker, event, is_paused=True)


async def resume(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Let it go on; what is past its catch-up limit by now is skipped, and seen so."""
    return await _hold(context, asker, event, is_paused=False)


async def _hold(
    context: BeatContext, asker: Principal, event: ActionPressed, *, is_paused: bool
) -> Reply:
    now = context.clock.now()
    async with context.work(event) as session:
        seen = await _find(session, asker, event)
        if seen is None or not seen.may_hold:
            return _not_yours(context)
        if seen.is_paused is not is_paused:
            await (
                sends.pause(session, seen.send_id, now)
                if is_paused
                else sends.resume(session, seen.send_id)
            )
            act, about = "pause send" if is_paused else "resume send", About("send", seen.send_id)
            audit.record(session, asker.contact_id, act, about, now)
        again = await _find(session, asker, event) or seen
        return context.owe(session, Reply(update=cards.card(context.wording, again)))


async def _find(session: AsyncSession, asker: Principal, event: ActionPressed) -> Seen | None:
    if not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return None
    found = await sends.sends(session, [event.action.arguments.get("s", "")])
    named = [one for one in found if one.kind in KINDS]
    return await _seen(session, named[0], asker) if named else None


async def _seen(session: AsyncSession, send: Send, asker: Principal) -> Seen:
    await session.refresh(send)
    tally = await ledger.tally(session, [send.id])
    mine = await sends.owner_of(session, send.id) == asker.contact_id
    return Seen(
        send_id=send.id,
        title=send.title,
        created_at=send.created_at,
        four=four_counts((one.state, one.reason, one.count) for one in tally),
        replied=await replies.people_who_answered(session, send.id),
        is_paused=send.paused_at is not None,
        may_hold=mine or may(asker, Right.STOP_SENDS),
    )


def _not_yours(context: BeatContext) -> Reply:
    say = context.wording.say
    return Reply((notice(say("reach_not_yours_title"), say("reach_not_yours")),))
