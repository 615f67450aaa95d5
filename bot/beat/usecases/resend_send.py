"""Send again to whom a send did not reach: asked back before, chosen by reason."""

import structlog

from bot.beat import resending
from bot.beat.cards import resending as cards
from bot.beat.context import BeatContext
from bot.beat.reaching import held, not_yours
from bot.beat.rules.outcomes import State
from bot.beat.rules.suppression import Skip
from bot.beat.store import resends
from bot.beat.store.resends import Chosen
from bot.beat.store.tables import Send
from bot.event import ActionPressed, Reply
from bot.principal import Principal

MEANT: dict[str, tuple[frozenset[State], frozenset[Skip]]] = {
    cards.SURE: (frozenset({State.FAILED}), frozenset({Skip.TOO_LATE, Skip.NO_ADDRESS})),
    cards.FAILED: (frozenset({State.FAILED}), frozenset()),
    cards.LATE: (frozenset(), frozenset({Skip.TOO_LATE})),
    cards.NOWHERE: (frozenset(), frozenset({Skip.NO_ADDRESS})),
    cards.UNSURE: (frozenset({State.UNKNOWN}), frozenset()),
}

log = structlog.get_logger()


async def ask(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Ask to whom; nothing is sent yet."""
    async with context.database.read() as session:
        seen = await held(session, asker, event)
        if seen is None or not seen.may_be_resent:
            return not_yours(context)
        send = await session.get_one(Send, seen.send_id)
        weighed = {
            whom: await resends.weigh(session, Chosen(send, states, reasons=reasons))
            for whom, (states, reasons) in MEANT.items()
        }
    return Reply((cards.asked(context.wording, seen, weighed),))


async def do(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Plan them anew, due now; what is broken off is finished by pressing again."""
    meant = MEANT.get(event.action.arguments.get("w", ""))
    async with context.database.read() as session:
        seen = await held(session, asker, event)
        if seen is None or meant is None or not seen.may_be_resent:
            return not_yours(context)
        send = await session.get_one(Send, seen.send_id)
    states, reasons = meant
    chosen = Chosen(send, states, reasons=reasons)
    done = await resending.resend(context, chosen, context.messengers, asker.contact_id)
    log.info("send_resent", send_id=send.id, planned=done.planned, by=asker.contact_id)
    async with context.work(event) as session:
        card = cards.done(context.wording, seen, done)
        return context.owe(session, Reply(update=card))
