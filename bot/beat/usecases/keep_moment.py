"""Keep the moment of a draft though it falls into quiet time for some, and say why."""

from dataclasses import replace

from bot.beat import drafting
from bot.beat.cards import announcing, quiet
from bot.beat.context import BeatContext
from bot.beat.store import approvals, drafts
from bot.event import ActionPressed, FormSubmitted, Reply
from bot.principal import Principal


async def ask_why(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form that asks for the reason."""
    async with context.database.read() as session:
        draft = await drafting.mine(session, asker, event)
    if draft is None or draft.state != "open":
        return drafting.said(context, "announce_gone")
    return Reply(form=quiet.form(context.wording, draft))


async def keep(context: BeatContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Note the reason, and show the draft as it stands.

    Whoever approved it knew nothing of that, and is asked again.
    """
    now, why = context.clock.now(), event.values.get("why", "").strip()[: quiet.LONGEST_WHY]
    if not why:
        return Reply(errors={"why": context.wording.say("announce_keep_no_why")})
    async with context.work(event) as session:
        draft = await drafting.mine(session, asker, event, alone=True)
        if draft is None or draft.state != "open":
            return drafting.said(context, "announce_gone")
        kept = replace(draft.announcement, kept=why)
        changed = await drafts.change(session, draft.id, kept, now) or draft
        await approvals.expire(session, drafting.as_text(context, changed, now).key)
        found = await drafting.standing(context, session, changed, asker, now)
        return context.owe(session, Reply((announcing.card(context.wording, found),)))
