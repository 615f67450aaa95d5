"""Promises on the command line: as they stand, and read out of words."""

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from bot.beat.ports import CadenceFile
from bot.beat.store import cadences
from bot.store.sessions import Database, async_url
from drumbeat.cli import app
from tests.fixtures.program import run

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
JANUARY = datetime(2026, 1, 31, 9)  # noqa: DTZ001 - wall-clock
NOWHERE = "sqlite:////nowhere/at/all.db"


def read(*words: str) -> tuple[int, dict]:
    """Read words with settings that no other command would take."""
    asked = run(NOWHERE, "schedule", "read", *words, "--json", SECRET_KEY="", VENDOR="")
    return asked.returncode, json.loads(asked.stdout)


def test_words_are_read_without_settings_or_database():
    words = ("every second Tuesday at 9 in the reader's time", "--today", "2026-12-02")

    assert read(*words) == (
        0,
        {
            "rule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;BYHOUR=9;BYMINUTE=0",
            "zone": "reader",
            "sentence": "Every 2 weeks on Tuesday at 09:00, from 8 December 2026, "
            "in the reader's time.",
            "next": [
                "2026-12-08T09:00:00",
                "2026-12-22T09:00:00",
                "2027-01-05T09:00:00",
                "2027-01-19T09:00:00",
                "2027-02-02T09:00:00",
            ],
        },
    )


def test_one_moment_is_a_rule_that_comes_once():
    code, told = read("tomorrow noon Paris", "--today", "2026-12-02")

    assert code == 0
    assert told["rule"] == "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=3;BYHOUR=12;BYMINUTE=0;COUNT=1"
    assert (told["zone"], told["next"]) == ("Europe/Paris", ["2026-12-03T12:00:00"])


def test_a_zone_stands_in_where_the_words_name_none():
    assert read("daily at 9", "--zone", "Europe/Berlin")[1]["zone"] == "Europe/Berlin"
    assert read("daily at 9", "--zone", "berlin")[1]["zone"] == "Europe/Berlin"
    assert read("daily at 9, Tokyo", "--zone", "Europe/Berlin")[1]["zone"] == "Asia/Tokyo"


def test_now_is_the_moment_that_was_named():
    told = read("now", "--zone", "Asia/Tokyo", "--today", "2026-12-02T14:30")[1]

    assert told["next"] == ["2026-12-02T14:30:00"]


def test_what_cannot_be_read_gets_a_question_and_nothing_else():
    code, told = read("every Tuesday at 9 unless it rains")

    assert code == 0
    assert list(told) == ["question"]
    assert "unless it rains" in told["question"]


def test_people_read_sentence_rule_clock_and_slots():
    told = run(NOWHERE, "schedule", "read", "on", "the", "31st", "of", "each", "month")

    assert "On the 31st of each month at 09:00" in told.stdout
    assert "April, June, September and November have no 31st" in told.stdout
    assert "probably meant: FREQ=MONTHLY;BYMONTHDAY=-1" in told.stdout
    assert "Clock: the reader's own" in told.stdout


def test_a_zone_that_is_none_is_named():
    told = run(NOWHERE, "schedule", "read", "daily at 9", "--zone", "Atlantis")

    assert told.returncode == 1
    assert "there is no time zone 'Atlantis'" in told.stderr


def test_the_doctor_names_a_promise_in_quiet_time_until_it_says_why(tmp_path):
    folder = tmp_path / "own"
    assert run(NOWHERE, "init", str(folder), "--vendor", "Cirrus").returncode == 0
    file = folder / "content" / "newsletters.yaml"
    text = re.sub(r"T09:00", "T22:00", file.read_text())

    def said() -> str:
        told = run(NOWHERE, "doctor", "--json", CONTENT=str(folder / "content"))
        return next(one["said"] for one in json.loads(told.stdout) if one["subject"] == "content")

    file.write_text(text)
    assert "our-news: Tue 22:00 is in quiet time" in said()
    file.write_text(
        text.replace("      zone: reader", "      keep: a night shift\n      zone: reader")
    )
    assert "quiet" not in said()


async def promise(
    url: str, *, now: datetime = NOW, start: datetime = JANUARY, **rules: str
) -> None:
    database = Database(async_url(url))
    files = [
        CadenceFile(
            kind="newsletter",
            subject=subject,
            rule=rule,
            starts_on=start,
            zone=None,
            catch_up_minutes=60,
        )
        for subject, rule in rules.items()
    ]
    async with database.begin() as session:
        await cadences.sync(session, files, now)
    await database.close()


@pytest.fixture
def ours(database_url: str, monkeypatch: pytest.MonkeyPatch):
    """Run `drumbeat schedule` on a database where something is promised every Tuesday."""
    monkeypatch.setenv("DRUMBEAT_DATABASE_URL", database_url)
    monkeypatch.setenv("DRUMBEAT_SECRET_KEY", "k" * 40)
    monkeypatch.setenv("DRUMBEAT_VENDOR", "Cirrus")
    now = datetime.now(UTC)
    start = (now + timedelta(days=2)).replace(
        hour=9, minute=0, second=0, microsecond=0, tzinfo=None
    )

    def said(*words: str, code: int = 0) -> str:
        done = CliRunner().invoke(app, ["schedule", *words])
        assert done.exit_code == code, done.exception or done.output
        return str(done.exception) if code else done.stdout

    asyncio.run(promise(database_url, now=now, start=start, beat="FREQ=WEEKLY"))
    return said, [start + timedelta(weeks=n) for n in range(5)]


