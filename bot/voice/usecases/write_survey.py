"""Write a survey in chat: see it as it will be asked, change it, ask it, or throw it away."""

from dataclasses import replace
from typing import Any

from bot.beat import approving
from bot.beat.rules.texts import TextKind, WrittenText
from bot.beat.store import approvals, sends, texts
from bot.beat.store.approvals import Wanted
from bot.event import ActionPressed, FormSubmitted, Reply, Said
from bot.message import notice
from bot.principal import Principal
from bot.rights import Right, may
from bot.store import audit
from bot.store.audit import About
from bot.store.columns import new_id
from bot.voice import answering, writing
from bot.voice.asking import opening
from bot.voice.cards import survey_form as cards
from bot.voice.context import VoiceContext
from bot.voice.rules.promises import ANONYMOUS
from bot.voice.rules.wishes import KINDS, ON_FORM, PROMISES, SurveyWish
from bot.voice.waves import begin


async def write(context: VoiceContext, asker: Principal, event: Said | ActionPressed) -> Reply:
    """Open the form for a new survey, or for one of theirs that nobody was asked yet."""
    if not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return Reply((answering.said(context, "survey_not_yours"),))
    key = event.action.arguments.get("s", "") if isinstance(event, ActionPressed) else ""
    if not key:
        return Reply(form=cards.form(context.wording, SurveyWish()))
    async with context.database.read() as session:
        text = await writing.mine(session, asker, key)
    if text is None:
        return Reply((answering.said(context, "survey_gone"),))
    return Reply(form=cards.form(context.wording, context.surveys.wish_of(text), key))


async def keep(context: VoiceContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Keep what was written, and show it as it will be asked; nobody is asked yet."""
    if not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return Reply((answering.said(context, "survey_not_yours"),))
    wish = _read(event)
    if wrong := wish.mistakes():
        return Reply(errors={name: context.wording.say(key) for name, key in wrong.items()})
    was = event.action.arguments.get("s", "")
    key = was or writing.KEY.format(new_id()[:12])
    async with context.work(event) as session:
        if was:
            text = await writing.mine(session, asker, was)
            if text is None:
                return Reply((answering.said(context, "survey_gone"),))
            wish = _beside(wish, context.surveys.wish_of(text))
        kept = await writing.keep(context, session, asker, wish, key)
        if not isinstance(kept, WrittenText):
            return Reply(errors=kept)
        return context.owe(session, Reply(await writing.shown(context, session, asker, kept)))


async def show(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show a survey that nobody was asked yet, with what may become of it."""
    async with context.database.read() as session:
        text = await writing.mine(session, asker, event.action.arguments.get("s", ""))
        if text is None:
            return Reply((answering.said(context, "survey_gone"),))
        return Reply(await writing.shown(context, session, asker, text))


async def ask_second(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Ask a second person to approve a survey as it stands; who is here gets it at once."""
    key, now = event.action.arguments.get("s", ""), context.clock.now()
    async with context.work(event) as session:
        text = await writing.mine(session, asker, key)
        if text is None:
            return Reply((answering.said(context, "survey_gone"),))
        head = context.surveys.head(text)
        found = await writing.meant_by(context, session, head, asker)
        if isinstance(found, str):
            return Reply((notice(context.wording.say("survey_gone_title"), found),))
        word = await writing.word_on(context, session, text, found[1])
        if word is None or word.lack is None:
            return Reply(update=await writing.card_of(context, session, asker, text))
        wanted = Wanted(
            kind=TextKind.SURVEY,
            subject=key,
            body=text.body,
            title=head.title,
            whom=head.audience.words,
            comes=context.wording.say("survey_comes"),
            people=found[1].people,
        )
        row = await approvals.ask(session, wanted, asker.contact_id, now)
        writers = await approvals.writers(session, row)
        people = await approvals.approvers(session, writers, now)
        await approving.tell(session, row, people, now, context.wording)
        said = () if people else (answering.said(context, "approval_nobody"),)
        card = await writing.card_of(context, session, asker, text)
        return context.owe(session, Reply(said, update=card))


async def drop(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Throw a survey away that nobody was asked yet."""
    key, now = event.action.arguments.get("s", ""), context.clock.now()
    async with context.work(event) as session:
        if await writing.mine(session, asker, key) is None:
            return Reply((answering.said(context, "survey_gone"),))
        await texts.withdraw(session, TextKind.SURVEY, key, now)
        await approvals.withdraw(session, key)
        audit.record(session, asker.contact_id, "drop survey", About("survey", key), now)
        return context.owe(session, Reply(update=answering.said(context, "survey_dropped")))


async def ask(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the wave of a survey, once: what is asked then is not changed any more."""
    key, now = event.action.arguments.get("s", ""), context.clock.now()
    async with context.work(event) as session:
        text = await writing.mine(session, asker, key)
        if text is None:
            return Reply((answering.said(context, "survey_gone"),))
        head = context.surveys.head(text)
        found = await writing.meant_by(context, session, head, asker)
        if isinstance(found, str):
            return Reply((notice(context.wording.say("survey_gone_title"), found),))
        audience, size = found
        word = await writing.word_on(context, session, text, size)
        if word is not None and word.lack is not None:
            return Reply(update=await writing.card_of(context, session, asker, text))
        if head.promise == ANONYMOUS and not context.wave_keys.are_kept:
            return Reply((answering.said(context, "survey_no_keys"),))
        wave = await begin(session, text, head, context.wave_keys, now)
        await sends.open_send(session, opening(wave, text, head, audience, now), now)
        await texts.withdraw(session, TextKind.SURVEY, key, now)
        await approvals.withdraw(session, key)
        audit.record(session, asker.contact_id, "ask survey", About("survey", key), now)
        return context.owe(session, Reply(update=answering.said(context, "survey_asked")))


def _read(event: FormSubmitted) -> SurveyWish:
    given: dict[str, Any] = {name: event.values.get(name, "").strip() for name in ON_FORM}
    given["kind"] = given["kind"] if given["kind"] in KINDS else KINDS[0]
    given["promise"] = given["promise"] if given["promise"] in PROMISES else PROMISES[0]
    return SurveyWish(**given)


def _beside(wish: SurveyWish, was: SurveyWish) -> SurveyWish:
    """Return it with what was asked beside the first question before that was changed."""
    return replace(wish, more=was.more, by_score=was.by_score if wish.has_scale else ())
