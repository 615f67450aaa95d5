"""Figures that stand in what we send: each reader's own, computed once for colleagues."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, event, select, update

from bot.beat.store.tables import Send
from bot.clock import MovableClock
from bot.context import Programme
from bot.figures.store.age_tables import CompleteUntil
from bot.figures.store.frozen_tables import FrozenFigure
from bot.figures.usecases.ask.figure import AskedFigures
from bot.store.sessions import Database
from bot.voice.store.tables import Response
from content.wording import load_wording
from tests.store.small_programme import ADMINISTRATOR, TODAY, partner_user, questions, sample

MORNING = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    async with opened.begin() as session:
        await sample().store(session)
    yield opened
    await opened.close()


@pytest.fixture
def figures(database):
    programme = Programme("Stratus")
    return AskedFigures(database, MovableClock(MORNING), programme, questions(), load_wording())


@pytest.fixture
def computed(database):
    """Every statement that reads amounts, as it runs."""
    seen = []

    def note(_connection, _cursor, statement, *_):
        if "stretch.amount)" in statement:
            seen.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    return seen


async def test_each_partner_reads_their_own_figure(figures):
    first = await figures.figure("ARR", "arr", partner_user(1))
    second = await figures.figure("ARR", "arr", partner_user(2))
    everybody = await figures.figure("ARR", "arr", ADMINISTRATOR)

    told = [first.value, second.value, everybody.value]

    assert told == ["1,200 USD a year", "361 USD a year", "1,561 USD a year"]


async def test_who_reads_as_a_partner_would_is_told_no_score_that_is_withheld_from_them(
    database, figures
):
    async with database.begin() as session:
        await session.execute(delete(Response).where(Response.id.in_(["r6", "r7", "r8"])))
    reader = partner_user(1)
    own, overlooked, arr = [
        (await figures.figure("NPS", question, one)).value
        for question, one in (
            ("our nps", reader),
            ("our nps", replace(reader, is_overlooked=True)),
            ("arr", replace(reader, is_overlooked=True)),
        )
    ]

    assert (own, arr) == ("+50", "1,200 USD a year")
    assert overlooked == load_wording().say("withheld")


async def test_colleagues_share_a_figure_that_is_computed_once(figures, computed):
    readers = [replace(partner_user(1), contact_id=f"u{number}") for number in range(16)]
    drawn = await asyncio.gather(*(figures.figure("ARR", "arr", reader) for reader in readers))

    assert len(computed) == 1
    assert len({figure.value for figure in drawn}) == 1


async def test_a_figure_nobody_waited_for_is_computed_for_the_next_reader(figures):
    impatient = asyncio.create_task(figures.figure("ARR", "arr", partner_user(1)))
    asyncio.get_running_loop().call_soon(impatient.cancel)
    await asyncio.wait({impatient})

    assert (await figures.figure("ARR", "arr", partner_user(1))).value == "1,200 USD a year"


@pytest.mark.parametrize("question", ["cac", "arr of Partner 2", "nonsense"])
async def test_a_figure_its_reader_may_not_see_is_a_kind_note(figures, question):
    figure = await figures.figure("Yours", question, partner_user(1))

    assert not any(letter.isdigit() for letter in figure.value)


async def sent(database, send_id="send-1"):
    """Open a send that may show figures."""
    row = {"kind": "edition", "subject": "beat/1", "title": "Beat", "topic": "news"}
    async with database.begin() as session:
        session.add(Send(id=send_id, due_at=MORNING, created_at=MORNING, **row))
    return send_id


async def a_year_later(database):
    """Return what shows figures when all of them are others; nothing is remembered."""
    clock = MovableClock(MORNING + timedelta(days=400))
    async with database.begin() as session:
        await session.execute(update(CompleteUntil).values(day=clock.now().date()))
    return AskedFigures(database, clock, Programme("Stratus"), questions(), load_wording())


async def test_a_send_shows_a_partner_what_it_showed_first(database, figures):
    send, reader = await sent(database), partner_user(1)
    first = await figures.figure("ARR", "arr", reader, send)
    later = await a_year_later(database)
    german = replace(reader, contact_id="u9", language="de")
    again = [await later.figure("ARR", "arr", one, send) for one in (reader, german)]
    fresh = await later.figure("ARR", "arr", reader)
    other = await later.figure("ARR", "arr", reader, await sent(database, "send-2"))

    assert again[0] == first
    assert first.note.startswith("as of ")
    assert again[1].value == "1.200 USD im Jahr"
    assert fresh.note != first.note
    assert other == fresh


async def test_a_frozen_figure_is_nobody_elses(database, figures):
    send = await sent(database)
    readers = [partner_user(1), partner_user(2), ADMINISTRATOR]
    shown = [(await figures.figure("ARR", "arr", one, send)).value for one in readers]
    later = await a_year_later(database)
    again = [(await later.figure("ARR", "arr", one, send)).value for one in readers]

    assert len(set(shown)) == 3
    assert again == shown


async def test_two_that_write_at_once_show_the_same(database, figures):
    send, reader = await sent(database), partner_user(1)
    later = await a_year_later(database)
    both = (one.figure("ARR", "arr", reader, send) for one in (figures, later))
    shown = await asyncio.gather(*both)

    assert shown[0] == shown[1] == await figures.figure("ARR", "arr", reader, send)


async def test_what_was_not_shown_is_asked_again(database, figures):
    send = await sent(database)
    await figures.figure("Yours", "nonsense", partner_user(1), send)
    async with database.read() as session:
        assert list(await session.scalars(select(FrozenFigure))) == []
