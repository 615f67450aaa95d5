"""An answer on the command line: what chat would say, and all that it stands on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.clock import MovableClock
from bot.figures.cards.answers import draw
from bot.figures.cards.data import answer_data
from bot.figures.store.names import visible_names
from bot.figures.usecases import ask
from bot.people.store.partner_names import every_partner_name
from bot.plain_text import plain_text
from drumbeat.house import House
from drumbeat.opening import open_core
from drumbeat.reports.askers import asker_of
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report
from drumbeat.settings import Settings


async def answer(
    settings: Settings, question: str, asked_as: str, today: date | None = None
) -> Report:
    """Answer a question as this person would be answered; its value is the figure, whole."""
    async with _opened(settings, today) as house:
        async with house.database.read() as session:
            asker = await asker_of(session, asked_as)
            names = await visible_names(session, asker)
            hidden = set(await every_partner_name(session)) - set(names["partner"])
        found = await ask.answer(house.context, asker, question)
        said = plain_text(draw(house.context, asker, found))
        data = answer_data(house.context, found, hidden)
    return Report({**data, "answer": said}, (said,))


@asynccontextmanager
async def _opened(settings: Settings, today: date | None) -> AsyncIterator[House]:
    """Open the core at its own time, or at noon of a day."""
    if today is None:
        async with opened(settings) as house:
            yield house
        return
    noon = datetime.combine(today, time(12), ZoneInfo(settings.zone))
    async with open_core(settings, MovableClock(noon)) as house:
        yield house
