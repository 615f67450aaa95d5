"""Who works says so, and what one of several is to do is done by one."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.clock import MovableClock
from bot.store.inbox import StoredInbox
from bot.store.workers import (
    FORGOTTEN,
    SILENT,
    Worker,
    be_gone,
    be_seen,
    oldest_request,
    workers,
)
from drumbeat.housekeeping import StoredTurns
from drumbeat.working import at_hand
from scheduler.housekeeping import A_TURN, ASK_AGAIN, Done, Housekeeping
from tests.fixtures.moments import NOON


def worker(name="one", seen_at=NOON):
    return Worker(name, "host.example", 4711, "1.2.3", "embedded", seen_at)


async def see(database, *seen):
    for each in seen:
        async with database.begin() as session:
            await be_seen(session, each)


async def known(database):
    async with database.read() as session:
        return list(await workers(session))


async def test_a_worker_is_known_by_what_it_said_last(database):
    later = NOON + timedelta(seconds=20)
    await see(database, worker(), worker("two"), worker(seen_at=later))

    assert await known(database) == [worker(seen_at=later), worker("two")]
    assert worker().works(NOON + SILENT)
    assert not worker().works(NOON + SILENT + timedelta(seconds=1))


async def test_a_worker_that_stopped_is_gone_and_one_that_died_is_forgotten(database):
    long_after = NOON + FORGOTTEN + timedelta(seconds=1)
    await see(database, worker("died"), worker("stopped"), worker("new", seen_at=long_after))
    async with database.begin() as session:
        await be_gone(session, "stopped")

    assert [each.id for each in await known(database)] == ["new"]


async def test_what_nobody_works_on_is_named(database):
    entry = await StoredInbox(database).accept("web", "1", "said", "{}")
    async with database.read() as session:
        waits, oldest = await at_hand(session, NOON), await oldest_request(session)
    await see(database, worker(seen_at=datetime.now(UTC)))
    async with database.read() as session:
        worked_on = await at_hand(session, NOON)

    assert oldest == entry.received_at
    assert waits.undone.startswith("nobody works: requests for")
    assert worked_on.undone == ""
    assert worked_on.summary()["engines"] == ["embedded"]


async def test_where_nothing_waits_nobody_is_missed(database):
    async with database.read() as session:
        assert (await at_hand(session, NOON)).undone == ""


def housekeeping(database, clock, step):
    return Housekeeping({"step": step}, clock, StoredTurns(database))


async def test_of_many_processes_one_at_a_time_keeps_house(database):
    clock, at_work, most, done = MovableClock(NOON), 0, 0, []

    async def step(_now):
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        await asyncio.sleep(0)
        at_work -= 1
        done.append(clock.now())
        return Done()

    processes = [housekeeping(database, clock, step) for _ in range(4)]
    for number in range(len(processes)):
        clock.move_to(NOON + 2 * number * ASK_AGAIN)
        await asyncio.gather(*(each.look(NOON) for each in processes))

    assert (most, len(done)) == (1, len(processes))


async def test_a_turn_whose_process_died_is_over_after_a_while(database):
    clock, done = MovableClock(NOON), []

    async def step(_now):
        done.append(clock.now())
        return Done()

    assert await StoredTurns(database).take(NOON, NOON + A_TURN)
    process = housekeeping(database, clock, step)
    await process.look(NOON)
    clock.move_to(NOON + A_TURN)
    await process.look(NOON)

    assert len(done) == 1
