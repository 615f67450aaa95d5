"""Answers on the command line: recorded in somebody's name, and written out with all they say."""

import asyncio
import csv
import io
import json
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from bot.beat.rules.texts import FileText, TextKind
from bot.beat.store import texts
from bot.people.store.tables import Contact
from bot.store.sessions import Database
from bot.voice.rules.promises import CONFIDENTIAL
from bot.voice.store.tables import FormerAnswer, Invitation, Response, ResponseValue, Wave
from content.confidential import NAME
from drumbeat.cli import app
from drumbeat.settings import SAMPLE_CONTENT
from tests.store import quetzal
from tests.voice.test_whole_responses import ASKED as SURVEY

TOLD = {"who": quetzal.EMAIL, "survey": "pulse", "score": "3", "words": "Too dear."}


@pytest.fixture
async def database(sqlite_url):
    database, now = Database(sqlite_url), datetime.now(UTC)
    whose = {"contact_id": quetzal.COLLEAGUE, "partner_id": quetzal.PARTNER}
    said = {"response_id": "r-9", **whose}
    async with database.begin() as session:
        await quetzal.settle(session)
        await texts.write(session, FileText(TextKind.SURVEY, "pulse", SURVEY), "files", now)
        text = await texts.newest(session, TextKind.SURVEY, "pulse")
        facts = {"survey": "pulse", "score": "nps", "kind": "relationship", "promise": "named"}
        days = {"opens_at": now, "closes_at": now + timedelta(days=7), "text_id": text.id}
        session.add(Wave(id="wave-9", **facts, **days))
        await session.flush()
        asked = {"wave_id": "wave-9", "contact_id": quetzal.COLLEAGUE, "invited_at": now}
        session.add(Invitation(id="i-9", **asked))
        await session.flush()
        of = {"wave_id": "wave-9", "invitation_id": "i-9", "role": "sales", "answered_at": now}
        session.add(Response(id="r-9", score=9, reason="=1+1", **of, **whose))
        await session.flush()
        session.add(ResponseValue(id="v-9", question="days", picks="m\nt", **said))
        was = {"question": "score", "nth": 1, "number": 4, "changed_by": quetzal.COLLEAGUE}
        session.add(FormerAnswer(id="f-9", changed_at=now, **was, **said))
    yield database
    await database.close()


@pytest.fixture
def run(monkeypatch, sqlite_url):
    given = {"VENDOR": "Cirrus", "SECRET_KEY": "k" * 40, "DATABASE_URL": sqlite_url}
    for name, value in given.items():
        monkeypatch.setenv(f"DRUMBEAT_{name}", value)

    async def invoke(*words):
        return await asyncio.to_thread(CliRunner().invoke, app, words)

    return invoke


async def recorded(run, by="mo@cirrus.example", **changed):
    told = {**TOLD, "day": datetime.now(UTC).date().isoformat(), **changed}
    options = [word for name, value in told.items() for word in (f"--{name}", value)]
    return await run("surveys", "record", "--as", by, *options, "--json")


async def test_an_answer_is_recorded_in_a_managers_name_and_read_with_its_source(database, run):
    del database
    done = json.loads((await recorded(run)).stdout)
    read = await run("answers", "pulse", "--as", "mo@cirrus.example", "--json")
    found = {each["id"]: each for each in json.loads(read.stdout)["responses"]}

    assert done["source"] == "recorded"
    assert found[done["id"]]["source"] == "recorded"
    assert found[done["id"]]["recorded_by"] == "Mortimer Vendor"
    assert (found[done["id"]]["score"], found[done["id"]]["words"]) == (3, "Too dear.")
    assert found["r-9"]["source"] == "asked"


@pytest.mark.parametrize(
    ("by", "changed", "words"),
    [
        (quetzal.EMAIL, {}, "nobody who reads answers"),
        ("mo@cirrus.example", {"score": "11"}, "--score: Please write a whole number"),
        ("mo@cirrus.example", {"who": "nobody"}, "--who: I know nobody"),
        ("mo@cirrus.example", {"survey": "none"}, "--survey: There is no such survey"),
        ("mo@cirrus.example", {"day": "2999-01-01"}, "--day: This day is still to come"),
    ],
)
async def test_what_is_wrong_is_said_of_its_option(database, run, by, changed, words):
    del database
    refused = await recorded(run, by, **changed)

    assert refused.exit_code == 1
    assert words in str(refused.exception)


async def test_exports_hold_further_answers_in_words_and_what_stood_before(database, run):
    del database
    read = ("answers", "pulse", "--as", "mo@cirrus.example")
    [row] = json.loads((await run(*read, "--json")).stdout)["responses"]
    written = (await run(*read, "--csv")).stdout
    [line] = csv.DictReader(io.StringIO(written))

    asked = "Which days suit you?"
    assert row["answers"] == [{"key": "days", "question": asked, "answer": "Mondays, Tuesdays"}]
    assert [(one["question"], one["answer"]) for one in row["former"]] == [("Answer", "4")]
    assert line["pulse: days"] == "Mondays, Tuesdays"
    assert line["words"].startswith("'=")


async def test_a_manager_records_only_for_her_own_partners(database, run):
    async with database.begin() as session:
        mine = update(Contact).where(Contact.id == quetzal.CONTACT)
        await session.execute(mine.values(partner_id="other"))

    assert "--who: I know nobody" in str((await recorded(run)).exception)


async def test_what_was_given_in_confidence_is_written_for_who_is_named_alone(
    database, run, monkeypatch, tmp_path
):
    content = shutil.copytree(SAMPLE_CONTENT, tmp_path / "content")
    monkeypatch.setenv("DRUMBEAT_CONTENT", str(content))
    async with database.begin() as session:
        await session.execute(update(Wave).where(Wave.id == "wave-9").values(promise=CONFIDENTIAL))
        rights = {"role": "sales", "permission": "administrator", "name": "Amy"}
        session.add(Contact(id="amy", email="amy@cirrus.example", **rights))
    administrator = ("answers", "pulse", "--as", "amy@cirrus.example")
    manager = ("answers", "pulse", "--as", "mo@cirrus.example")
    nobody = [(await run(*who, "--json")).stdout for who in (administrator, manager)]
    (content / NAME).write_text("readers: [amy@cirrus.example, mo@cirrus.example]\n")
    hers = (await run(*administrator, "--csv")).stdout
    theirs = [(await run(*manager, how)).stdout for how in ("--csv", "--json")]

    assert [json.loads(said)["responses"] for said in nobody] == [[], []]
    assert [line["id"] for line in csv.DictReader(io.StringIO(hers))] == ["r-9"]
    assert "Mondays, Tuesdays" in hers
    assert not any("r-9" in said or "Mondays" in said for said in theirs)
    assert json.loads(theirs[1])["unnamed"][0]["responses"] is None


async def test_what_an_erased_person_recorded_stays_without_their_name(database, run):
    done = json.loads((await recorded(run)).stdout)
    async with database.begin() as session:
        rights = {"role": "sales", "permission": "administrator", "name": "Amy"}
        session.add(Contact(id="amy", email="amy@cirrus.example", **rights))
    erased = await run("erase", "contact", "mo@cirrus.example", "--yes")
    read = await run("answers", "pulse", "--as", "amy@cirrus.example", "--json")
    found = {each["id"]: each for each in json.loads(read.stdout)["responses"]}[done["id"]]

    assert erased.exit_code == 0
    assert (found["source"], found["words"]) == ("recorded", "Too dear.")
    assert "Mortimer" not in read.stdout
