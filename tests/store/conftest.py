"""What a question needs: the small programme on each database, and nothing of any platform."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime

import pytest

from bot.clock import MovableClock
from bot.context import Programme
from bot.language import Titles
from bot.store.sessions import Database
from bot.voice.context import VoiceContext
from content.wording import load_wording
from tests.fixtures.databases import sqlite_address
from tests.fixtures.no_rooms import keep_nothing, write_nothing
from tests.fixtures.secrets import BOX
from tests.fixtures.tiers import BOTH
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
async def context(empty_context: VoiceContext) -> VoiceContext:
    world = sample()
    world.partner(3, name="Quarry Systems")
    async with empty_context.database.begin() as session:
        await world.store(session)
    return empty_context


@pytest.fixture
async def empty_context(database_url: str) -> AsyncIterator[VoiceContext]:
    """All that a question needs but the rows."""
    database = Database(database_url)
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


Ask = Callable[..., None]


class Undone(Exception):
    """Ends a trial so that nothing of it stays."""


@pytest.fixture(scope="module", params=BOTH)
def ask(request: pytest.FixtureRequest, tmp_path_factory) -> Iterator[Ask]:
    """Ask of a world of its own whatever a trial wants to know; nothing of it stays."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            template = request.getfixturevalue("sqlite_template")
            path = tmp_path_factory.mktemp("laws") / "drumbeat.db"
            url = sqlite_address(shutil.copy(template, path))
        else:
            template = request.getfixturevalue("postgresql_template")
            url = stack.enter_context(request.getfixturevalue("postgres").reused(template))
        runner = stack.enter_context(asyncio.Runner())
        database = Database(url)

        async def tried(world, trial, backwards):
            with suppress(Undone):
                async with database.begin() as session:
                    await world.store(session, backwards=backwards)
                    await trial(session)
                    raise Undone

        def run(world, trial, *, backwards=False):
            runner.run(tried(world, trial, backwards))

        yield run
        runner.run(database.close())
