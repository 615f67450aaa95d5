"""What every use case does that takes an answer: find it, refuse it kindly, record it."""

from zoneinfo import ZoneInfo

from bot.beat.rules.texts import WrittenText
from bot.errors import ActionUnreadable
from bot.event import WAVE_KEY, ActionPressed, FormSubmitted, Reply
from bot.message import Message, notice
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.sessions import AsyncSession
from bot.voice.closing import answered
from bot.voice.context import VoiceContext
from bot.voice.ports import Invited
from bot.voice.rules.answers import Given, changed_by
from bot.voice.rules.promises import ANONYMOUS
from bot.voice.rules.questions import Question, Unreadable, Value, Values, read_value
from bot.voice.rules.trials import Trial
from bot.voice.store.answers import Statement
from bot.voice.store.responses import Asked
from bot.voice.trying import tried


async def asked_by(
    context: VoiceContext, session: AsyncSession, event: ActionPressed | FormSubmitted
) -> Asked:
    """Return the invitation that a press or a form names; what never was is unreadable.

    So is what the door could not seal as an anonymous wave promised.
    """
    arguments, now = event.action.arguments, context.clock.now()
    if trial := Trial.read(arguments.get("i", "")):
        return await tried(context, session, trial)
    asked = await context.answers.asked(session, arguments.get("i", ""), now)
    if asked is None:
        raise ActionUnreadable
    if asked.promise == ANONYMOUS and arguments.get(WAVE_KEY) != asked.wave_id:
        raise ActionUnreadable
    return asked


async def obstacle(
    context: VoiceContext, session: AsyncSession, asked: Asked, asker: Principal
) -> Reply | None:
    """Say why nothing can be answered here: it is another person's, or the wave is closed.

    A test is for whoever may write surveys.
    """
    if asked.tried is not None and may(asker, Right.WRITE_ANNOUNCEMENTS):
        return None
    if asked.contact_id != asker.contact_id:
        return Reply((said(context, "not_yours"),))
    if asked.is_open:
        return None
    closed = asked.closes_at.astimezone(ZoneInfo(asker.zone)).date()
    pattern = context.wording.say("pattern_long_day")
    date = context.wording.language.day(closed, pattern)
    told = (_closed(context, asked, date),)
    given = await given_to(context, session, asked)
    if given is None:
        return Reply(told)
    return Reply(told, update=context.surveys.closed_card(text_of(asked), asker, given))


def _closed(context: VoiceContext, asked: Asked, date: str) -> Message:
    if asked.is_stopped:
        return said(context, "wave_stopped")
    return said(context, "wave_closed", date=date)


async def given_to(context: VoiceContext, session: AsyncSession, asked: Asked) -> Given | None:
    """Return all that was answered to an invitation so far; None if nothing."""
    if asked.tried is not None:
        return asked.tried if asked.is_answered else None
    questions = context.surveys.head(text_of(asked)).questions
    return await context.answers.given(session, asked, questions)


async def take(
    context: VoiceContext, session: AsyncSession, asked: Asked, person: Principal, given: Values
) -> Given:
    """Record what this person answered, and begin what follows; return all that stands now.

    Of a test nothing is recorded, and nothing follows.
    """
    said = Statement(given, context.surveys.head(text_of(asked)).questions)
    if asked.tried is not None:
        return changed_by(asked.tried, given, said.questions)
    recorded = await context.answers.record(session, asked, person, said, context.clock.now())
    await answered(context, session, asked, person, recorded)
    return recorded.given


def text_of(asked: Asked) -> WrittenText:
    """Return what was asked; without it no answer means anything."""
    if asked.text is None:
        raise ActionUnreadable
    return asked.text


def invited(context: VoiceContext, asked: Asked, given: Given | None) -> Invited:
    """Return by which invitation somebody answers, and until when; a test says what is given."""
    if trial := Trial.read(asked.invitation_id):
        lead = context.surveys.head(text_of(asked)).questions.lead
        named = trial.after(lead, given).write()
        return Invited(named, asked.closes_at, is_test=True)
    return Invited(
        *(asked.invitation_id, asked.closes_at, asked.wave_id),
        occasion=asked.occasion,
        is_passed=asked.is_passed,
    )


def tapped(event: ActionPressed, question: Question | None) -> Value:
    """Return what was tapped; what this question never offered is unreadable."""
    if question is None:
        raise ActionUnreadable
    value = read_value(question, event.action.arguments.get("value", ""))
    if isinstance(value, Unreadable) or not value:
        raise ActionUnreadable
    return value


def why_not(context: VoiceContext, wrong: Unreadable) -> str:
    """Say in a sentence why an answer cannot be taken."""
    write = context.wording.language.number
    return context.wording.say(wrong.why, **{name: write(n) for name, n in wrong.told.items()})


def card(context: VoiceContext, asked: Asked, asker: Principal, given: Given | None) -> Message:
    """Draw the card as it stands for this person."""
    return context.surveys.card(text_of(asked), asker, invited(context, asked, given), given)


def said(context: VoiceContext, key: str, **values: str) -> Message:
    """Make a message of a sentence and its title."""
    say = context.wording.say
    return notice(say(f"{key}_title", **values), say(key, **values))
