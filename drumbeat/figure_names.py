"""What partners and products are called, for the questions that stand in texts."""

from collections.abc import Mapping
from pathlib import Path

from bot.errors import DrumbeatError
from bot.figures.store.names import every_name
from bot.store.sessions import Database
from content.figures_asked import FigureQuestions
from drumbeat.database_findings import reading
from drumbeat.settings import Settings


async def names_in(database: Database) -> Mapping[str, tuple[str, ...]]:
    """Return every name, by dimension."""
    async with database.read() as session:
        return await every_name(session)


async def questions_of(settings: Settings, folder: Path) -> FigureQuestions:
    """Return what reads questions in texts: with names, where there is a database to be read."""
    asked = FigureQuestions(folder, settings.currency)
    try:
        async with reading(settings) as session:
            asked.know(await every_name(session) if session is not None else {})
    except DrumbeatError:
        pass  # without names it goes too
    return asked
