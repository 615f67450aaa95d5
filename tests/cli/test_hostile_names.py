"""Names that are markup to some, or act on a terminal, are text in everything that is printed."""

import asyncio
import json
import unicodedata
from contextlib import redirect_stdout
from datetime import UTC, datetime
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.beat.store.tables import Cadence, Occurrence, Send
from bot.people.store.place_tables import Installation
from bot.people.store.tables import Contact, Partner
from bot.store.sessions import Database
from drumbeat.cli import app
from drumbeat.cli.printing import show
from drumbeat.reports.report import Report, Table

NAME = "Acme [/EMEA]"
ACTING = "Ada\x1b[2J\x1b]0;owned\x07 \u202eExample\x9b31m [bold]"
HARMLESS = "Ada[2J]0;owned Example31m [bold]"
DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
MOMENT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def acts(text: str) -> bool:
    return any(unicodedata.category(sign) == "Cc" and sign not in "\t\n" for sign in text) or any(
        sign in DIRECTIONS for sign in text
    )


SLOT = datetime(2026, 11, 24, 9)  # noqa: DTZ001 - slots are wall-clock moments
BOTH = f"{NAME} {ACTING}"
ROWS = (
    (Partner(id="acme", name=NAME, tier="Gold", region="EMEA", stage="build"),),
    (
        Contact(
            id="ada",
            partner_id="acme",
            name=ACTING,
            email="ada@acme.example",
            role="technical",
            permission="partner",
            zone="UTC",
        ),
        Installation(
            id="i",
            platform="slack",
            external_id="T1",
            token="",
            name=ACTING,
            partner_id="acme",
            installed_at=MOMENT,
        ),
        Cadence(
            id="c",
            kind="newsletter",
            subject=BOTH,
            rule="FREQ=WEEKLY",
            starts_on=SLOT,
            next_slot=SLOT,
        ),
    ),
    (
        Occurrence(id="o", cadence_id="c", slot=SLOT, state="planned", opened_at=MOMENT),
        Occurrence(
            id="m",
            cadence_id="c",
            slot=SLOT.replace(day=25),
            state="missed",
            reason=BOTH,
            opened_at=MOMENT,
        ),
    ),
    (
        Send(
            id="s",
            occurrence_id="o",
            kind="edition",
            subject="x",
            title=BOTH,
            topic="news",
            due_at=MOMENT,
            created_at=MOMENT,
        ),
    ),
)
"""In an order in which they can be written."""


async def fill(url: str) -> None:
    database = Database(url)
    async with database.begin() as session:
        for rows in ROWS:
            for row in rows:
                await session.merge(row)
            await session.flush()
    await database.close()


@pytest.fixture
def printed(sqlite_url, monkeypatch, tmp_path):
    """Run a command where everybody and everything has such a name; return what is printed."""
    asyncio.run(fill(sqlite_url))
    monkeypatch.chdir(tmp_path)
    given = {"VENDOR": "Cirrus [/b]", "SECRET_KEY": "k" * 40, "DATABASE_URL": sqlite_url}
    for name, value in given.items():
        monkeypatch.setenv(f"DRUMBEAT_{name}", value)

    def invoke(*words: str) -> str:
        done = CliRunner().invoke(app, words)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.stdout + done.stderr

    return invoke


def leaves(value) -> str:
    """Return every text in what a program read, one after another."""
    match value:
        case dict():
            return "\n".join(map(leaves, value.values()))
        case list():
            return "\n".join(map(leaves, value))
        case _:
            return str(value)


TABLES = {
    "contacts coverage": (("contacts", "coverage"), "Acme"),
    "one partner": (("contacts", "coverage", "--partner", NAME), HARMLESS),
    "one person": (("contacts", "show", "ada@acme.example"), HARMLESS),
    "installations": (("installations",), "[bold]"),
    "domains": (("partners", "domains", NAME, "--add", "acme.example"), NAME),
    "schedule": (("schedule",), NAME),
    "sends": (("sends",), "/EMEA"),
}


@pytest.mark.parametrize("words", TABLES.values(), ids=TABLES.keys())
def test_a_name_is_text_in_every_table(printed, words):
    command, part = words
    text = printed(*command)

    assert part in text
    assert not acts(text)


@pytest.mark.parametrize("command", [("contacts", "coverage"), ("installations",), ("sends",)])
def test_a_program_gets_every_sign_of_a_name_and_a_terminal_none_that_acts(printed, command):
    text = printed(*command, "--json")

    assert text.isascii()
    assert not acts(text)
    assert ACTING in leaves(json.loads(text))


def test_faults_of_an_import_show_what_stands_in_the_file(printed, tmp_path):
    file = tmp_path / "partners.csv"
    file.write_text(f"id,name,tier,region\nx,{NAME} {ACTING},Gold,{ACTING}\ny\n")
    text = printed("import", "partners", str(file), "--set", f"stage={ACTING}")

    assert "What is wrong" in text
    assert not acts(text)


def in_words(report: Report) -> str:
    with redirect_stdout(StringIO()) as out:
        show(report)
    return out.getvalue()


@given(st.text(), st.text())
def test_whatever_a_report_says_nothing_in_it_acts(first, second):
    text = in_words(Report("", (Table((first,), ((second,),), title=first), second)))

    assert not acts(text)
