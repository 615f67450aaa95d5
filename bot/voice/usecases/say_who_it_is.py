"""Say who somebody unknown is: whoever is in charge of their partner links them by hand."""

import structlog

from bot.action import ActionRef
from bot.errors import ActionUnreadable
from bot.event import ActionPressed, FormSubmitted, Reply
from bot.form import ChoiceField, Form
from bot.message import Button, Message, Option, notice, spans
from bot.people.cards.settling import not_for_you
from bot.people.store import addresses, charges, partnerships, people
from bot.principal import Principal
from bot.rights import Right, may
from bot.store import audit
from bot.store.audit import About
from bot.store.sessions import AsyncSession
from bot.voice.context import VoiceContext
from bot.voice.newcomers import THIS_IS
from bot.voice.rules.taps import KeptTap
from bot.voice.store import taps
from bot.voice.store.tables import WaitingTap

MOST_LISTED = 100
"""Options that the tightest list takes: Slack's."""

log = structlog.get_logger()


async def ask_who(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Offer the contacts of the partner in whose conversation somebody unknown is."""
    async with context.database.read() as session:
        tap = await _waiting(context, session, event)
        if tap is None or tap.partner_id is None:
            return Reply((_said(context, "newcomer_gone"),))
        if not await _may_say(session, asker, tap.partner_id):
            return not_for_you(context)
        known = await partnerships.people_at(session, tap.partner_id, MOST_LISTED)
    if not known:
        return Reply((_said(context, "newcomer_nobody"),))
    return Reply(form=_form(context, tap.id, known))


async def link_them(context: VoiceContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Link whoever tapped to the contact that was chosen; what waited for them counts."""
    now = context.clock.now()
    async with context.work(event) as session:
        tap = await _waiting(context, session, event)
        if tap is None or tap.partner_id is None:
            return Reply((_said(context, "newcomer_gone"),))
        if not await _may_say(session, asker, tap.partner_id):
            return not_for_you(context)
        person = await people.principal_by_id(session, event.values.get("contact", ""))
        if person is None or person.partner_id != tap.partner_id:
            raise ActionUnreadable
        origin = KeptTap.read(context.unseal(tap.sealed)).origin
        contact_id, by = person.contact_id, asker.contact_id
        known = await people.principal_at(session, origin)
        if known is not None and known.contact_id != contact_id:
            return Reply((_said(context, "newcomer_gone"),))
        how = addresses.HAND
        address_id = await addresses.link(session, origin, contact_id, how, now)
        if address_id is None:
            return Reply((_said(context, "newcomer_gone"),))
        about = About("contact", contact_id)
        audit.record(session, by, "link", about, now, address_id=address_id, how=how)
        await context.make_known(session, person, origin, is_here=False)
        log.info("address_linked", contact_id=contact_id, address_id=address_id, by=by)
        done = _said(context, "newcomer_done", name=person.name)
        return context.owe(session, Reply((done,)))


async def _waiting(
    context: VoiceContext, session: AsyncSession, event: ActionPressed | FormSubmitted
) -> WaitingTap | None:
    tap_id, now = event.action.arguments.get("t", ""), context.clock.now()
    # Of two who say at once who it is the second finds it settled.
    alone = isinstance(event, FormSubmitted)
    return await taps.waiting(session, tap_id, now, alone=alone)


async def _may_say(session: AsyncSession, asker: Principal, partner_id: str) -> bool:
    if may(asker, Right.SETTLE_PEOPLE):
        return True
    if not asker.is_vendor:
        return False
    found = await charges.charges(session, partner_id)
    given = {one for each in found for one in (each.charge.manager, each.charge.deputy)}
    return asker.contact_id in {one.contact_id for one in given if one is not None}


def _form(context: VoiceContext, tap_id: str, known: tuple[Principal, ...]) -> Form:
    say = context.wording.say
    listed = tuple(Option(_called(context, one), one.contact_id) for one in known)
    action = ActionRef(THIS_IS, {"t": tap_id})
    return Form(
        action,
        say("newcomer_form"),
        say("newcomer_submit"),
        (ChoiceField("contact", say("newcomer_contact"), listed, required=True),),
        Button(say("newcomer_this_is"), action),
        spans(say("newcomer_form_intro")),
    )


def _called(context: VoiceContext, one: Principal) -> str:
    return f"{one.name} ({context.wording.say(f'role_{one.role}')})"


def _said(context: VoiceContext, key: str, **values: str) -> Message:
    say = context.wording.say
    return notice(say("newcomer_title_said"), say(key, **values))
