"""Let somebody who is asked say who else at their company should be, once and no further."""

from bot.action import ActionRef
from bot.event import ActionPressed, FormSubmitted, Reply
from bot.people.store.people import principal_by_email
from bot.principal import Principal
from bot.store import audit
from bot.store.audit import About
from bot.store.sessions import AsyncSession
from bot.voice import answering
from bot.voice.asking import Terms, ask_people
from bot.voice.cards import asking_else as cards
from bot.voice.cards.taps import over
from bot.voice.context import VoiceContext
from bot.voice.rules.promises import ASK_ELSE
from bot.voice.store import passing, reminders, responses
from bot.voice.store.responses import Asked
from bot.voice.store.tables import Wave


async def ask_whom(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form for the colleague; who answered meanwhile sees what they answered."""
    async with context.database.read() as session:
        asked = await answering.asked_by(context, session, event)
        if refusal := await _obstacle(context, session, asked, asker):
            return refusal
    action = ActionRef(ASK_ELSE, event.action.arguments)
    return Reply(form=cards.form(context.wording, action))


async def ask(context: VoiceContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Ask a colleague in the same wave, within all rules; whoever passed it on is asked no more.

    Why a colleague is not asked is theirs: it is told as one sentence, whatever it is.
    """
    now, say = context.clock.now(), context.wording.say
    email = event.values.get("who", "").strip()[: cards.LONGEST_EMAIL]
    async with context.work(event) as session:
        asked = await answering.asked_by(context, session, event)
        if refusal := await _obstacle(context, session, asked, asker):
            return refusal
        if refusal := await _once(context, session, asked, asker):
            return refusal
        colleague = await _colleague(session, asker, email)
        if colleague is None:
            return Reply(errors={"who": say("ask_else_unknown")})
        wave = await session.get_one(Wave, asked.wave_id)
        who = [colleague.contact_id]
        found = await ask_people(
            Terms.of(context), session, wave, who, now, occasion=asked.occasion
        )
        if not found.asked:
            return Reply(errors={"who": say("ask_else_refused")})
        await passing.note(session, asked, colleague.contact_id)
        await reminders.put_off(session, asked.invitation_id, now)
        about = About("invitation", asked.invitation_id)
        audit.record(session, asker.contact_id, "pass on survey", about, now)
        return context.owe(session, _told(context, asked, asker, event, email))


async def _obstacle(
    context: VoiceContext, session: AsyncSession, asked: Asked, asker: Principal
) -> Reply | None:
    """Say why somebody cannot pass this on: it is over, answered, or was passed on to them."""
    if refusal := await answering.obstacle(context, session, asked, asker):
        return refusal
    given = await answering.given_to(context, session, asked)
    if given is not None:
        return Reply(update=answering.card(context, asked, asker, given))
    return Reply((answering.said(context, "ask_else_no_further"),)) if asked.is_passed else None


async def _once(
    context: VoiceContext, session: AsyncSession, asked: Asked, asker: Principal
) -> Reply | None:
    """Say that it was passed on before, or is only a test; whoever else ends the wave waits."""
    if asked.tried is not None:
        return Reply((answering.said(context, "survey_tried"),))
    wave = await session.get_one(Wave, asked.wave_id, with_for_update=True, populate_existing=True)
    if not responses.is_open(wave, context.clock.now()):
        return Reply((over(context, wave, asker.zone),))
    if await passing.has_passed(session, asked):
        return Reply((answering.said(context, "asked_else_once"),))
    return None


async def _colleague(session: AsyncSession, asker: Principal, email: str) -> Principal | None:
    """Return who at the same partner has this address; whoever else has it is nobody here."""
    found = await principal_by_email(session, email)
    if found is None or found.partner_id is None or found.contact_id == asker.contact_id:
        return None
    return found if found.partner_id == asker.partner_id else None


def _told(
    context: VoiceContext, asked: Asked, asker: Principal, event: FormSubmitted, email: str
) -> Reply:
    told = answering.said(context, "asked_else", who=email)
    if not event.origin.private:
        return Reply((told,))
    invited = answering.invited(context, asked, None)
    text = answering.text_of(asked)
    return Reply((told,), update=context.surveys.card_put_off(text, asker, invited, email))
