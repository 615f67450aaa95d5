"""Who did what with one send, for the command line."""

from dataclasses import asdict

from bot.beat.cards.history import line
from bot.beat.store import histories
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report
from drumbeat.reports.sends import send_called
from drumbeat.settings import Settings


async def told(settings: Settings, send: str) -> Report:
    """Return all that was done with a send and its text, the first first."""
    async with opened(settings) as house, house.database.read() as session:
        row = await send_called(session, send)
        found = await histories.history(session, row)
    lines = [line(house.wording, one, settings.zone) for one in found]
    value = {"send_id": row.id, "title": row.title, "history": [asdict(one) for one in found]}
    return Report(value, (f"{row.title} ({row.id[:8]})", *lines))
