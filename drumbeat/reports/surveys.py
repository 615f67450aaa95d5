"""Waves of surveys, for whoever has the command line."""

from dataclasses import asdict
from datetime import datetime

from bot.store import audit
from bot.voice.store import wave_ends, wave_lists
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report, Table
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
            *(one.id, one.survey, one.promise, one.state),
            *(_moment(one.opens_at), _moment(one.closes_at)),
            *(str(one.asked), str(one.answered)),
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


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
