"""Several processes share one database: servers and workers, killed, stopped and refused.

What else they come to grief in is tried in `test_crash_trials.py`.
"""

import asyncio
import random
import signal
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

import pytest

from tests.fixtures.books import ask, change
from tests.fixtures.program import run, serving, working
from tests.fixtures.tiers import times
from tests.journeys.small_send import (
    PATIENCE,
    READERS,
    all_ended,
    come_due,
    let_leases_run_out,
    posted,
)

IN_FLIGHT = 16
SILENT_LONG = "UPDATE jobs.procrastinate_workers SET last_heartbeat = now() - interval '1 hour'"


@pytest.fixture
def programme_url(postgresql_programme):
    """Several processes need PostgreSQL."""
    return postgresql_programme


@pytest.fixture
def work(programme_url, program_settings):
    return partial(working, programme_url, **program_settings)


@asynccontextmanager
async def several(*starting):
    """Start processes side by side."""
    async with AsyncExitStack() as stack:
        yield await asyncio.gather(*(stack.enter_async_context(one) for one in starting))


async def after(slack, dice):
    """Wait for a seeded number of posts more."""
    wanted = len(slack.accepted) + dice.randrange(1, len(READERS))
    await slack.until(lambda: len(slack.accepted) >= wanted, timeout=PATIENCE)


async def kill(*processes):
    for process in processes:
        process.kill()
    for process in processes:
        await process.wait()


def let_time_pass(url):
    """Do in a moment what a minute would; who is alive says so again in a few seconds."""
    let_leases_run_out(url)
    change(url, SILENT_LONG)


def overdue_again(url, trial):
    """Begin one more trial: whoever worked at the one before was killed at its end."""
    let_time_pass(url)
    come_due(url, minutes=1 + trial)


def check(slack, url, kills):
    """Compare the books with what the stand-in took."""
    ends = dict(ask(url, "SELECT id, state FROM delivery WHERE state <> 'skipped'"))
    counted = posted(slack)
    unknown = {one for one, state in ends.items() if state == "unknown"}
    delivered = {one for one, state in ends.items() if state == "delivered"}

    assert len(ends) == times(1) * len(READERS)
    assert set(counted.values()) == {1}
    assert set(ends) == delivered | unknown
    assert delivered <= set(counted) <= delivered | unknown
    assert len(unknown) <= IN_FLIGHT * kills


def dice():
    return random.Random(times(7))  # noqa: S311 - a story that can be told again, no secret


@pytest.mark.usefixtures("readers")
@pytest.mark.every_change
async def test_the_server_is_killed_and_a_worker_goes_on(
    slack,
    serve,
    work,
    programme_url,
    tried,
):
    chance = dice()
    for trial in range(times(1)):
        overdue_again(programme_url, trial)
        async with several(serve(), work()) as (server, _):
            await after(slack, chance)
            await kill(server.process)
            let_time_pass(programme_url)
            await all_ended(programme_url)
    tried(times(1), "times the server killed beside a worker")
    check(slack, programme_url, times(1))


@pytest.mark.usefixtures("readers")
async def test_a_worker_that_is_asked_to_stop_leaves_nothing_open(
    slack,
    serve,
    work,
    programme_url,
):
    come_due(programme_url, minutes=1)
    async with several(serve("--doors"), work()) as (_, worker):
        await after(slack, dice())
        worker.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            assert await worker.wait() == 0
        held = ask(programme_url, "SELECT name FROM lane WHERE holder IS NOT NULL")
        half_sent = ask(programme_url, "SELECT id FROM delivery WHERE state = 'sending'")
        async with work():
            await all_ended(programme_url)
    ends = {state for (state,) in ask(programme_url, "SELECT DISTINCT state FROM delivery")}

    assert (held, half_sent) == ([], [])
    assert ends <= {"delivered", "skipped"}
    assert set(posted(slack).values()) == {1}


def test_a_worker_on_sqlite_is_refused_with_the_reason(sqlite_url):
    refused = run(sqlite_url, "worker")

    assert refused.returncode == 1
    assert "a SQLite file has one owner" in refused.stderr


def test_a_worker_beside_an_embedded_engine_is_refused_likewise(postgresql_url):
    refused = run(postgresql_url, "worker", ENGINE="embedded")

    assert refused.returncode == 1
    assert "DRUMBEAT_ENGINE=embedded says" in refused.stderr


@pytest.mark.parametrize("engine", ["", "embedded"])
def test_doors_alone_on_sqlite_are_refused(sqlite_url, engine):
    refused = run(sqlite_url, "serve", "--doors", ENGINE=engine)

    assert refused.returncode == 1
    assert "--doors leaves the beat to workers" in refused.stderr


async def test_a_second_server_on_one_sqlite_file_is_refused(sqlite_url):
    async with serving(sqlite_url):
        second = await asyncio.to_thread(run, sqlite_url, "serve", PORT="0")
        asked = await asyncio.to_thread(run, sqlite_url, "schedule")
    async with serving(sqlite_url):
        pass

    assert second.returncode == 1
    assert "another process serves" in second.stderr
    assert asked.returncode == 0


@pytest.mark.usefixtures("readers")
async def test_from_one_engine_to_the_other_and_back_with_a_send_in_flight(
    slack, serve, work, programme_url
):
    come_due(programme_url, minutes=1)
    in_flight = []
    for engine in ("embedded", "", "embedded"):
        async with AsyncExitStack() as stack:
            wanted = len(slack.accepted) + 1
            words = () if engine else ("--doors",)
            server = await stack.enter_async_context(serve(*words, ENGINE=engine))
            processes = [server.process]
            if not engine:
                processes.append(await stack.enter_async_context(work()))
            await slack.until(
                lambda wanted=wanted: len(slack.accepted) >= wanted, timeout=PATIENCE
            )
            for process in processes:
                process.send_signal(signal.SIGTERM)
            for process in processes:
                async with asyncio.timeout(PATIENCE):
                    assert await process.wait() == 0
        in_flight.append(bool(ask(programme_url, "SELECT id FROM delivery WHERE state='planned'")))
    async with serve(ENGINE="embedded"):
        await all_ended(programme_url)
    ends = {state for (state,) in ask(programme_url, "SELECT DISTINCT state FROM delivery")}

    assert in_flight[:2] == [True, True]
    assert ends <= {"delivered", "skipped"}
    assert set(posted(slack).values()) == {1}
