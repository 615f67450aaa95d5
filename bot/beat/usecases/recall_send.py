"""Recall what was sent: asked back before, and taken back where each platform lets us."""

import structlog

from bot.beat import correcting
from bot.beat.cards import correcting as cards
from bot.beat.context import BeatContext
from bot.beat.reaching import held, not_yours
from bot.beat.store import amendments, copies, sends, stopping
from bot.beat.store.tables import Send
from bot.event import ActionPressed, Reply
from bot.message import notice
from bot.principal import Principal

EDITION = "edition"

log = structlog.get_logger()


async def ask(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Say what it means, with the button that does it; nothing is done yet."""
    async with context.database.read() as session:
        seen = await held(session, asker, event)
        if seen is None or seen.kind != EDITION:
            return not_yours(context)
        stands = await copies.by_platform(session, seen.send_id)
    if not stands and not seen.four.on_the_way:
        say = context.wording.say
        return Reply((notice(say("recall_nothing_title"), say("recall_nothing")),))
    return Reply((cards.asked_to_recall(context.wording, seen, stands),))


async def do(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Stop what has not left, and take every copy back that stands."""
    async with context.work(event) as session:
        seen = await held(session, asker, event)
        if seen is None or seen.kind != EDITION:
            return not_yours(context)
        # Two who press at once: the second sees here what the first began.
        await sends.hold(session, seen.send_id)
        if await amendments.is_being_recalled(session, seen.send_id):
            say = context.wording.say
            return Reply((notice(say("recall_already_title"), say("recall_already")),))
        now, by = context.clock.now(), asker.contact_id
        await stopping.stop(session, seen.send_id, by, now)
        send = await session.get_one(Send, seen.send_id)
        opened = await correcting.recall(context, session, send, by)
        log.warning("send_recalled", send_id=send.id, by=by, by_send=opened.id)
        card = cards.recalled(context.wording, seen, opened.id)
        return context.owe(session, Reply(update=card))
