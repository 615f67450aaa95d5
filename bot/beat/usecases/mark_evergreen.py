"""Make a draft of an edition an evergreen, for a slot that stays empty; or give it its slot."""

from dataclasses import replace

from bot.beat import drafting
from bot.beat.cards import announcing
from bot.beat.context import BeatContext
from bot.beat.store import drafts
from bot.beat.store.approvals import WROTE
from bot.event import ActionPressed, Reply
from bot.principal import Principal
from bot.store import audit
from bot.store.audit import About


async def mark(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Let it be an evergreen from now on, or no more; it is kept or planned by its next press."""
    now = context.clock.now()
    async with context.work(event) as session:
        draft = await drafting.mine(session, asker, event, alone=True)
        if draft is None or draft.state != "open" or not draft.announcement.newsletter:
            return drafting.said(context, "announce_gone")
        changed = replace(draft.announcement, evergreen=not draft.announcement.evergreen)
        draft = await drafts.change(session, draft.id, changed, now) or draft
        audit.record(session, asker.contact_id, WROTE, About("draft", draft.id), now)
        found = await drafting.standing(context, session, draft, asker, now)
        return context.owe(session, Reply(update=announcing.card(context.wording, found)))
