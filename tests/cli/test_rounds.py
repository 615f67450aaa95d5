"""What the rounds of a survey come to, on the command line; and those of the sample."""

import asyncio
import json
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from bot.beat.store.tables import Delivery, Send
from bot.clock import MovableClock
from bot.store.programme import keep_demo_clock
from bot.store.sessions import Database
from content.library import read_library
from drumbeat.app import open_house
from drumbeat.cli import app
from drumbeat.demo.sample import fill
from drumbeat.settings import SAMPLE_CONTENT, read_settings
from scheduler.tick import take_up
from tests.scheduler.world import ScriptedMessenger

TODAY = date(2026, 11, 29)


@pytest.fixture
async def run(monkeypatch, sqlite_url):
    """The sample programme as it stands on a day, and the command over it."""
    now = datetime.combine(TODAY, time(8, tzinfo=UTC))
    database = Database(sqlite_url)
    await fill(database, today=TODAY)
    library = read_library(SAMPLE_CONTENT, "Cirrus")
    await take_up(database, library, library, now)
    async with database.begin() as session:
        await keep_demo_clock(session, now)
    await database.close()
    given = {"VENDOR": "Cirrus", "SECRET_KEY": "k" * 40, "DATABASE_URL": sqlite_url}
    for name, value in {**given, "CONTENT": str(SAMPLE_CONTENT)}.items():
        monkeypatch.setenv(f"DRUMBEAT_{name}", value)

    async def invoke(*words: str):
        return await asyncio.to_thread(CliRunner().invoke, app, ["surveys", "preview", *words])

    return invoke


async def test_the_sample_s_rounds_of_a_year_each_ask_a_third_at_every_partner(run):
    found = json.loads((await run("partner-nps", "--json")).stdout)
    support = json.loads((await run("support-csat", "--json")).stdout)

    assert found["sample"] == {"rounds": 3}
    assert len(found["rounds"]) == 4
    for one in (found["now"], *found["rounds"]):
        assert 75 <= one["asked"] <= 95
        assert one["partners"] == 10
        assert one["asked"] + sum(one["left_out"].values()) == 248
    # From the third round on the turns of the past no longer say which roles are left.
    assert all(len(one["roles"]) == 5 for one in found["rounds"][1:])
    assert [one["asked"] > 100 for one in support["rounds"]] == [True, True]


async def test_the_rounds_are_told_in_words_with_names_where_they_are_wanted(run):
    shown = (await run("partner-nps")).stdout
    named = json.loads((await run("partner-nps", "--names", "--json")).stdout)
    unknown = await run("partner-csat")
    lately = [one for one in named["people"] if one["now"] == "asked lately"]

    assert "2027-02-10 10:00 reader" in shown
    assert "asked lately" in shown
    assert "never" in shown
    assert len(named["people"]) == 248
    assert all(one["again_from"] for one in lately)
    assert "support-csat" in str(unknown.exception)
    assert unknown.exit_code == 1


async def test_the_next_round_asks_and_leaves_out_whom_it_was_foreseen_to(run, sqlite_url):
    foreseen = json.loads((await run("partner-nps", "--json")).stdout)["rounds"][0]
    slot = datetime.fromisoformat(foreseen["slot"])
    clock = MovableClock(slot.replace(tzinfo=UTC) - timedelta(hours=14))
    async with open_house(read_settings(), clock) as house:
        house.messengers["web"] = ScriptedMessenger()
        await house.drum.strike(clock.now())
        async with house.database.read() as session:
            rows = await session.execute(
                select(Delivery.reason, func.count())
                .join(Send, Send.id == Delivery.send_id)
                .where(Send.kind == "wave")
                .group_by(Delivery.reason)
            )
    counts = {row[0]: row[1] for row in rows}

    assert counts.pop(None) == foreseen["asked"]
    assert counts == foreseen["left_out"]
