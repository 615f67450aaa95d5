"""Who may mute a partner, and what comes of it: in words, on a form and by a button."""

from bot.beat.cards import partner_mutes as cards
from bot.context import Context
from bot.event import ActionPressed, FormSubmitted, Reply, Said
from bot.message import Message, notice
from bot.people.rules.muting import PartnerMeant
from bot.people.store import partner_mutes, partnerships
from bot.people.store.tables import Partner
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.sessions import AsyncSession


async def mute_as_said(
    context: Context, asker: Principal, event: Said, meant: PartnerMeant
) -> Reply:
    """Mute the partner that is named; without a reason the form asks for one."""
    async with context.work(event) as session:
        partner = await partnerships.partner_named(session, meant.name)
        if not is_theirs(asker, partner) or partner is None:
            return refused(context, asker)
        if not meant.reason:
            return Reply(form=cards.reason_form(context.wording, partner.id, partner.name))
        return context.owe(
            session, Reply((await mute(context, session, asker, partner, meant.reason),))
        )


async def unmute_as_said(
    context: Context, asker: Principal, event: Said, meant: PartnerMeant
) -> Reply:
    """Let things through again to the partner that is named."""
    async with context.work(event) as session:
        partner = await partnerships.partner_named(session, meant.name)
        if not is_theirs(asker, partner) or partner is None:
            return refused(context, asker)
        return context.owe(session, Reply((await unmute(context, session, asker, partner),)))


def is_theirs(asker: Principal, partner: Partner | None) -> bool:
    """Say whether somebody may mute a partner: who looks after it, and administrators."""
    if may(asker, Right.STOP_SENDS):
        return True
    if partner is None or not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return False
    return asker.contact_id in (partner.manager_id, partner.deputy_id)


async def mute(
    context: Context, session: AsyncSession, asker: Principal, partner: Partner, reason: str
) -> Message:
    """Push nothing to this partner from now on, and say so."""
    now = context.clock.now()
    await partner_mutes.mute(session, partner.id, reason, asker.contact_id, now)
    return cards.muted(context.wording, partner.id, partner.name, reason)


async def unmute(
    context: Context, session: AsyncSession, asker: Principal, partner: Partner
) -> Message:
    """Let things through to this partner again, and say so."""
    await partner_mutes.unmute(session, partner.id, asker.contact_id, context.clock.now())
    return cards.unmuted(context.wording, partner.id, partner.name)


async def pressed_for(
    context: Context,
    session: AsyncSession,
    asker: Principal,
    event: ActionPressed | FormSubmitted,
) -> Partner | None:
    """Return the partner of a button or a form, if it is this person's to mute."""
    del context
    partner = await partner_mutes.partner(session, event.action.arguments.get("p", ""))
    return partner if is_theirs(asker, partner) else None


def refused(context: Context, asker: Principal) -> Reply:
    """Refuse kindly; an administrator is told that there is no such partner."""
    say = context.wording.say
    key = "settle_no_partner" if may(asker, Right.STOP_SENDS) else "partner_mute_not_yours"
    return Reply((notice(say("not_settled_title"), say(key)),))
