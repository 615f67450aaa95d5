"""See what became of a send, and hold it or let it go on."""

from bot.beat.cards import reach as cards
from bot.beat.cards import sends_listed
from bot.beat.context import BeatContext
from bot.beat.reaching import KINDS, find, held, not_yours, seen
from bot.beat.rules.punctual import LATELY, OnTime
from bot.beat.store import followers, punctuality, sends
from bot.event import ActionPressed, Reply, Said
from bot.message import notice
from bot.principal import Principal
from bot.rights import Right, may
from bot.store import audit
from bot.store.audit import About

SHOWN = 5


async def list_sends(context: BeatContext, asker: Principal, event: Said | ActionPressed) -> Reply:
    """List the latest sends to partners."""
    del event  # nothing is written
    if not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return not_yours(context)
    async with context.database.read() as session:
        latest = await sends.recent(session, SHOWN, KINDS)
        found = [await seen(session, one, asker) for one in latest]
        lately = await punctuality.of_promises(session, context.clock.now() - LATELY)
    kept = sum((one.kept for one in lately), OnTime())
    return Reply((sends_listed.listed(context.wording, found, asker.zone, kept),))


async def show(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show one send as it stands now."""
    async with context.database.read() as session:
        found = await find(session, asker, event)
    if found is None:
        return not_yours(context)
    card = cards.card(context.wording, found)
    return Reply(update=card) if event.action.arguments.get("again") else Reply((card,))


async def follow(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Have this card drawn anew while the send runs."""
    say = context.wording.say
    can_change = context.messengers.get(event.origin.platform)
    async with context.work(event) as session:
        found = await find(session, asker, event)
        if found is None:
            return not_yours(context)
        where, now = (event.origin, event.message), context.clock.now()
        if can_change is None or not await followers.follow(
            session, found.send_id, asker.contact_id, where, now
        ):
            told = notice(say("reach_follow_not_title"), say("reach_follow_not"))
            return context.owe(session, Reply((told,)))
        card = cards.card(context.wording, found, is_followed=True)
        return context.owe(session, Reply(update=card))


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
        found = await held(session, asker, event)
        if found is None:
            return not_yours(context)
        if found.is_paused is not is_paused and not found.is_stopped:
            await (
                sends.pause(session, found.send_id, now)
                if is_paused
                else sends.resume(session, found.send_id)
            )
            act, about = "pause send" if is_paused else "resume send", About("send", found.send_id)
            audit.record(session, asker.contact_id, act, about, now)
        again = await find(session, asker, event) or found
        return context.owe(session, Reply(update=cards.card(context.wording, again)))
