"""Take the form of a survey: the reason behind a score, and all that was asked beside it."""

from bot.event import FormSubmitted, Reply
from bot.message import Message
from bot.principal import Principal
from bot.voice import answering
from bot.voice.context import VoiceContext
from bot.voice.rules.answers import Given
from bot.voice.rules.questions import Question, Unreadable, Value, read_value
from bot.voice.store.responses import Asked


async def fill(context: VoiceContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Record what was written and picked; mistakes come back beside their field."""
    async with context.work(event) as session:
        asked = await answering.asked_by(context, session, event)
        if refusal := await answering.obstacle(context, session, asked, asker):
            return refusal
        questions = context.surveys.head(answering.text_of(asked)).questions
        if not asked.is_answered and questions.lead is not None:
            return Reply((answering.card(context, asked, asker, None),))
        before = await answering.given_to(context, session, asked) or Given()
        found = _read(context, event, questions.after(asked.score))
        if isinstance(found, Reply):
            return found
        # Where a form shows nothing of what was said before, an empty field takes nothing back.
        told = {key: one for key, one in found.items() if one or asked.is_named}
        if not any(told.values()) and not any(before.value_of(key) for key in told):
            first = next(iter(found), "reason")
            return Reply(errors={first: context.wording.say("reason_missing")})
        given = await answering.take(context, session, asked, asker, told)
        thanks = _thanks(context, asked, asker)
        if not event.origin.private:
            return Reply((thanks,))
        return Reply((thanks,), update=answering.card(context, asked, asker, given))


def _read(
    context: VoiceContext, event: FormSubmitted, asked: tuple[Question, ...]
) -> dict[str, Value] | Reply:
    """Read every field, or say what is wrong with each that cannot be read."""
    found: dict[str, Value] = {}
    wrong: dict[str, str] = {}
    for question in asked:
        value = read_value(question, event.values.get(question.key, ""))
        if isinstance(value, Unreadable):
            wrong[question.key] = answering.why_not(context, value)
        else:
            found[question.key] = value
    return Reply(errors=wrong) if wrong else found


def _thanks(context: VoiceContext, asked: Asked, asker: Principal) -> Message:
    if asked.tried is not None:
        return answering.said(context, "survey_tried")
    key = "thanks" if asked.is_named else "thanks_unnamed"
    return answering.said(context, key, name=asker.first_name)
