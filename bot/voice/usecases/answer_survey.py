"""Ask for a score, take it at one tap, then ask why."""

from dataclasses import replace
from datetime import datetime

from bot.event import ActionPressed, Reply, Said
from bot.message import notice
from bot.order_of_words import NUMBER
from bot.principal import Principal
from bot.store.sessions import AsyncSession
from bot.voice import answering
from bot.voice.cards.taps import asked_in_words
from bot.voice.context import VoiceContext
from bot.voice.rules.answers import Given
from bot.voice.rules.promises import ANONYMOUS
from bot.voice.rules.questions import REASON, SCORE, Scale, Value
from bot.voice.store import reminders, surveys
from bot.voice.store.responses import Asked

NPS = "nps"
"""The score that `nps` and `/nps` ask for."""


async def show_nps(context: VoiceContext, asker: Principal, event: Said | ActionPressed) -> Reply:
    """Show the open NPS wave's question; a number said with it counts as the tap on it."""
    now = context.clock.now()
    score = _said_number(event)
    async with context.work(event) as session:
        made = await _shown(session, asker, event, now)
        if made is None:
            from bot.voice.next_round import next_round  # noqa: PLC0415 - few ask in between

            return Reply((await next_round(context, session, asker, NPS),))
        asked = await context.answers.filled(session, made)
        scale = context.surveys.head(answering.text_of(asked)).scale
        if score is None or scale is None:
            given = await answering.given_to(context, session, asked)
            shown = answering.card(context, asked, asker, given)
            return context.owe(session, Reply((shown,)))
        return await _take(context, session, asked, asker, (scale, score))


async def _shown(
    session: AsyncSession, asker: Principal, event: Said | ActionPressed, now: datetime
) -> Asked | None:
    """Return by what they can answer now: the open wave, else what an event asks."""
    wave = await surveys.open_wave(session, NPS, now)
    if wave is None:
        return await surveys.show_again(session, asker.contact_id, NPS, event.origin, now)
    return await surveys.invite(session, wave, asker.contact_id, event.origin, now)


async def take_number(
    context: VoiceContext, asker: Principal, event: Said, number: int
) -> Reply | None:
    """Take a bare number as the answer to what we asked there; None if we asked nothing."""
    async with context.database.read() as session:
        now = context.clock.now()
        asked = await surveys.awaited(session, asker.contact_id, event.origin, now)
    if asked is None or asked.text is None:
        return None
    scale = context.surveys.head(asked.text).scale
    if scale is None:
        return None
    async with context.work(event) as session:
        return await _take(context, session, asked, asker, (scale, number))


async def give_score(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Record a tap at once, show it on the card, and ask what follows: the reason, and the rest.

    The tap is a number on the leading scale, or an option of the leading choice.
    """
    async with context.work(event) as session:
        asked = await answering.asked_by(context, session, event)
        if refusal := await answering.obstacle(context, session, asked, asker):
            return refusal
        text = answering.text_of(asked)
        lead = context.surveys.head(text).questions.lead
        tapped = answering.tapped(event, lead)
        key = lead.key if lead is not None else SCORE
        given = await answering.take(context, session, asked, asker, {key: tapped})
        shown = answering.card(context, asked, asker, given)
        if event.origin.opens_forms:
            form = context.surveys.form(
                text, asker, answering.invited(context, asked, given), given
            )
            return context.owe(session, Reply(update=shown, form=form))
        words = await _asked_in_words(context, session, asked, given)
        return context.owe(session, replace(words, update=shown))


async def ask_to_change(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show the question again; a survey without a leading one is changed on its form."""
    async with context.database.read() as session:
        asked = await answering.asked_by(context, session, event)
        if refusal := await answering.obstacle(context, session, asked, asker):
            return refusal
        given = await answering.given_to(context, session, asked)
    text = answering.text_of(asked)
    if given is None:
        return Reply(update=answering.card(context, asked, asker, None))
    if context.surveys.head(text).questions.lead is None:
        form = context.surveys.form(text, asker, answering.invited(context, asked, given), given)
        return Reply(form=form)
    shown = context.surveys.card_to_change(
        text, asker, answering.invited(context, asked, given), given
    )
    return Reply(update=shown)


async def put_off(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Ask no more in this wave; who answered meanwhile sees what they answered."""
    async with context.work(event) as session:
        asked = await answering.asked_by(context, session, event)
        if refusal := await answering.obstacle(context, session, asked, asker):
            return refusal
        given = await answering.given_to(context, session, asked)
        if given is not None:
            shown = answering.card(context, asked, asker, given)
            return context.owe(session, Reply(update=shown))
        if asked.tried is None:
            await reminders.put_off(session, asked.invitation_id, context.clock.now())
        text = answering.text_of(asked)
        shown = context.surveys.card_put_off(text, asker, answering.invited(context, asked, None))
        return context.owe(session, Reply(update=shown))


async def ask_why(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form with what follows the tap; where all of it stands there, the whole survey."""
    async with context.database.read() as session:
        asked = await answering.asked_by(context, session, event)
        if refusal := await answering.obstacle(context, session, asked, asker):
            return refusal
        given = await answering.given_to(context, session, asked)
    text = answering.text_of(asked)
    has_lead = context.surveys.head(text).questions.lead is not None
    if given is None and has_lead:
        return Reply((answering.card(context, asked, asker, None),))
    given = given or Given()
    if not event.origin.opens_forms and has_lead:
        if asked.promise == ANONYMOUS:
            return Reply((answering.said(context, "sealed_no_words"),))
        async with context.work(event) as session:
            return await _asked_in_words(context, session, asked, given)
    form = context.surveys.form(text, asker, answering.invited(context, asked, given), given)
    return Reply(form=form)


def _said_number(event: Said | ActionPressed) -> int | None:
    if isinstance(event, ActionPressed):
        return None
    number = NUMBER.fullmatch(event.text.split()[-1])
    return int(number[1]) if number else None


async def _asked_in_words(
    context: VoiceContext, session: AsyncSession, asked: Asked, given: Given
) -> Reply:
    """Ask for the reason in words, where the survey asks for one and no form is sure to open.

    What is said lies under the programme's own key, so it is no answer to an anonymous wave.
    """
    if asked.promise == ANONYMOUS or asked.tried is not None:
        return Reply()
    questions = context.surveys.head(answering.text_of(asked)).questions
    if REASON not in {question.key for question in questions.after(given.score)}:
        return Reply()
    await surveys.await_reason(session, asked.invitation_id, context.clock.now())
    return Reply((asked_in_words(context),))


async def _take(
    context: VoiceContext,
    session: AsyncSession,
    asked: Asked,
    asker: Principal,
    on_scale: tuple[Scale, int],
) -> Reply:
    """Record a number that was said, and show it on a card of its own: words open no form."""
    scale, score = on_scale
    if asked.promise == ANONYMOUS:
        # What was said lies under the programme's own key: only a press is sealed as promised.
        given = await answering.given_to(context, session, asked)
        card = answering.card(context, asked, asker, given)
        return Reply((answering.said(context, "sealed_no_words"), card))
    if not scale.has(score):
        say = context.wording.say
        low, high = str(scale.low), str(scale.high)
        wrong = notice(say("off_the_scale_title"), say("off_the_scale", low=low, high=high))
        before = await answering.given_to(context, session, asked)
        return Reply((wrong, answering.card(context, asked, asker, before)))
    given = await answering.take(context, session, asked, asker, {SCORE: Value(number=score)})
    return context.owe(session, Reply((answering.card(context, asked, asker, given),)))
