"""What a question needs: the small programme on each database, and nothing of any platform."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.clock import MovableClock
from bot.context import Programme
from bot.language import Titles
from bot.store.sessions import Database
from bot.voice.context import VoiceContext
from content.wording import load_wording
from tests.fixtures.no_rooms import keep_nothing, write_nothing
from tests.fixtures.secrets import BOX
from tests.store.small_programme import FOOTING, TODAY, questions, sample

MORNING = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)


class NoTexts:
    """Asking needs no editions and no surveys, and nobody writes any here."""

    def newsletters(self) -> dict[str, object]:
        return {}


class NoCourier:
    """Asking sends nobody a letter."""


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A database with every table and nothing in it."""
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
async def context(database_url: str) -> AsyncIterator[VoiceContext]:
    database = Database(database_url)
    world = sample()
    world.partner(3, name="Quarry Systems")
    async with database.begin() as session:
        await world.store(session)
    yield VoiceContext(
        database=database,
        clock=MovableClock(MORNING),
        cadences=NoTexts(),
        desk=NoTexts(),
        surveys=NoTexts(),
        topics=Titles({}),
        wording=load_wording(),
        catalogue=FOOTING.catalogue,
        questions=questions(),
        directories={},
        messengers={},
        courier=NoCourier(),
        digest=str,
        seal=BOX.lock,
        unseal=BOX.unlock,
        recall=keep_nothing,
        edition=write_nothing,
        programme=Programme("Stratus"),
    )
    await database.close()
