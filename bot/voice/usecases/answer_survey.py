"""Ask for a score, take it at one tap, then ask why."""

from zoneinfo import ZoneInfo

from bot.beat.rules.texts import WrittenText
from bot.errors import ActionUnreadable
from bot.event import WAVE_KEY, ActionPressed, FormSubmitted, Reply, Said
from bot.message import Message, notice
from bot.order_of_words import NUMBER
from bot.principal import Principal
from bot.store.sessions import AsyncSession
from bot.voice.cards.taps import asked_in_words
from bot.voice.closing import answered
from bot.voice.context import VoiceContext
from bot.voice.ports import SurveyHead
from bot.voice.rules.promises import ANONYMOUS, REASON_LIMIT
from bot.voice.store import surveys
from bot.voice.store.responses import Asked

NPS = "nps"
"""The score that `nps` and `/nps` ask for."""


async def show_nps(context: VoiceContext, asker: Principal, event: Said | ActionPressed) -> Reply:
    """Show the open NPS wave's question; a number said with it counts as the tap on it."""
    now = context.clock.now()
    score = _said_number(event)
    async with context.work(event) as session:
        wave = await surveys.open_wave(session, NPS, now)
        if wave is None:
            return Reply((_notice(context, "no_wave"),))
        invited = await surveys.invite(session, wave, asker.contact_id, event.origin, now)
        asked = await context.answers.filled(session, invited)
        if score is None:
            return context.owe(session, Reply((_card(context, asked, asker, asked.score),)))
        return await _take(context, session, asked, asker, score)


async def take_number(
    context: VoiceContext, asker: Principal, event: Said, number: int
) -> Reply | None:
    """Take a bare number as the answer to what we asked there; None if we asked nothing."""
    async with context.database.read() as session:
        now = context.clock.now()
        asked = await surveys.awaited(session, asker.contact_id, event.origin, now)
    if asked is None:
        return None
    async with context.work(event) as session:
        return await _take(context, session, asked, asker, number)


async def give_score(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Record a tap on the scale at once, show it on the card, and open the question why."""
    now = context.clock.now()
    async with context.work(event) as session:
        asked = await _asked(context, session, event)
        if obstacle := _obstacle(context, asked, asker):
            return Reply((obstacle,))
        score = _score(event, context.surveys.head(_text(asked)))
        await context.answers.record_score(session, asked, asker, score, now)
        await answered(context, session, asked, asker)
        shown = _card(context, asked, asker, score)
        if not event.origin.opens_forms:
            if asked.promise == ANONYMOUS:
                return context.owe(session, Reply(update=shown))
            await surveys.await_reason(session, asked.invitation_id, now)
            return context.owe(session, Reply((asked_in_words(context),), update=shown))
        form = context.surveys.reason_form(
            _text(asked),
            asker,
            invitation_id=asked.invitation_id,
            score=score,
            wave_id=asked.wave_id,
        )
        return context.owe(session, Reply(update=shown, form=form))


async def ask_why(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the question why, for a score given before."""
    now = context.clock.now()
    async with context.database.read() as session:
        asked = await _asked(context, session, event)
    if obstacle := _obstacle(context, asked, asker):
        return Reply((obstacle,))
    if asked.score is None:
        return Reply((_card(context, asked, asker, None),))
    if not event.origin.opens_forms:
        if asked.promise == ANONYMOUS:
            return Reply((_notice(context, "sealed_no_words"),))
        async with context.work(event) as session:
            await surveys.await_reason(session, asked.invitation_id, now)
        return Reply((asked_in_words(context),))
    form = context.surveys.reason_form(
        _text(asked),
        asker,
        invitation_id=asked.invitation_id,
        score=asked.score,
        wave_id=asked.wave_id,
    )
    return Reply(form=form)


async def give_reason(context: VoiceContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Record why, and say thanks; what does not fit comes back beside its field."""
    say = context.wording.say
    reason = event.values.get("reason", "").strip()
    now = context.clock.now()
    async with context.work(event) as session:
        asked = await _asked(context, session, event)
        if obstacle := _obstacle(context, asked, asker):
            return Reply((obstacle,))
        if asked.score is None:
            return Reply((_card(context, asked, asker, None),))
        if not reason:
            return Reply(errors={"reason": say("reason_missing")})
        if len(reason) > REASON_LIMIT:
            write = context.wording.language.number
            length, limit = write(len(reason)), write(REASON_LIMIT)
            return Reply(errors={"reason": say("reason_too_long", length=length, limit=limit)})
        await context.answers.record_reason(session, asked, reason, now)
        await answered(context, session, asked, asker)
    return Reply((_notice(context, "thanks", name=asker.first_name),))


def _said_number(event: Said | ActionPressed) -> int | None:
    if isinstance(event, ActionPressed):
        return None
    number = NUMBER.fullmatch(event.text.split()[-1])
    return int(number[1]) if number else None


async def _take(
    context: VoiceContext, session: AsyncSession, asked: Asked, asker: Principal, score: int
) -> Reply:
    """Record a number that was said, and show it on a card of its own: words open no form.

    What was said lies under the programme's own key, so it is no answer to an anonymous wave.
    """
    if asked.promise == ANONYMOUS:
        return Reply((_notice(context, "sealed_no_words"), _card(context, asked, asker, None)))
    head = context.surveys.head(_text(asked))
    if not head.low <= score <= head.high:
        say = context.wording.say
        low, high = str(head.low), str(head.high)
        wrong = notice(say("off_the_scale_title"), say("off_the_scale", low=low, high=high))
        return Reply((wrong, _card(context, asked, asker, asked.score)))
    await context.answers.record_score(session, asked, asker, score, context.clock.now())
    await answered(context, session, asked, asker)
    return context.owe(session, Reply((_card(context, asked, asker, score),)))


async def _asked(
    context: VoiceContext, session: AsyncSession, event: ActionPressed | FormSubmitted
) -> Asked:
    """Return what somebody answers; what the door could not seal as promised is not taken."""
    arguments, now = event.action.arguments, context.clock.now()
    asked = await context.answers.asked(session, arguments.get("i", ""), now)
    if asked is None:
        raise ActionUnreadable
    if asked.promise == ANONYMOUS and arguments.get(WAVE_KEY) != asked.wave_id:
        raise ActionUnreadable
    return asked


def _obstacle(context: VoiceContext, asked: Asked, asker: Principal) -> Message | None:
    if asked.contact_id != asker.contact_id:
        return _notice(context, "not_yours")
    if not asked.is_open:
        closed = asked.closes_at.astimezone(ZoneInfo(asker.zone)).date()
        pattern = context.wording.say("pattern_long_day")
        return _notice(context, "wave_closed", date=context.wording.language.day(closed, pattern))
    return None


def _text(asked: Asked) -> WrittenText:
    if asked.text is None:
        raise ActionUnreadable
    return asked.text


def _score(event: ActionPressed, head: SurveyHead) -> int:
    value = event.action.arguments.get("value", "")
    if not (value.isascii() and value.isdigit() and head.low <= int(value) <= head.high):
        raise ActionUnreadable
    return int(value)


def _card(context: VoiceContext, asked: Asked, asker: Principal, chosen: int | None) -> Message:
    return context.surveys.card(
        _text(asked),
        asker,
        invitation_id=asked.invitation_id,
        closes_at=asked.closes_at,
        chosen=chosen,
        wave_id=asked.wave_id,
    )


def _notice(context: VoiceContext, key: str, **values: str) -> Message:
    say = context.wording.say
    return notice(say(f"{key}_title", **values), say(key, **values))
