"""What the distributed engine promises beyond what every engine does."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable

import pytest
from sqlalchemy import text

from bot.store.sessions import Database, async_url
from scheduler.distributed import DistributedEngine
from tests.scheduler.test_engines import NEVER, Drains, no_tick, running

ABANDON = """
UPDATE jobs.procrastinate_jobs SET status = 'doing', worker_id = NULL WHERE lock = 'a'
"""
LOST_ON_ITS_WAY = """
INSERT INTO procrastinate_jobs (queue_name, task_name, lock, args, status, worker_id)
SELECT 'lanes', 'drain', 'a', '{"lane": "a"}', 'doing', max(id) FROM procrastinate_workers
"""
CUT_ALL = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
OF_ANOTHER_VERSION = """
INSERT INTO jobs.procrastinate_jobs (queue_name, task_name, args) VALUES
  ('lanes', 'from_the_future', '{}'), ('lanes', 'drain', '{"lane": "a", "more": 1}'),
  ('lanes', 'drain', '{}'), ('ticks', 'tick', '{"odd": true}')
"""


@pytest.fixture
async def database(postgresql_url: str) -> AsyncIterator[Database]:
    database = Database(async_url(postgresql_url))
    yield database
    await database.close()


@pytest.fixture
def make(database: Database) -> Callable[[], DistributedEngine]:
    return lambda: DistributedEngine(database, ticks=NEVER, beat=0.1, dead=2)


async def change(database: Database, statement: str) -> None:
    async with database.begin() as session:
        await session.execute(text("SET LOCAL search_path TO jobs"))
        await session.execute(text(statement))


async def jobs(database: Database) -> list[tuple[str, str]]:
    async with database.read() as session:
        found = await session.execute(
            text("SELECT lock, status::text FROM jobs.procrastinate_jobs ORDER BY lock")
        )
        return [(row[0], row[1]) for row in found]


async def workers(database: Database) -> set[int]:
    async with database.read() as session:
        found = await session.scalars(text("SELECT id FROM jobs.procrastinate_workers"))
        return set(found)


async def test_a_wish_within_a_transaction_that_is_undone_is_none(make, database):
    engine, drains = make(), Drains()
    drains.gate.set()
    async with database.read() as session:  # of which nothing is ever committed
        await engine.wake_within(session, ["undone"])
    async with database.begin() as session:
        await engine.wake_within(session, ["b", "a", "b"])
        await engine.wake_within(session, [])
    async with running(engine, drains):
        await drains.twice.wait()

    assert sorted(drains.lanes) == ["a", "b"]


async def test_our_own_tables_are_found_after_a_wish_in_the_same_transaction(make, database):
    async with database.begin() as session:
        await make().wake_within(session, ["a"])
        found = await session.scalar(text("SELECT count(*) FROM delivery"))
    async with database.read() as session:
        path = await session.scalar(text("SHOW search_path"))

    assert found == 0
    assert "jobs" not in path


async def test_a_lane_that_was_being_drained_at_a_stop_waits_for_whoever_is_next(make, database):
    first, second = make(), make()
    drains, others = Drains(), Drains()
    others.gate.set()
    async with running(first, drains):
        await first.wake("a")
        await drains.entered.wait()
        first.stop()
        drains.gate.set()
    left = await jobs(database)
    async with running(second, others):
        await others.entered.wait()

    assert left == [("a", "todo")]
    assert others.lanes == ["a"]


@pytest.mark.parametrize("woken", [False, True])
async def test_a_job_whose_worker_is_gone_is_taken_over(make, database, *, woken: bool):
    engine, drains = make(), Drains()
    drains.gate.set()
    await engine.wake("a")
    await change(database, ABANDON)
    if woken:  # the one behind it is what trying the first again would stumble over, for good
        await engine.wake("a")
    async with running(engine, drains):
        await drains.entered.wait()

    assert set(drains.lanes) == {"a"}
    assert await jobs(database) == []


async def test_a_job_that_was_lost_on_its_way_to_a_worker_or_back_is_taken_over(make, database):
    engine, drains = make(), Drains()
    drains.gate.set()
    async with running(engine, drains):
        await engine.wake("b")
        await drains.entered.wait()
        await change(database, LOST_ON_ITS_WAY)
        await drains.twice.wait()

    assert drains.lanes == ["b", "a"]
    assert await jobs(database) == []


async def test_a_drain_in_hand_outlives_the_workers_and_holds_up_no_new_ones(make, database):
    engine, drains = make(), Drains()
    async with running(engine, drains):
        await engine.wake("a")
        await drains.entered.wait()
        before = await workers(database)
        await change(database, CUT_ALL)
        await change(database, "DELETE FROM procrastinate_workers")
        while not (now := await workers(database)) or now & before:  # noqa: ASYNC110
            await asyncio.sleep(0.05)  # a database rings no bell
        await engine.wake("b")
        while "b" not in drains.lanes:  # noqa: ASYNC110 - likewise
            await asyncio.sleep(0.05)
        still_in_hand = drains.finished == 0
        drains.gate.set()

    assert still_in_hand
    assert drains.finished == len(drains.lanes)


async def test_a_tick_whose_worker_is_gone_holds_up_no_other(database):
    engine, ticked = DistributedEngine(database, ticks="* * * * * *", beat=60), asyncio.Event()
    await change(
        database,
        "INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, status) "
        "VALUES ('ticks', 'tick', 'tick', 'doing')",
    )

    async def tick() -> None:
        ticked.set()

    async with running(engine, Drains(), tick):
        await ticked.wait()


async def test_jobs_of_another_version_end_and_take_no_worker_down(make, database):
    engine, drains = make(), Drains()
    drains.gate.set()
    await change(database, OF_ANOTHER_VERSION)
    async with running(engine, drains) as task:
        while await jobs(database):  # noqa: ASYNC110 - a database rings no bell
            await asyncio.sleep(0.05)
        await engine.wake("a")
        await drains.entered.wait()
        assert not task.done()

    assert drains.lanes == ["a"]


async def test_connections_that_are_cut_are_made_anew(make, database):
    engine, drains = make(), Drains()
    drains.gate.set()
    async with running(engine, drains):
        await engine.wake("a")
        await drains.entered.wait()
        await change(database, CUT_ALL)
        await engine.wake("b")
        while "b" not in drains.lanes:  # noqa: ASYNC110 - a job that was cut is taken up again
            await asyncio.sleep(0.05)

    assert set(drains.lanes) == {"a", "b"}


async def test_two_engines_share_lanes_and_never_drain_one_at_the_same_time(make):
    engines, busy, drained = (make(), make()), Counter(), Counter()
    most, enough = 0, asyncio.Event()
    lanes = [f"lane-{number}" for number in range(30)]

    async def drain(lane: str) -> float | None:
        nonlocal most
        busy[lane] += 1
        most = max(most, busy[lane])
        await asyncio.sleep(0.005)
        busy[lane] -= 1
        drained[lane] += 1
        if len(drained) == len(lanes):
            enough.set()
        return None

    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        for engine in engines:
            group.create_task(engine.run(drain, no_tick))
        for _ in range(3):
            for lane in lanes:
                await engines[0].wake(lane)
        await enough.wait()
        for engine in engines:
            engine.stop()

    assert most == 1
    assert set(drained) == set(lanes)
