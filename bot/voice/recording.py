"""Reads what somebody writes down of an answer that was said to them, and keeps it if it may be.

It answers no invitation and lies in no wave: whoever said it is asked as before, their own
answer stands beside it, and no score or rate ever counts it.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.beat.rules.texts import WrittenText
from bot.errors import ContentInvalid
from bot.form import day_of
from bot.people.store.called import people_called
from bot.principal import Principal
from bot.store.sessions import AsyncSession
from bot.voice.context import VoiceContext
from bot.voice.ports import SurveyHead
from bot.voice.reading import reach_of
from bot.voice.rules.promises import NAMED, REASON_LIMIT
from bot.voice.rules.questions import Unreadable, read_value
from bot.voice.store import reading, recordings
from bot.voice.store.recordings import Heard

LONGEST_AGO = timedelta(days=366)
"""What was said longer ago is no more than hearsay."""

Asked = tuple[SurveyHead, WrittenText]
Errors = dict[str, str]
"""What is wrong, by the name of what was told."""


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody tells of an answer, as they wrote it."""

    who: str
    survey: str
    score: str
    words: str
    day: str


async def surveys(context: VoiceContext, session: AsyncSession) -> dict[str, SurveyHead]:
    """Return every survey that is asked or could be, by its key."""
    return {key: head for key, (head, _) in (await _known(context, session)).items()}


async def record(
    context: VoiceContext, session: AsyncSession, asker: Principal, told: Told
) -> str | Errors:
    """Keep what was told and return its id, or say what is wrong with it."""
    now = context.clock.now()
    heard = await _heard(context, session, asker, told)
    if isinstance(heard, dict):
        return heard
    return await recordings.keep(session, heard, asker.contact_id, now)


async def _heard(
    context: VoiceContext, session: AsyncSession, asker: Principal, told: Told
) -> Heard | Errors:
    person = await _person(context, session, asker, told.who)
    survey = await _survey(context, session, told.survey)
    day = _moments(context, asker, told.day)
    read = {"who": person, "survey": survey, "day": day}
    errors = {name: one for name, one in read.items() if isinstance(one, str)}
    if isinstance(person, str) or isinstance(survey, str) or isinstance(day, str):
        return errors
    head, text = survey
    score, words = _score(context, head, told.score), told.words.strip()
    if why := _wrong_words(context, words, wanted=head.scale is None):
        errors["words"] = why
    if isinstance(score, str):
        return {**errors, "score": score}
    return errors or Heard(person, text, head.score, score, words, *day)


async def _known(context: VoiceContext, session: AsyncSession) -> dict[str, Asked]:
    found = {}
    for text in await recordings.askable(session):
        try:
            found[text.key] = (context.surveys.head(text), text)
        except ContentInvalid:
            continue
    return found


async def _survey(context: VoiceContext, session: AsyncSession, key: str) -> Asked | str:
    """Return a survey, or why nothing may be written down of it."""
    found = (await _known(context, session)).get(key)
    if found is None:
        return context.wording.say("record_survey_unknown")
    if found[0].promise != NAMED:
        return context.wording.say("record_survey_promised", title=found[0].title)
    return found


async def _person(
    context: VoiceContext, session: AsyncSession, asker: Principal, who: str
) -> Principal | str:
    """Return whom this person may speak for by these words, or why nobody is meant."""
    called = [one for one in await people_called(session, who) if one.partner_id]
    mine = await reading.reached(session, await reach_of(context, session, asker), called)
    if len(mine) == 1:
        return mine[0]
    return context.wording.say("complaint_who_several" if mine else "record_who_nobody")


def _score(context: VoiceContext, head: SurveyHead, given: str) -> int | str | None:
    lead = head.questions.lead
    if lead is None or lead.scale is None:
        return context.wording.say("record_no_score", title=head.title) if given.strip() else None
    found = read_value(lead, given)
    if not isinstance(found, Unreadable):
        return found.number
    low, high = str(lead.scale.low), str(lead.scale.high)
    return context.wording.say("record_score_wrong", low=low, high=high)


def _wrong_words(context: VoiceContext, words: str, *, wanted: bool) -> str:
    write = context.wording.language.number
    if wanted and not words:
        return context.wording.say("field_missing")
    if len(words) <= REASON_LIMIT:
        return ""
    length, limit = write(len(words)), write(REASON_LIMIT)
    return context.wording.say("reason_too_long", length=length, limit=limit)


def _moments(
    context: VoiceContext, asker: Principal, given: str
) -> tuple[datetime, datetime] | str:
    """Return when that day began and a moment of it, where it was said; or why not."""
    day, zone, now = day_of(given.strip()), ZoneInfo(asker.zone), context.clock.now()
    today = now.astimezone(zone).date()
    if day is None:
        return context.wording.say("record_no_day")
    if day > today:
        return context.wording.say("record_future")
    if day < today - LONGEST_AGO:
        return context.wording.say("record_long_ago")
    begins, noon = (datetime.combine(day, at, zone) for at in (time.min, time(12)))
    return begins, min(noon, now)
