"""See what is written and planned: one's own, or everybody's for who administers."""

from bot.beat import drafting
from bot.beat.cards import drafts as cards
from bot.beat.cards.drafts import Listed, Orphan
from bot.beat.context import BeatContext
from bot.beat.rules.texts import TextKind
from bot.beat.store import cadences, drafts, texts
from bot.event import ActionPressed, Reply, Said
from bot.people.store.called import names_of
from bot.principal import Principal
from bot.rights import Right, may
from bot.store import audit
from bot.store.audit import About
from bot.store.sessions import AsyncSession

SHOWN = 10


async def list_drafts(
    context: BeatContext, asker: Principal, event: Said | ActionPressed
) -> Reply:
    """List what this person did not throw away; who administers sees whose the others are.

    What comes again though its author was erased is named to them, with the way to stop it.
    """
    del event  # nothing is written
    if not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return drafting.said(context, "announce_not_yours")
    async with context.database.read() as session:
        if may(asker, Right.STOP_SENDS):
            found = await _all(context, session, asker)
        else:
            mine = await drafts.waiting(session, SHOWN, owner_id=asker.contact_id)
            found = Listed(mine, {})
    return Reply((cards.listed(context.wording, found, asker.zone),))


async def stop(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Let an announcement come no more whose author is gone; what went out stays."""
    if not may(asker, Right.STOP_SENDS):
        return drafting.said(context, "announce_not_yours")
    cadence_id, now = event.action.arguments.get("c", ""), context.clock.now()
    async with context.work(event) as session:
        await cadences.lock(session, cadence_id)
        orphans = {one.id for one in await cadences.of_nobody(session)}
        if cadence_id not in orphans:
            return drafting.said(context, "announce_gone")
        await cadences.take_back(session, cadence_id)
        about = About("cadence", cadence_id)
        audit.record(session, asker.contact_id, "take back", about, now)
        return context.owe(session, drafting.said(context, "announce_no_more"))


async def _all(context: BeatContext, session: AsyncSession, asker: Principal) -> Listed:
    found = await drafts.waiting(session, SHOWN)
    others = {draft.owner_id for draft in found} - {asker.contact_id}
    orphans = []
    for row in await cadences.of_nobody(session):
        text = await texts.newest(session, TextKind.EDITION, row.subject)
        if text is not None and row.next_slot is not None:
            orphans.append(Orphan(row.id, context.desk.title_of(text), row.next_slot))
    return Listed(found, await names_of(session, others), orphans[:SHOWN])
