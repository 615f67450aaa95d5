"""The words a person may ask with: built once a generation, and never with others' names."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import event

from bot.figures.rules.plan import Plan
from bot.figures.store.lexicons import Lexicons
from bot.people.store.tables import Partner
from bot.store.sessions import Database
from bot.store.versions import Generation
from tests.store.small_programme import ADMINISTRATOR, FOOTING, partner_user, questions, sample

QUARRY = {"name": "Quarry Systems", "tier": "Gold", "region": "EMEA", "stage": "build"}


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    async with opened.begin() as session:
        await sample().store(session)
    yield opened
    await opened.close()


@pytest.fixture
def looked_up(database):
    """Every statement that reads partners' names, as it runs."""
    seen = []

    def note(_connection, _cursor, statement, *_):
        if statement.startswith("SELECT partner.name"):
            seen.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    return seen


async def read(database, known, question, asker=ADMINISTRATOR):
    async with database.read() as session:
        return await known.read(session, question, asker, FOOTING)


async def show(database, number):
    """Let readers see a generation, as the last act of an import does."""
    async with database.begin() as session:
        await session.merge(Generation(name="shown", number=number))


def partners_in(reading):
    return reading.filter_on("partner").values if isinstance(reading, Plan) else None


async def test_names_are_read_once_for_all_who_see_the_same(database, looked_up):
    known = questions()
    for asker in (ADMINISTRATOR, partner_user(1), ADMINISTRATOR, partner_user(1)):
        await read(database, known, "arr of partner 1", asker)

    assert len(looked_up) == 2


async def test_who_asks_at_the_same_moment_waits_for_the_first(database, looked_up):
    known = questions()
    await asyncio.gather(*(read(database, known, "arr of partner 1") for _ in range(8)))

    assert len(looked_up) == 1


async def test_a_name_is_known_once_its_import_is_seen(database):
    known = questions()
    before = await read(database, known, "arr of quarry systems")
    async with database.begin() as session:
        session.add(Partner(id="p9", shown_from=1, **QUARRY))
    hidden = await read(database, known, "arr of quarry systems")
    await show(database, 1)
    after = await read(database, known, "arr of quarry systems")

    assert [partners_in(one) for one in (before, hidden, after)] == [
        None,
        None,
        ("Quarry Systems",),
    ]


async def test_a_partner_never_reads_with_names_that_somebody_else_asked_with(database):
    known = questions()
    seen = await read(database, known, "arr of partner 2")
    asked = [await read(database, known, "arr of partner 2", partner_user(n)) for n in (1, 2, 1)]
    alone = await read(database, questions(), "arr of partner 2", partner_user(1))

    assert partners_in(seen) == ("Partner 2",)
    assert [partners_in(reading) for reading in asked] == [None, ("Partner 2",), None]
    assert asked[0] == asked[2] == alone


async def test_few_lexicons_are_kept_and_any_is_built_again(database, looked_up):
    kept = Lexicons(FOOTING.catalogue, keep=2)
    for number in (1, 2, 1, 2, 3, 2, 1):
        async with database.read() as session:
            await kept.lexicon(session, partner_user(number))

    assert len(looked_up) == 4
