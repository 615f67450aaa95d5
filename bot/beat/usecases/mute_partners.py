"""Push nothing to a partner for a while: on a form that asks why, by a button, and back."""

from bot.beat import muting_partners
from bot.beat.cards import partner_mutes as cards
from bot.context import Context
from bot.event import ActionPressed, FormSubmitted, Origin, Reply
from bot.message import Element
from bot.people.store import partner_mutes
from bot.principal import Principal
from bot.rights import Right, may


async def ask_why(context: Context, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form that asks for the reason."""
    async with context.database.read() as session:
        partner = await muting_partners.pressed_for(context, session, asker, event)
    if partner is None:
        return muting_partners.refused(context, asker)
    return Reply(form=cards.reason_form(context.wording, partner.id, partner.name))


async def mute(context: Context, asker: Principal, event: FormSubmitted) -> Reply:
    """Mute the partner for the reason that was given."""
    reason = " ".join(event.values.get("reason", "").split())
    if not reason:
        return Reply(errors={"reason": context.wording.say("partner_mute_why")})
    async with context.work(event) as session:
        partner = await muting_partners.pressed_for(context, session, asker, event)
        if partner is None:
            return muting_partners.refused(context, asker)
        said = await muting_partners.mute(context, session, asker, partner, reason)
        return context.owe(session, Reply((said,)))


async def unmute(context: Context, asker: Principal, event: ActionPressed) -> Reply:
    """Let things through to the partner again."""
    async with context.work(event) as session:
        partner = await muting_partners.pressed_for(context, session, asker, event)
        if partner is None:
            return muting_partners.refused(context, asker)
        said = await muting_partners.unmute(context, session, asker, partner)
        return context.owe(session, Reply((said,)))


async def show_muted(context: Context, asker: Principal, where: Origin) -> tuple[Element, ...]:
    """Show who looks after partners which of theirs are muted, and administrators all."""
    del where  # the same from everywhere
    if not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return ()
    whose = None if may(asker, Right.STOP_SENDS) else asker.contact_id
    async with context.database.read() as session:
        found = await partner_mutes.muted(session, whose)
    return cards.section(context.wording, found, asker.zone)
