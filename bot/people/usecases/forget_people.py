"""Show what is kept of somebody, and erase them: administrators only."""

import structlog

from bot.context import Context
from bot.errors import NothingFound
from bot.event import ActionPressed, Reply, Said
from bot.people.cards import forgetting as cards
from bot.people.cards import settling
from bot.people.rules.forgetting import CONTACT, Holding, read_wanted
from bot.people.store import holdings
from bot.people.store.holdings import Erasing
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.erasing import cut_log

FORMS = ("erase_form_contact", "erase_form_partner")

log = structlog.get_logger()


async def show_kept(context: Context, asker: Principal, event: Said) -> Reply:
    """List what is kept of somebody, and say how it is written to a file."""
    found = await _asked_about(context, asker, event)
    return found if isinstance(found, Reply) else Reply((cards.kept(context, found),))


async def offer_erasing(context: Context, asker: Principal, event: Said) -> Reply:
    """Show what would go and what would stay; nothing is done yet."""
    found = await _asked_about(context, asker, event)
    if isinstance(found, Reply):
        return found
    if found.id == asker.contact_id:
        return Reply((settling.not_settled(context, "erase_not_yourself"),))
    return Reply((cards.preview(context, found),))


async def erase(context: Context, asker: Principal, event: ActionPressed) -> Reply:
    """Erase whom the button was about, if whoever pressed it may do so."""
    if not may(asker, Right.ERASE_PEOPLE):
        return settling.not_for_you(context)
    kind = event.action.arguments.get("kind", "")
    async with context.database.read() as session:
        found = await holdings.with_id(session, kind, event.action.arguments.get("id", ""))
        if found is None:
            return Reply((settling.not_settled(context, "erase_nobody"),))
        found = await holdings.counted(session, found)
    if found.id == asker.contact_id:
        return Reply((settling.not_settled(context, "erase_not_yourself"),))
    erasing = Erasing(context.database, context.digest, asker.contact_id, context.clock.now())
    try:
        prepared = await erasing.prepare(found)
        async with context.work(event) as session:
            await erasing.finish(session, prepared)
    except NothingFound:
        return Reply((settling.not_settled(context, "erase_nobody"),))
    is_cut = await cut_log(context.database)
    log.info("erased", by=asker.contact_id, kind=found.kind, rows=found.rows, log_cut=is_cut)
    return cards.erased(context, found)


async def _asked_about(context: Context, asker: Principal, event: Said) -> Holding | Reply:
    if not may(asker, Right.ERASE_PEOPLE):
        return settling.not_for_you(context)
    wanted = read_wanted(event.text)
    if wanted is None:
        return settling.forms(context, FORMS)
    async with context.database.read() as session:
        found = await holdings.find(session, wanted)
        if found is None:
            nobody = "settle_nobody" if wanted.kind == CONTACT else "settle_no_partner"
            return Reply((settling.not_settled(context, nobody),))
        return await holdings.counted(session, found)
