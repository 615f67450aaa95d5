"""Waves of surveys, for whoever has the command line."""

from dataclasses import asdict
from datetime import datetime

from bot.beat.rules.texts import TextKind, WrittenText
from bot.beat.store import texts
from bot.errors import ConfigurationInvalid, NothingFound
from bot.people.store.people import principal_by_email
from bot.people.store.rungs import first_rungs
from bot.rights import Right, may
from bot.store import audit
from bot.store.sessions import AsyncSession
from bot.voice.store import wave_ends, wave_lists
from bot.voice.store.wave_lists import WaveRow
from bot.voice.trying import open_test
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report, Table
from drumbeat.rooms import open_platforms
from drumbeat.settings import Settings

MOST = 1000
NONE = "No survey was asked yet."


async def asked(settings: Settings) -> Report:
    """Return every wave, the newest first."""
    async with opened(settings) as house, house.database.read() as session:
        found = await wave_lists.waves(session, MOST)
    heads = ("Wave", "Survey", "Promise", "State", "Opened (UTC)", "Closes (UTC)")
    rows = [
        (
            *(one.id, _called(one), one.promise, "stopped" if one.stopped_at else one.state),
            *(_moment(one.opens_at), _moment(one.closes_at)),
            *(_asked(one), str(one.answered)),
        )
        for one in found
    ]
    table = Table((*heads, "Asked", "Answered"), rows)
    return Report([asdict(one) for one in found], (table,), NONE)


async def close(settings: Settings, *, wave_id: str) -> Report:
    """End a wave before its day."""
    async with opened(settings) as house, house.database.begin() as session:
        now = house.clock.now()
        wave = await wave_ends.end_now(session, wave_id, now)
        about = audit.About("wave", wave.id)
        audit.record(session, audit.OPERATOR, "close wave", about, now)
        said = (
            f"The wave {wave.id} of {wave.survey} is over: nobody is asked any more, and it is "
            "closed within a minute of the server running."
        )
    return Report({"wave": wave_id, "closes_at": now}, (said,))


async def stop(settings: Settings, *, wave_id: str) -> Report:
    """Stop a wave that should not have been asked."""
    async with opened(settings) as house, house.database.begin() as session:
        now = house.clock.now()
        wave = await wave_ends.stop_now(session, wave_id, audit.OPERATOR, now)
        audit.record(session, audit.OPERATOR, "stop wave", audit.About("wave", wave.id), now)
        said = (
            f"The wave {wave.id} of {wave.survey} is stopped: nobody is asked any more, nobody "
            "can answer, and what was answered counts in no score."
        )
    return Report({"wave": wave_id, "stopped_at": now}, (said,))


async def survey_called(session: AsyncSession, key: str) -> WrittenText:
    """Return the survey with this key; without one `NothingFound` says which there are."""
    text = await texts.newest(session, TextKind.SURVEY, key)
    if text is None:
        known = ", ".join(one.key for one in await texts.standing(session, TextKind.SURVEY))
        none = "none yet; `drumbeat serve` takes those of the content folder in when it starts"
        raise NothingFound(f"there is no survey {key}: there is {known or none}")
    return text


async def send_test(settings: Settings, *, key: str, email: str) -> Report:
    """Send a survey to one of the vendor's people alone, wherever the ladder finds them."""
    async with opened(settings) as house, house.database.begin() as session:
        now = house.clock.now()
        who = await principal_by_email(session, email)
        if who is None or not may(who, Right.WRITE_ANNOUNCEMENTS):
            raise ConfigurationInvalid(f"nobody who writes surveys has the email address {email}")
        text = await survey_called(session, key)
        # A demo alone has people who are met in the browser.
        platforms = open_platforms(settings) | {"web"}
        rung = (await first_rungs(session, [who.contact_id], platforms)).get(who.contact_id)
        if rung is None:
            raise NothingFound(f"{email} has no address on a platform that is set up here")
        title = house.wording.say("test_title", title=house.surveys.head(text).title)
        await open_test(session, text, title, who, rung.address_id, now)
        about = audit.About("text", text.id)
        audit.record(session, audit.OPERATOR, "test", about, now, places=1)
    said = f"A test of {key} goes to {email} within a minute of the server running."
    return Report({"survey": key, "to": email, "platform": rung.platform}, (said,))


def _asked(wave: WaveRow) -> str:
    sampled = f" of {wave.drawn_from}" if wave.drawn_from is not None else ""
    return f"{wave.asked}{sampled}"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _called(one: WaveRow) -> str:
    return f"{one.survey}, events of {one.quarter}" if one.quarter else one.survey
