"""Words under a survey that is not named: nobody gets them but whom their author chooses."""

from bot.action import ActionRef
from bot.beat.cards import passing
from bot.beat.recalling import recalled
from bot.beat.store import audiences, exchanges
from bot.beat.store.told import Told, note_heard, told_before
from bot.entries import Certainty, Taken
from bot.errors import ActionUnreadable
from bot.event import ActionPressed, Reply, Said
from bot.message import Button, Buttons, LinkButton, Message, notice, paragraph
from bot.principal import Principal
from bot.store.sessions import AsyncSession
from bot.voice import answering
from bot.voice.context import VoiceContext
from bot.voice.rules.promises import ANONYMOUS, REASON_LIMIT
from bot.voice.rules.questions import REASON, Value
from bot.voice.store import confidence, surveys
from bot.voice.store.tables import Wave

ADD = "add_reason"


async def take_words(
    context: VoiceContext, asker: Principal, event: Said, certainty: Certainty
) -> Taken | None:
    """Ask what becomes of words under a survey that is not named; nothing of them is kept."""
    if asker.is_vendor or certainty is Certainty.READ:
        return None
    now = context.clock.now()
    async with context.database.read() as session:
        told = await told_before(session, asker.contact_id, event, now)
        invitation = await confidence.under(session, asker.contact_id, event, told, now)
        wave = await confidence.promised_to_all(session, told)
    if invitation is None and wave is None:
        return None
    async with context.work(event) as session:
        await note_heard(session, asker.contact_id, event.origin.platform, now)
        if event.sender or event.inbox_id is None:
            # Who wrote this is not who was promised anything, nor anybody else we know.
            return Taken(Reply())
        if invitation is None and wave is not None:
            invitation = await _invited(context, session, asker, event, wave)
        asked = await _question(context, session, asker, event.inbox_id, invitation, told)
        return Taken(context.owe(session, Reply((asked,))))


async def add_reason(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Add words to the answer under whose promise they were said."""
    arguments, now = event.action.arguments, context.clock.now()
    said = await recalled(context, asker, arguments.get("e", ""))
    if said is None:
        return Reply((passing.words_gone(context.wording),))
    async with context.work(event) as session:
        asked = await context.answers.asked(session, arguments.get("i", ""), now)
        if asked is None or asked.text is None or asked.contact_id != asker.contact_id:
            raise ActionUnreadable
        if not asked.is_open:
            return Reply((_notice(context, "wave_over"),))
        if asked.promise == ANONYMOUS:
            raise ActionUnreadable
        if not asked.is_answered:
            card = answering.card(context, asked, asker, None)
            return Reply((_notice(context, "confidence_score"), card))
        reason = _together(asked.reason or "", said.text)
        if len(reason) > REASON_LIMIT:
            write = context.wording.language.number
            length, limit = write(len(reason)), write(REASON_LIMIT)
            too_long = context.wording.say("reason_too_long", length=length, limit=limit)
            return Reply((notice(context.wording.say("confidence_title"), too_long),))
        await answering.take(context, session, asked, asker, {REASON: Value(words=reason)})
        return context.owe(session, Reply(update=_notice(context, "confidence_added")))


async def _invited(
    context: VoiceContext, session: AsyncSession, asker: Principal, event: Said, wave: Wave
) -> str | None:
    """Invite whoever the wave is for and was asked with others; None if it is not for them."""
    text = await surveys.text_of(session, wave)
    if text is None:
        return None
    audience = context.surveys.head(text).audience
    if not await audiences.means(session, audience, asker.contact_id, context.choosing):
        return None
    now = context.clock.now()
    return (await surveys.invite(session, wave, asker.contact_id, event.origin, now)).invitation_id


def _together(before: str, words: str) -> str:
    """Put words below those that stand there; what stands there already is not said twice."""
    lines = before.split("\n\n") if before else []
    return before if words in lines else "\n\n".join([*lines, words])


async def _question(
    context: VoiceContext,
    session: AsyncSession,
    asker: Principal,
    entry_id: str,
    invitation: str | None,
    told: Told | None,
) -> Message:
    say = context.wording.say
    buttons: list[Button | LinkButton] = []
    if invitation is not None:
        add = ActionRef(ADD, {"i": invitation, "e": entry_id})
        buttons.append(Button(say("confidence_add"), add, primary=True))
    duty = await exchanges.duty(session, asker.partner_id, context.clock.now())
    if duty.people:
        names = [await exchanges.name_of(session, who) for who in duty.people[:2]]
        name = passing.called(context.wording, names)
        asked_by = confidence.delivered_by(told)
        send = passing.pass_on_action(entry_id, asked_by)
        buttons.append(Button(say("confidence_send", name=name), send))
    choices = (Buttons(tuple(buttons)),) if buttons else ()
    return Message(say("confidence_title"), (paragraph(say("confidence_ask")), *choices))


def _notice(context: VoiceContext, key: str) -> Message:
    say = context.wording.say
    return notice(say(f"{key}_title"), say(key))