@pytest.mark.both_databases
def test_single_slots_are_skipped_moved_paused_and_resumed(ours):
    said, (first, second, third, fourth, *_) = ours
    later = second + timedelta(hours=5)

    assert "beat" in said("skip", "beat", "next", "--why", "bank holiday")
    told = json.loads(said("move", "beat", f"{second:%F}", "--to", f"{later:%FT%H:%M}", "--json"))
    assert (told["next_slot"], told["slot"]) == (later.isoformat(), second.isoformat())
    said("pause", "beat", third.isoformat(timespec="minutes"), "--why", "legal reads it")

    (listed,) = json.loads(said("list", "--json"))
    books = {
        one["slot"]: (one["at"], one.get("what"), one.get("reason")) for one in listed["coming"]
    }
    assert books[first.isoformat()] == (None, "skipped", "bank holiday")
    assert books[second.isoformat()] == (later.isoformat(), "moved", "")
    assert books[third.isoformat()] == (None, "paused", "legal reads it")
    assert books[fourth.isoformat()] == (fourth.isoformat(), None, None)
    assert "bank holiday" in said()
    assert f"Next: {first:%a %-d %b %Y %H:%M}" in said("resume", "beat", f"{first:%F}")


@pytest.mark.both_databases
def test_a_whole_promise_is_paused_and_resumed(ours):
    said, (first, *_) = ours

    assert "is paused" in said("pause", "beat")
    assert json.loads(said("--json"))[0]["paused"] is True
    assert "paused already" in said("pause", "beat", code=1)
    assert f"Next: {first:%a %-d %b %Y %H:%M}" in said("resume", "beat")


def test_what_is_no_slot_or_no_promise_is_said_with_what_there_is(ours):
    said, (first, second, *_) = ours

    assert "`drumbeat schedule` lists it all" in said("skip", "bea", "next", code=1)
    refused = said("skip", "beat", f"{first - timedelta(days=1):%F}", code=1)
    assert f"Next are: {first:%FT%H:%M}, {second:%FT%H:%M}" in refused
    assert "has no changed slot" in said("resume", "beat", "next", code=1)
    assert "is over everywhere" in said("move", "beat", "next", "--to", "2026-01-01T09:00", code=1)


@pytest.mark.both_databases
def test_a_promise_that_leaves_months_out_says_so_where_promises_are_shown(
    database_url: str, monkeypatch: pytest.MonkeyPatch
):
    asyncio.run(promise(database_url, pulse="FREQ=MONTHLY", beat="FREQ=WEEKLY;BYDAY=TU"))
    monkeypatch.setenv("DRUMBEAT_DATABASE_URL", database_url)
    monkeypatch.setenv("DRUMBEAT_SECRET_KEY", "k" * 40)
    monkeypatch.setenv("DRUMBEAT_VENDOR", "Cirrus")

    shown = CliRunner().invoke(app, ["schedule"])
    told = json.loads(CliRunner().invoke(app, ["schedule", "--json"]).stdout)

    assert shown.exit_code == 0
    assert "pulse: February, April, June, September and November have no 31st" in shown.stdout
    assert "probably meant: FREQ=MONTHLY;BYMONTHDAY=-1" in shown.stdout
    assert "beat:" not in shown.stdout
    assert [one["subject"] for one in told if "left_out" in one] == ["pulse"]


def test_the_doctor_names_what_a_promise_in_the_files_leaves_out(tmp_path):
    folder = tmp_path / "own"
    assert run(NOWHERE, "init", str(folder), "--vendor", "Cirrus").returncode == 0
    file = folder / "content" / "newsletters.yaml"
    file.write_text(re.sub(r"rule: \S+", "rule: FREQ=MONTHLY;BYDAY=5TU", file.read_text()))

    told = run(NOWHERE, "doctor", "--json", CONTENT=str(folder / "content"))

    (found,) = [one for one in json.loads(told.stdout) if one["subject"] == "content"]
    assert "months with only four Tuesdays are left out" in found["said"]
    assert "probably meant: FREQ=MONTHLY;BYDAY=-1TU" in found["said"]
    assert found["mend"] == ""
    assert found["next_step"]


def test_the_weeks_to_come_are_simulated_as_planned_and_with_something_more(ours):
    said, _ = ours
    told = json.loads(said("simulate", "--json"))
    more = json.loads(said("simulate", "--when", "every day at 9, Berlin time", "--json"))

    assert (told["budget"], told["recipients"], told["weeks"]) == (5, 0, [])
    assert more["recipients"] == 0
    assert said("simulate") == "Nobody gets more than 5 messages within seven days.\n"
    assert "of never" in said("simulate", "--when", "on the twelfth of never", code=1)
