"""`drumbeat surveys ask`: what it prints, and what it refuses before anybody is asked."""

import asyncio
import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.beat.rules.texts import FileText, TextKind
from bot.beat.store import texts
from bot.store.sessions import Database
from bot.voice.store import wave_ends
from bot.voice.store.tables import Invitation, Wave
from drumbeat.cli import app
from tests.store import quetzal
from tests.voice.test_occasions import CSAT

WHO = "Ottoline Brandywine"


@pytest.fixture
async def database(sqlite_url):
    database = Database(sqlite_url)
    async with database.begin() as session:
        await quetzal.settle(session)
        secret = CSAT.replace("key: visit", "key: secret").replace("named", "anonymous")
        for key, source in {"visit": CSAT, "secret": secret}.items():
            file = FileText(TextKind.SURVEY, key, source)
            await texts.write(session, file, "files", datetime.now(UTC))
    yield database
    await database.close()


@pytest.fixture
def run(monkeypatch, sqlite_url):
    given = {"VENDOR": "Cirrus", "SECRET_KEY": "k" * 40, "DATABASE_URL": sqlite_url}
    for name, value in given.items():
        monkeypatch.setenv(f"DRUMBEAT_{name}", value)

    async def invoke(*words):
        return await asyncio.to_thread(CliRunner().invoke, app, ["surveys", "ask", *words])

    return invoke


async def asked(database):
    async with database.read() as session:
        found = select(Invitation.occasion).where(Invitation.send_id.is_not(None))
        return list(await session.scalars(found))


async def test_each_is_named_with_what_became_of_them_in_words_and_for_a_program(database, run):
    said = await run("visit", WHO, "--occasion", "case 4711", "--json")
    again = await run("visit", WHO, "--occasion", "case 4711")
    found = json.loads(said.stdout)

    assert said.exit_code == again.exit_code == 0
    assert (found["survey"], found["occasion"]) == ("visit", "case 4711")
    told = [*found["asked"], *found["refused"]]
    assert [one["name"] for one in told] == [WHO]
    assert WHO in again.stdout
    assert "Not asked: " in again.stdout
    assert await asked(database) == ["case 4711"] * len(found["asked"])


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("none", WHO, "--occasion", "case 1"), "KEY: There is no such survey"),
        (("secret", WHO, "--occasion", "case 1"), "is anonymous"),
        (("visit", "nobody@acme.example", "--occasion", "case 1"), "WHO: “nobody@acme.example”"),
        (("visit", WHO, "Nobody", "--occasion", "case 1"), "WHO: “Nobody”"),
        (("visit", WHO, "--occasion", "  "), "--occasion: Please say after which event"),
        (("visit", WHO, "--occasion", "x" * 10_240), "--occasion: Please call the event by 120"),
        (("visit", WHO, "--occasion", "a\x07b"), "characters in it that nobody can read"),
    ],
)
async def test_what_is_wrong_is_said_of_its_argument_and_nobody_is_asked(
    database, run, words, why
):
    refused = await run(*words)

    assert refused.exit_code == 1
    assert why in str(refused.exception)
    assert await asked(database) == []


async def test_a_survey_whose_wave_was_closed_by_hand_asks_nobody_in_its_quarter(database, run):
    await run("visit", WHO, "--occasion", "case 1")
    async with database.begin() as session:
        [wave] = await session.scalars(select(Wave).where(Wave.quarter.is_not(None)))
        await wave_ends.end_now(session, wave.id, datetime.now(UTC))
    refused = await run("visit", WHO, "--occasion", "case 2")

    assert refused.exit_code == 1
    assert "was closed for this quarter" in str(refused.exception)
    assert len(await asked(database)) <= 1
