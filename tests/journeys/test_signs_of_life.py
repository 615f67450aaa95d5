"""What is known from outside about who works and what waits."""

import asyncio
import json

from aiohttp import ClientSession, web

from drumbeat.settings import read_settings
from tests.fixtures.books import ask, change
from tests.fixtures.program import run
from tests.fixtures.small_house import served as site
from tests.journeys.conftest import served

LATE = """
INSERT INTO inbox (id, platform, key, kind, body, state, received_at, attempts)
VALUES ('late', 'web', '1', 'said', '', 'waiting', '2026-01-01 00:00:00', 1)
"""


def settings_of(url, **more):
    return read_settings(
        vendor="Cirrus Channel Cloud", secret_key="k" * 40, database_url=url, port=0, **more
    )


def looked_at(url, subject):
    """Return what `drumbeat doctor` says of a subject."""
    findings = json.loads(run(url, "doctor", "--json").stdout)
    return next(one for one in findings if one["subject"] == subject)


async def ready(url):
    async with ClientSession() as http, http.get(f"{url}/readyz") as answer:
        return await answer.json()


async def seen(url):
    """Wait until the process has said that it works."""
    async with asyncio.timeout(20):
        while not ask(url, "SELECT name FROM programme_fact WHERE substr(name, 1, 7) = 'worker '"):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_who_works_is_said_to_machines_and_to_the_operator(sqlite_url):
    running = await served(settings_of(sqlite_url))
    await seen(sqlite_url)
    told = await ready(running.url)
    examined = await asyncio.to_thread(looked_at, sqlite_url, "work")
    await running.stop()
    afterwards = await asyncio.to_thread(looked_at, sqlite_url, "work")

    assert told.pop("checks")["work"]["ok"]
    assert told == {
        "status": "ready",
        "workers": 1,
        "engines": ["embedded"],
        "oldest_due_seconds": 0,
        "oldest_request_seconds": 0,
    }
    assert "embedded engine" in examined["said"]
    assert afterwards["said"] == "nothing waits, and nobody works just now"


async def test_work_that_nobody_does_is_named(sqlite_url):
    change(sqlite_url, LATE)
    examined = await asyncio.to_thread(looked_at, sqlite_url, "work")

    assert examined["said"].startswith("nobody works: requests for")
    assert examined["mend"] == "start `drumbeat serve` or `drumbeat worker`"


async def test_a_watcher_outside_hears_of_a_beat_that_ticks(sqlite_url):
    heard = asyncio.Event()

    async def ping(_request):
        heard.set()
        return web.Response(text="ok")

    async with site([web.get("/ping", ping)]) as watcher:
        running = await served(settings_of(sqlite_url, heartbeat_url=f"{watcher.url}/ping"))
        async with asyncio.timeout(20):
            await heard.wait()
        await running.stop()
