"""Once an hour what is over is closed, and what is due is forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, func, insert, select

from bot.store import audit_tables
from bot.store.columns import new_id
from bot.store.sessions import Database, async_url
from bot.store.tables import InboxRow
from bot.store.traces import classes
from bot.voice.store.tables import Wave
from drumbeat.gauges import exposed, kept_gauges
from drumbeat.housekeeping import housekeeping_of
from scheduler.housekeeping import Done, Housekeeping
from tests.fixtures.moments import NOON

WAVES_AND_IMPORTS = ("wave", "import_batch")
"""What is asked for beside what tables forget."""
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class StillClock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2031, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
async def database(database_url):
    database = Database(async_url(database_url))
    yield database
    await database.close()


def wave(**facts):
    described = {"survey": "nps", "score": "nps", "kind": "relationship", "promise": "named"}
    opens = NOON - timedelta(days=14)
    return Wave(id=new_id(), **described, opens_at=opens, **facts)


async def test_a_wave_is_closed_when_its_days_are_over_and_no_other(database):
    async with database.begin() as session:
        session.add(wave(closes_at=NOON))
        session.add(wave(closes_at=NOON + timedelta(seconds=1)))
    await housekeeping_of(database).look(NOON)
    async with database.read() as session:
        states = await session.scalars(select(Wave.state).order_by(Wave.closes_at))

    assert list(states) == ["closed", "open"]


async def test_an_alarm_is_forgotten_a_year_after_its_cause_was_gone(database):
    facts = {"cause": "place_lost", "label": "Somewhere", "opened_at": LONG_AGO}
    async with database.begin() as session:
        for about, closed in (("old", NOON - timedelta(days=365)), ("new", NOON), ("open", None)):
            row = {"id": new_id(), "about": about, "closed_at": closed, **facts}
            session.add(audit_tables.Alarm(**row))
    await housekeeping_of(database).look(NOON)
    async with database.read() as session:
        left = await session.scalars(select(audit_tables.Alarm.about))

    assert set(left) == {"new", "open"}


def told(keeping):
    lines = exposed([*kept_gauges(keeping)]).decode().splitlines()
    return [line for line in lines if not line.startswith("#")]


async def test_it_is_done_once_an_hour_and_told(database):
    clock = StillClock()
    keeping = housekeeping_of(database, clock)
    await keeping.look(NOON)
    async with database.begin() as session:
        session.add(wave(closes_at=NOON))
    await keeping.look(NOON)
    early = told(keeping)
    clock.moment += timedelta(hours=1)
    await keeping.look(NOON)

    assert [line.split()[0] for line in early] == [
        "drumbeat_housekeeping_last_run_timestamp_seconds"
    ]
    assert told(keeping)[0] == 'drumbeat_housekeeping_rows_total{what="wave_closed"} 1.0'


async def test_what_is_left_over_is_done_at_the_next_look(database):
    rows = [
        {
            "id": f"{number:06}",
            "platform": "web",
            "key": str(number),
            "kind": "said",
            "body": "words",
            "state": "handled",
            "received_at": LONG_AGO,
            "attempts": 1,
        }
        for number in range(7000)
    ]
    async with database.begin() as session:
        await session.execute(insert(InboxRow), rows)
    keeping = housekeeping_of(database)
    left = []
    for _ in range(3):
        await keeping.look(NOON)
        async with database.read() as session:
            left.append(await session.scalar(select(func.count()).select_from(InboxRow)))

    assert left == [7000, 2200, 0]
    assert keeping.totals["inbox_forgotten"] == 14000


async def test_a_step_that_stumbles_holds_up_no_other():
    async def stumble(_now):
        raise OSError("the disk is full")

    async def close(_now):
        return Done({"wave_closed": 1})

    keeping = Housekeeping({"forgetting": stumble, "waves": close})
    await keeping.look(NOON)

    assert keeping.totals == {"wave_closed": 1}


async def test_an_idle_look_asks_indexes_and_locks_nothing(sqlite_url):
    database = Database(async_url(sqlite_url))
    said = []
    event.listen(
        database.engine.sync_engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, values, _context, _many: said.append((statement, values)),
    )
    await housekeeping_of(database).look(NOON)
    selects = [each for each in said if each[0].startswith("SELECT")]
    async with database.engine.connect() as connection:
        plans = [
            str(list(await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {one}", values)))
            for one, values in selects
        ]
    await database.close()

    assert not [statement for statement, _ in said if statement.startswith(("UPDATE", "DELETE"))]
    assert not [one for one, _ in said if "IMMEDIATE" in one]
    assert any("ix_inbox_bodies" in plan for plan in plans)
    assert any("ix_personal_link_expires_at" in plan for plan in plans)
    assert len(selects) <= len(WAVES_AND_IMPORTS) + sum(len(t.life.forgets) for t in classes())
