"""Reads whom somebody wants asked after which event, and asks them: in chat, or by a command."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.beat.rules.texts import TextKind
from bot.beat.store import texts
from bot.people.store.called import people_called
from bot.people.store.people import principal_by_email
from bot.principal import Principal
from bot.store import audit
from bot.store.audit import About
from bot.store.sessions import AsyncSession
from bot.voice.asking import AskedPeople, Terms, ask_after, never_after_events
from bot.voice.context import VoiceContext
from bot.voice.heads import standing_heads
from bot.voice.rules.occasions import LONGEST, BadOccasion, NotAsked, read_occasion
from bot.voice.store import reading
from bot.voice.store.occasions import end_of_quarter
from bot.voice.store.reading import Reach

MOST = 50
"""People who are asked at once; more come by an import."""
_BETWEEN = re.compile(r"[,;\n]+")

Errors = dict[str, str]
"""What is wrong, by the name of what was told."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom somebody wants asked by which survey after what, as they wrote it."""

    survey: str
    who: str
    after: str


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for it, whose people they may have asked, and by what."""

    contact_id: str
    reach: Reach
    terms: Terms


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: the survey's title, the event, and the people with what became of each."""

    title: str
    occasion: str
    people: Sequence[Principal]
    outcome: AskedPeople


async def surveys(context: VoiceContext, session: AsyncSession) -> dict[str, str]:
    """Return the titles of the surveys that may be asked after an event, by their keys."""
    heads = await standing_heads(context.surveys, session)
    return {key: head.title for key, head in heads.items() if never_after_events(head) is None}


async def ask(
    context: VoiceContext, session: AsyncSession, asker: Asker, wanted: Wanted
) -> Done | Errors:
    """Ask whom somebody named, or say what is wrong; nothing is asked of anybody then."""
    occasion, people = read_occasion(wanted.after), await _people(session, asker, wanted.who)
    text = await texts.newest(session, TextKind.SURVEY, wanted.survey.strip())
    errors: Errors = {}
    if isinstance(occasion, BadOccasion):
        errors["after"] = _bad(context, occasion)
    if isinstance(people, str):
        errors["who"] = _nobody(context, people)
    if text is None:
        errors["survey"] = await _no_such_survey(context, session)
    if text is None or isinstance(occasion, BadOccasion) or isinstance(people, str):
        return errors
    now, ids = context.clock.now(), [one.contact_id for one in people]
    outcome = await ask_after(asker.terms, session, text, ids, occasion, now)
    title = context.surveys.head(text).title
    if isinstance(outcome, NotAsked):
        return {"survey": _never(context, outcome, title, now)}
    note(session, asker.contact_id, text.key, outcome, now)
    return Done(title, occasion, people, outcome)


def note(session: AsyncSession, by: str, survey: str, outcome: AskedPeople, now: datetime) -> None:
    """Write down who had people asked; what the event is called are the words of others."""
    if outcome.send_id is not None:
        about, told = About("survey", survey), {"people": len(outcome.asked)}
        audit.record(session, by, "ask after event", about, now, send=outcome.send_id, **told)


async def _people(session: AsyncSession, asker: Asker, who: str) -> list[Principal] | str:
    """Return the people who are named, or the first words that name nobody, or several."""
    named: list[str] = [words.strip() for words in _BETWEEN.split(who)]
    found: dict[str, Principal] = {}
    for words in filter(None, named):
        meant = await _called(session, asker, words)
        if len(meant) != 1:
            return words
        found[meant[0].contact_id] = meant[0]
    return list(found.values()) if 0 < len(found) <= MOST else ""


async def _called(session: AsyncSession, asker: Asker, words: str) -> list[Principal]:
    called = [one for one in await people_called(session, words) if one.partner_id]
    if not called and (known := await principal_by_email(session, words)):
        called = [known]
    return await reading.reached(session, asker.reach, called)


def _bad(context: VoiceContext, why: BadOccasion) -> str:
    say = context.wording.say
    if why is BadOccasion.LONG:
        return say("after_too_long", most=context.wording.language.number(LONGEST))
    return say("after_empty" if why is BadOccasion.EMPTY else "after_unprintable")


def _nobody(context: VoiceContext, words: str) -> str:
    if not words:
        return context.wording.say("after_nobody", most=context.wording.language.number(MOST))
    return context.wording.say("after_who_nobody", words=words[:LONGEST])


async def _no_such_survey(context: VoiceContext, session: AsyncSession) -> str:
    known = await surveys(context, session)
    if not known:
        return context.wording.say("after_no_survey")
    names = context.wording.language.all_of(sorted(known))
    return context.wording.say("after_survey_unknown", surveys=names)


def _never(context: VoiceContext, why: NotAsked, title: str, now: datetime) -> str:
    say = context.wording.say
    if why is NotAsked.ANONYMOUS:
        return say("after_anonymous", title=title)
    if why is NotAsked.RELATIONSHIP:
        return say("after_relationship", title=title)
    zone = context.programme.zone
    opens = end_of_quarter(now.astimezone(ZoneInfo(zone)).date())
    day = context.wording.language.day(opens, say("pattern_long_day"))
    return say("after_closed", title=title, date=day)
