"""Questions on the command line: many at once of the sample, or one as anybody of a kind."""

import asyncio
import json

import pytest
from typer.testing import CliRunner

from bot.store.sessions import Database
from drumbeat.cli import app
from tests.store import quetzal

LINES = (
    {"id": "a", "question": "churn for acme last quarter", "as": "vendor_user"},
    {"id": "b", "question": "and csat", "as": "partner_user(Litware MSP)", "history": ["our nps"]},
    {"id": "c", "question": "arr of acme", "as": "partner_user(litware msp)"},
)


def asked(*words):
    return CliRunner().invoke(app, ["ask", *words])


@pytest.fixture
def batch(tmp_path):
    def write(*lines):
        path = tmp_path / "questions.jsonl"
        text = (line if isinstance(line, str) else json.dumps(line) for line in lines)
        path.write_text("".join(f"{line}\n" for line in text), encoding="utf-8")
        return str(path)

    return write


def test_a_batch_is_asked_of_the_sample_programme_without_settings(batch, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in ("VENDOR", "SECRET_KEY", "DATABASE_URL"):
        monkeypatch.delenv(f"DRUMBEAT_{name}", raising=False)
    done = asked("--batch", batch(*LINES, ""), "--today", "2026-11-22")
    got = {row["id"]: row["got"] for row in map(json.loads, done.stdout.splitlines())}

    assert done.exit_code == 0, done.output
    assert got["a"]["metric"] == "customer_churn_rate"
    assert got["a"]["filters"] == {"partner": ["Acme IT Services"]}
    assert got["a"]["period"] == {"start": "2026-07-01", "end": "2026-10-01"}
    assert (got["b"]["metric"], got["b"]["filters"]) == ("csat", {"partner": ["Litware MSP"]})
    assert (got["c"]["kind"], got["c"]["reason"]) == ("refuse", "not_authorised")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{not json", "Invalid JSON"),
        ({"id": "z", "as": "vendor_user"}, "there is no 'question'"),
        ({"id": "z", "question": "arr", "as": "vendor_user", "history": "nps"}, "history"),
        ({"id": "a", "question": "arr", "as": "vendor_user"}, "is in line 1 too"),
        ({"id": "z", "question": "arr", "as": "boss"}, "partner_user(NAME)"),
        ({"id": "z", "question": "arr", "as": "partner_user(Nobody)"}, "no partner is called"),
    ],
)
def test_a_bad_line_is_told_with_its_number(batch, line, reason):
    done = asked("--batch", batch(LINES[0], line), "--today", "2026-11-22")

    assert done.exit_code != 0
    told = str(done.exception)
    assert ".jsonl:2: " in told
    assert reason in told


def test_a_batch_that_is_not_there_is_told(tmp_path):
    done = asked("--batch", str(tmp_path / "none.jsonl"))

    assert "cannot be read" in str(done.exception)


@pytest.fixture
def run(monkeypatch, sqlite_url):
    given = {"VENDOR": "Cirrus", "SECRET_KEY": "k" * 40, "DATABASE_URL": sqlite_url}
    for name, value in given.items():
        monkeypatch.setenv(f"DRUMBEAT_{name}", value)

    async def invoke(*words):
        return await asyncio.to_thread(asked, *words)

    return invoke


async def test_a_kind_of_asker_sees_what_such_people_see_on_that_day(sqlite_url, run):
    database = Database(sqlite_url)
    async with database.begin() as session:
        await quetzal.settle(session)
    await database.close()
    words = ("arr last month", "--today", "2026-03-10", "--json", "--as")
    partner = json.loads((await run(*words, "partner_user(quetzal logistics)")).stdout)
    vendor = json.loads((await run(*words, "vendor_admin")).stdout)

    assert partner["filters"] == {"partner": ["Quetzal Logistics"]}
    assert vendor["filters"] == {}
    assert vendor["period"] == {"start": "2026-02-01", "end": "2026-03-01"}
