"""Waves on the command line: how they stand, and one that is closed before its day."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.store.audit_tables import Audit
from bot.store.sessions import Database
from bot.voice.closing_waves import close_waves
from bot.voice.store.tables import Invitation, Wave
from bot.voice.store.wave_keys import WaveKeys
from drumbeat.cli import app
from tests.store import quetzal


@pytest.fixture
async def database(sqlite_url):
    database = Database(sqlite_url)
    now = datetime.now(UTC)
    async with database.begin() as session:
        await quetzal.settle(session)
        facts = {"survey": "pulse", "score": "nps", "kind": "relationship", "promise": "named"}
        days = {"opens_at": now, "closes_at": now + timedelta(days=7)}
        session.add(Wave(id="wave-9", **facts, **days))
        await session.flush()
        asked = {"wave_id": "wave-9", "invited_at": now, "delivered_at": now}
        session.add(Invitation(id="i-9", contact_id=quetzal.CONTACT, **asked))
    yield database
    await database.close()


@pytest.fixture
def run(monkeypatch, sqlite_url):
    given = {"VENDOR": "Cirrus", "SECRET_KEY": "k" * 40, "DATABASE_URL": sqlite_url}
    for name, value in given.items():
        monkeypatch.setenv(f"DRUMBEAT_{name}", value)

    async def invoke(*words):
        return await asyncio.to_thread(CliRunner().invoke, app, ["surveys", *words])

    return invoke


async def test_the_newest_wave_stands_first_with_who_was_asked(database, run):
    del database
    shown = await run()
    found = json.loads((await run("--json")).stdout)

    assert "pulse" in shown.stdout
    assert found[0]["id"] == "wave-9"
    assert (found[0]["state"], found[0]["asked"], found[0]["answered"]) == ("open", 1, 0)


async def test_a_wave_that_is_stopped_takes_no_answer_and_is_called_so(database, run):
    done = await run("stop", "wave-9")
    again = await run("stop", "wave-9")
    shown = await run()
    await close_waves(database, WaveKeys(), datetime.now(UTC) + timedelta(minutes=1))
    async with database.read() as session:
        [wave] = await session.scalars(select(Wave).where(Wave.id == "wave-9"))
        acts = list(await session.scalars(select(Audit.act).where(Audit.by == "operator")))

    assert "counts in no score" in done.stdout
    assert again.exit_code == 1
    assert "stopped" in shown.stdout
    assert (wave.state, wave.stopped_at is not None) == ("closed", True)
    assert "stop wave" in acts


async def test_a_wave_that_is_closed_early_takes_no_answer_and_stays_closed(database, run):
    done = await run("close", "wave-9")
    again = await run("close", "wave-9")
    wrong = await run("close", "wave-0")
    closed = await close_waves(database, WaveKeys(), datetime.now(UTC) + timedelta(minutes=1))
    async with database.read() as session:
        acts = list(await session.scalars(select(Audit.act).where(Audit.by == "operator")))

    assert "nobody is asked any more" in done.stdout
    assert (again.exit_code, wrong.exit_code, closed) == (1, 1, 1)
    assert "close wave" in acts
