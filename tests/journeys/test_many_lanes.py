"""A large send on several workers, of whom one is lost and one is added in the middle."""

import asyncio
import json
import time
from datetime import UTC, datetime
from functools import partial

import pytest

from bot import ports
from bot.people.store.installations import StoredInstallations
from bot.people.store.place_tables import Address
from bot.people.store.tables import Contact
from bot.store.columns import new_id
from bot.store.secret_box import SecretBox
from bot.store.sessions import Database
from tests.fixtures.books import ask, change
from tests.fixtures.program import SECRET, begun, environment, serving, working
from tests.fixtures.tiers import is_soak, times
from tests.journeys.small_send import come_due, posted
from tests.journeys.test_workers import IN_FLIGHT, let_time_pass, several

READERS_A_WORKSPACE = 12
WORKSPACES = 5
PATIENCE = 900


async def fill(url, slack):
    """Put as many readers into as many workspaces as this tier tries."""
    change(url, "UPDATE contact SET active = false")
    [(partner,)] = ask(url, "SELECT partner_id FROM contact WHERE id = 'acme-it-01'")
    database = Database(url)
    installations = StoredInstallations(database, SecretBox(SECRET))
    for number in range(times(WORKSPACES)):
        team = slack.add_team(f"Workspace {number}")
        place = ports.Installation(new_id(), "slack", team.id, team.token, team.bot_user_id)
        await installations.seed(place, team.name)
        async with database.begin() as session:
            for reader in range(READERS_A_WORKSPACE):
                name = f"r{number}-{reader}"
                user = slack.user(name, team=team)
                facts = {"partner_id": partner, "role": "technical", "permission": "partner"}
                session.add(Contact(id=name, name=name, **facts))
                await session.flush()
                session.add(
                    Address(
                        id=name,
                        contact_id=name,
                        platform="slack",
                        installation_id=place.id,
                        external_id=user.member.id,
                        linked_at=datetime.now(UTC),
                    )
                )
    await database.close()


def holder_of(url, process):
    """Return the name under which a process holds lanes."""
    facts = ask(url, "SELECT value FROM programme_fact WHERE substr(name, 1, 7) = 'worker '")
    known = [json.loads(value) for (value,) in facts]
    return next(one["id"] for one in known if one["process"] == process.pid)


async def taken_over(url, lost):
    """Wait until others have held every lane of a lost holder; return seconds by lane."""
    began, found = time.monotonic(), {}
    async with asyncio.timeout(PATIENCE):
        while len(found) < len(lost):
            for name, token in ask(url, "SELECT name, token FROM lane"):
                if name in lost and token > lost[name] and name not in found:
                    found[name] = time.monotonic() - began
            await asyncio.sleep(0.5)
    return found


async def ended(url):
    async with asyncio.timeout(PATIENCE):
        while ask(url, "SELECT id FROM delivery WHERE state IN ('planned', 'sending') LIMIT 1"):  # noqa: ASYNC110
            await asyncio.sleep(0.5)


async def watch(url, settings):
    """Follow the one send as an operator does; return what it said, line by line."""
    [(send,)] = ask(url, "SELECT id FROM send WHERE kind = 'edition' AND state <> 'ended'")
    process = await begun(("sends", "watch", send, "--json"), environment(url, **settings))
    told = [json.loads(line) async for line in process.stdout]
    assert await process.wait() == 0
    return told


@pytest.mark.every_change
async def test_a_large_send_outlives_a_worker_and_is_joined_by_another(
    slack,
    program_settings,
    postgresql_programme,
    tried,
):
    url = postgresql_programme
    await fill(url, slack)
    serve = partial(serving, url, **program_settings)
    work = partial(working, url, **program_settings)
    readers = times(WORKSPACES) * READERS_A_WORKSPACE
    async with several(serve("--doors"), work(), work()) as (_, lost, _):
        come_due(url, minutes=1)
        wanted = readers // 6
        await slack.until(lambda: len(slack.accepted) >= wanted, timeout=PATIENCE)
        watching = asyncio.create_task(watch(url, program_settings))
        held = ask(url, "SELECT name, token FROM lane WHERE holder = ?", holder_of(url, lost))
        lost.kill()
        await lost.wait()
        if not is_soak():
            let_time_pass(url)
        async with work():
            seconds = await taken_over(url, dict(held))
            await ended(url)
            told = await watching
    slowest = max(seconds.values(), default=0.0)
    print(  # noqa: T201 - what a soak is run for
        f"\n{readers} readers in {times(WORKSPACES)} lanes, {len(held)} of them held by the "
        f"worker that was killed: taken over after {min(seconds.values(), default=0.0):.0f} to "
        f"{slowest:.0f} s"
    )
    tried(readers, "readers of a large send")
    unknown = left_unknown(url, slack, readers)

    assert len(unknown) <= IN_FLIGHT * len(held)
    assert told[-1]["state"] == "ended"
    assert told[-1]["reached"] == readers - len(unknown)
    assert [line["reached"] for line in told] == sorted(line["reached"] for line in told)
    # A lease, and then the lanes that were waiting before: whoever is woken queues behind them.
    assert slowest < 180


def left_unknown(url, slack, readers):
    """Hold the books against what was taken; return of whom nobody knows whether they have it."""
    ends = dict(ask(url, "SELECT id, state FROM delivery WHERE state <> 'skipped'"))
    unknown = {one for one, state in ends.items() if state == "unknown"}
    counted = posted(slack)
    assert len(ends) == readers
    assert set(counted.values()) == {1}
    assert set(ends.values()) <= {"delivered", "unknown"}
    assert set(ends) - unknown <= set(counted) <= set(ends)
    return unknown
