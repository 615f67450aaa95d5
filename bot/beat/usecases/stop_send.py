"""Stop one send for good: asked back before, obeyed before the next request leaves."""

import structlog

from bot.beat.cards import stopping as cards
from bot.beat.context import BeatContext
from bot.beat.reaching import find, held, not_yours
from bot.beat.store import stopping
from bot.event import ActionPressed, Reply
from bot.principal import Principal

log = structlog.get_logger()


async def ask(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Say what it means, with the button that does it; nothing is done yet."""
    async with context.database.read() as session:
        found = await held(session, asker, event)
    if found is None:
        return not_yours(context)
    if found.is_stopped or not found.four.on_the_way:
        return Reply((cards.too_late(context.wording, found),))
    return Reply((cards.asked(context.wording, found),))


async def stop(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Let nothing more of it leave, ever, and say what had left by then."""
    async with context.work(event) as session:
        found = await held(session, asker, event)
        if found is None:
            return not_yours(context)
        is_done = await stopping.stop(
            session, found.send_id, asker.contact_id, context.clock.now()
        )
        if is_done:
            log.warning("send_stopped", send_id=found.send_id, by=asker.contact_id)
        after = await find(session, asker, event) or found
        card = cards.done(context.wording, after)
        if not is_done or not (found.four.on_the_way - found.leaving):
            card = cards.too_late(context.wording, after)
        return context.owe(session, Reply(update=card))
