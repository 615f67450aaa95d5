"""A database of an earlier version is brought up to this one, and nothing in it is lost."""

from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, func, select
from sqlalchemy.engine import make_url

from bot.every_table import METADATA
from bot.figures.store.ledger_tables import CohortTotal, SharedCustomer, Stretch
from bot.imports.store.rebuilding import rebuild
from bot.store import migrate
from bot.store.columns import Base
from bot.store.revision import newest
from bot.store.sessions import Database
from tests.store.kept_database import climb, kept_rows, orphans, put_in, reflected, values

KEPT = "0005"
MOVED: dict[str, str] = {
    "wave.measure": "wave.score",
    "delivery.leased_until": "delivery.rests_until",
}
"""Where a column or a table is now, if not where it was: {"send.kind": "send.sort"}."""
GONE: dict[str, str] = {"delivery.token": "the lane has one, and speaks for all that waits in it"}
"""Columns that a later step took away, each with the reason why nothing is lost by that."""


@pytest.fixture(scope="module")
def kept():
    rows = kept_rows(KEPT)
    rows["subscription_interval"] += list(shared(rows["subscription_interval"]))
    return rows


def shared(intervals):
    """Some customers, too, who buy from a second partner as well, and who went there."""
    partners = sorted({each["partner_id"] for each in intervals})
    for each in intervals[:60]:
        place = partners.index(each["partner_id"])
        key = {"id": f"{each['id']}-2", "subscription_id": f"{each['subscription_id']}-2"}
        again = {**each, **key, "partner_id": partners[place - 1], "kind": "paid"}
        yield again
        if each["end_date"] is not None:
            key = {name: f"{value}-3" for name, value in key.items()}
            yield {**again, **key, "start_date": each["end_date"], "end_date": None}


@pytest.fixture
def climbed(empty_database_url: str, kept) -> Iterator[Connection]:
    """The kept database, brought up to this program as an operator does it."""
    parsed = make_url(empty_database_url)
    engine = create_engine(parsed.set(drivername=parsed.drivername.replace("+aiosqlite", "")))
    with engine.begin() as connection:
        climb(connection, KEPT)
        put_in(connection, kept)
    migrate.upgrade(empty_database_url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def now_at(table: str, column: str) -> tuple[str, str]:
    """Say where a column of then is now."""
    place = MOVED.get(f"{table}.{column}", f"{MOVED.get(table, table)}.{column}")
    home, _, name = place.partition(".")
    return home, name


def test_every_table_of_the_kept_database_has_rows_in_it(kept):
    assert len(kept) == 33
    assert all(kept.values())


@pytest.mark.every_change
@pytest.mark.where_they_differ
def test_nothing_is_lost_on_the_way_up(climbed: Connection, kept):
    tables = reflected(climbed)
    lost = []
    for table, rows in kept.items():
        columns = [column for column in rows[0] if f"{table}.{column}" not in GONE]
        homes = [now_at(table, column) for column in columns]
        home = homes[0][0]
        missing = [f"{at}.{name}" for at, name in homes if at != home or name not in tables[at].c]
        if missing:
            lost.append(f"{table}: no longer there, and not said where: {missing}")
            continue
        before = Counter(tuple(row[column] for column in columns) for row in rows)
        after = values(climbed, tables[home], [name for _, name in homes])
        lost += [f"{table}: {row} is gone" for row in before - after]
        lost += [f"{table}: {row} came from nowhere" for row in after - before]

    assert lost == []


def test_what_is_said_to_have_moved_or_gone_was_there_and_is_not(climbed: Connection, kept):
    tables = reflected(climbed)
    before = {f"{table}.{column}" for table, rows in kept.items() for column in rows[0]}
    named = {*GONE, *(place for place in MOVED if "." in place)}
    left = [
        place
        for place in GONE
        if (at := now_at(*place.split(".")))[0] in tables and at[1] in tables[at[0]].c
    ]

    assert named <= before
    assert left == []


async def test_figures_are_stored_on_the_way_up_as_a_rebuild_would(
    climbed: Connection, empty_database_url: str
):
    stretches, shared, away = (
        climbed.execute(select(each)).scalar_one()
        for each in (
            func.count(Stretch.id),
            func.count(SharedCustomer.id),
            func.sum(CohortTotal.away),
        )
    )
    climbed.rollback()
    database = Database(empty_database_url)
    written = await rebuild(database, lambda *_: None)
    await database.close()

    assert min(stretches, shared, away) > 0
    assert written == 0


def test_every_row_still_points_to_rows_that_are_there(climbed: Connection):
    assert list(orphans(climbed)) == []


@pytest.mark.every_change
@pytest.mark.where_they_differ
def test_the_tables_are_those_of_the_program(climbed: Connection, empty_database_url: str):
    assert migrate.current(empty_database_url) == newest()
    assert migrate.differences(empty_database_url, METADATA) == []
    assert set(Base.metadata.tables) <= set(reflected(climbed))
