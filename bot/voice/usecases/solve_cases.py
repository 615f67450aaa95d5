"""Say whether it is solved: one tap of whoever complained, and a word why where it is not."""

from bot.action import ActionRef
from bot.errors import ActionUnreadable
from bot.event import ActionPressed, FormSubmitted, Reply
from bot.form import Form, TextField
from bot.message import Button, Message, notice
from bot.principal import Principal
from bot.store.sessions import AsyncSession
from bot.voice import closing
from bot.voice.cards.case_forms import mistakes
from bot.voice.cards.case_news import NOT_SOLVED
from bot.voice.cards.cases import moment
from bot.voice.context import VoiceContext
from bot.voice.rules.cases import Deed
from bot.voice.rules.promises import REASON_LIMIT
from bot.voice.store import cases
from bot.voice.store.case_tables import Case
from bot.voice.store.cases import Happening


async def solved(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Close a case: its author says that it is solved."""
    async with context.work(event) as session:
        case = await _mine(session, asker, event)
        await closing.move(context, session, case, Happening(Deed.SOLVED, asker.contact_id))
        return context.owe(session, Reply(update=_said(context, "case_solved_said")))


async def not_solved(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open a case again at once, and ask what is still wrong."""
    async with context.work(event) as session:
        case = await _mine(session, asker, event)
        what = Happening(Deed.NOT_SOLVED, asker.contact_id)
        if await closing.move(context, session, case, what) is not None:
            await _bring_back(context, session, case)
        shown = await _heard(context, session, asker, case)
        if not event.origin.opens_forms:
            return context.owe(session, Reply(update=shown))
        form = _why_form(context, case.id)
        return context.owe(session, Reply(update=shown, form=form))


async def say_why(context: VoiceContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Note what is still wrong, and bring it before whoever sees to the case."""
    words = event.values.get("words", "").strip()
    if errors := mistakes(context.wording, "words", words):
        return Reply(errors=errors)
    async with context.work(event) as session:
        case = await _mine(session, asker, event)
        await closing.move(context, session, case, Happening(Deed.NOTED, asker.contact_id, words))
        return context.owe(session, Reply((await _heard(context, session, asker, case),)))


async def _bring_back(context: VoiceContext, session: AsyncSession, case: Case) -> None:
    """Bring a case that is open again before its owner, or else before whoever is in charge."""
    now = context.clock.now()
    people = await closing.seen_to_by(session, case, now)
    await closing.show(context, session, case, people, now + closing.SOON)


async def _heard(
    context: VoiceContext, session: AsyncSession, asker: Principal, case: Case
) -> Message:
    """Say who gets in touch again, and by when."""
    now = context.clock.now()
    who = await closing.called_for(context, session, case, now)
    until = moment(context.wording, case.promised_at, asker)
    say = context.wording.say
    said = say("case_not_solved_said", name=who, moment=until)
    return notice(say("case_not_solved_said_title"), said)


async def _mine(
    session: AsyncSession, asker: Principal, event: ActionPressed | FormSubmitted
) -> Case:
    case = await cases.held(session, event.action.arguments.get("c", ""))
    if case is None or case.contact_id != asker.contact_id:
        raise ActionUnreadable
    return case


def _why_form(context: VoiceContext, case_id: str) -> Form:
    say, action = context.wording.say, ActionRef(NOT_SOLVED, {"c": case_id})
    return Form(
        action,
        say("case_why_form"),
        say("reply_form_send"),
        (TextField("words", say("case_why_label"), REASON_LIMIT, required=True),),
        reopen=Button(say("case_why_button"), action),
    )


def _said(context: VoiceContext, key: str) -> Message:
    say = context.wording.say
    return notice(say(f"{key}_title"), say(key))
