"""Conversations on the command line: listed, settled, and named where a send did not get in."""

import asyncio
import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from bot.beat.store.tables import Delivery, Send
from bot.people.store.place_tables import Conversation, Installation
from bot.people.store.tables import Partner
from bot.store.sessions import Database, async_url
from drumbeat.cli import app

MOMENT = datetime(2026, 11, 24, 9, tzinfo=UTC)
ROOMS = {
    "ext-northwind": {"shared": True},
    "plans": {},
    "old": {"partner_id": "p1", "state": "archived", "reason": "it was archived"},
    "twice": {},
}

pytestmark = pytest.mark.both_databases


async def fill(url: str) -> None:
    database = Database(async_url(url))
    facts = {"tier": "gold", "region": "emea", "stage": "x"}
    async with database.begin() as session:
        session.add(Partner(id="p1", name="Northwind Traders", **facts))
        session.add(Partner(id="p2", name="Contoso", **facts))
        here = {"platform": "slack", "external_id": "T1", "name": "Cirrus", "token": ""}
        session.add(Installation(id="w1", installed_at=MOMENT, **here))
        await session.flush()
        others = [("twice", {"external_id": "C-OTHER"}), ("", {"partner_id": "p2"})]
        rooms = [*ROOMS.items(), *others]
        for number, (name, more) in enumerate(rooms):
            room = {"installation_id": "w1", "external_id": f"C{number}", "kind": "group"}
            given = {**room, "name": name, "service_url": "", "noted_at": MOMENT, **more}
            session.add(Conversation(id=f"room-{number}", **given))
        sent = {"kind": "edition", "subject": "pulse", "title": "Pulse", "topic": "pulse"}
        times = {"state": "ended", "due_at": MOMENT, "created_at": MOMENT}
        session.add(Send(id="5e4d0000aaaa", **sent, **times))
        await session.flush()
        for number, (state, reason) in enumerate(
            (("delivered", None), ("skipped", "conversation archived"), ("delivered", None))
        ):
            session.add(
                Delivery(
                    id=f"d-{number}",
                    send_id="5e4d0000aaaa",
                    conversation_id=("room-0", "room-2", "room-5")[number],
                    lane="slack:w1",
                    due_at=MOMENT,
                    state=state,
                    reason=reason,
                    recorded_at=MOMENT,
                )
            )
    await database.close()


@pytest.fixture
def command(database_url, monkeypatch, tmp_path):
    """Run `drumbeat …`; return its exit code and all it printed."""
    asyncio.run(fill(database_url))
    monkeypatch.chdir(tmp_path)
    given = {"VENDOR": "Cirrus", "SECRET_KEY": "k" * 40, "DATABASE_URL": database_url}
    for name, value in given.items():
        monkeypatch.setenv(f"DRUMBEAT_{name}", value)
    monkeypatch.setenv("COLUMNS", "200")

    def invoke(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, words)
        return done.exit_code, done.stdout + done.stderr + str(done.exception or "")

    return invoke


def listed(command) -> dict[str, dict]:
    _, said = command("conversations", "--json")
    return {one["id"]: one for one in json.loads(said)}


def test_they_are_listed_with_proposals_and_with_what_to_do(command):
    code, said = command("conversations")
    found = listed(command)

    assert code == 0
    assert "It looks like Northwind Traders: its name says so." in said
    assert "Unarchive it" in said
    assert found["room-0"]["proposed"] == "Northwind Traders"
    assert found["room-0"]["candidates"] == [{"partner": "Northwind Traders", "because": ["name"]}]
    assert (found["room-2"]["state"], found["room-2"]["posted_in"]) == ("archived", False)


def test_they_are_matched_and_ignored_by_name_or_id(command):
    matched = command("conversations", "match", "#ext-northwind", "northwind traders")
    other = command("conversations", "match", "C-OTHER", "Contoso")
    ignored = command("conversations", "ignore", "plans")
    found = listed(command)

    assert matched == (0, "ext-northwind is the conversation of Northwind Traders from now on.\n")
    assert (other[0], ignored[0]) == (0, 0)
    assert {key: one["partner"] for key, one in found.items() if one["posted_in"]} == {
        "room-0": "Northwind Traders",
        "room-4": "Contoso",
    }
    assert found["room-1"]["ignored"] is True


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("match", "twice", "Contoso"), "Several are called so"),
        (("match", "nowhere", "Contoso"), "I know no conversation of that name or id"),
        (("match", "plans", "Nobody"), "I know no partner of that name"),
        (("ignore", "nowhere"), "I know no conversation of that name or id"),
        (("join", "plans"), "I may not go in by myself"),
    ],
)
def test_what_cannot_be_settled_is_refused_kindly_and_changes_nothing(command, words, why):
    before = listed(command)
    code, said = command("conversations", *words)

    assert (code, why in said) == (1, True)
    assert listed(command) == before


def test_the_reach_report_names_conversations_that_nothing_reaches(command):
    _, said = command("sends")
    _, plain = command("sends", "--json")
    [closed] = json.loads(plain)["closed"]

    assert "Conversations that nothing reaches" in said
    assert (closed["partner"], closed["conversation"]) == ("Northwind Traders", "old")
    assert (closed["state"], closed["reason"]) == ("archived", "it was archived")
    assert closed["next"].startswith("Unarchive it")


def test_one_without_a_name_is_called_by_what_it_is_everywhere(command):
    joined = "Group chat of 24 November 2026"
    _, told = command("sends", "show", "5e4d", "--json")
    _, shown = command("sends", "show", "5e4d")

    assert joined in [one["conversation"] for one in json.loads(told)["conversations"]]
    assert ("Group chat" in shown, joined in command("conversations")[1]) == (True, True)
    assert listed(command)["room-5"]["called"] == joined


def test_one_send_is_shown_conversation_by_conversation(command):
    code, said = command("sends", "show", "5e4d")
    _, plain = command("sends", "show", "5e4d", "--json")
    told = {one["conversation"]: one for one in json.loads(plain)["conversations"]}

    assert (code, "Unarchive it" in said) == (0, True)
    assert (told["ext-northwind"]["outcome"], told["ext-northwind"]["next"]) == ("delivered", "")
    assert (told["old"]["outcome"], told["old"]["reason"]) == ("skipped", "conversation archived")
    assert command("sends", "show", "ffff")[0] == 1
