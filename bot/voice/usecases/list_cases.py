"""List cases: a manager sees those of her partners, administrators all of them."""

from bot.event import Reply, Said
from bot.order_of_words import tidied
from bot.principal import Principal
from bot.rights import Right, may
from bot.voice.cards import case_lists as cards
from bot.voice.cards.cases import not_yours
from bot.voice.context import VoiceContext
from bot.voice.rules.case_filter import CaseFilter, read_filter
from bot.voice.store import case_lists


async def show_list(context: VoiceContext, asker: Principal, event: Said) -> Reply:
    """List the cases that the words after the command let in."""
    if not may(asker, Right.SEE_PARTNER_PEOPLE):
        return Reply((not_yours(context.wording),))
    wanted = read_filter(tidied(event.text).partition(" ")[2])
    async with context.database.read() as session:
        now = context.clock.now()
        found, count = await case_lists.found_by(session, asker, wanted, now, cards.SHOWN)
    if not found:
        return Reply((cards.none_found(context.wording, of_all=wanted == CaseFilter()),))
    return Reply((cards.listed(context.wording, found, count, asker),))
