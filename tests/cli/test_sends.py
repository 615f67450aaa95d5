"""Sends on the command line: sent again, all stopped, all resumed."""

import asyncio
import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner

from bot.beat.store import sends as stored
from bot.beat.store.tables import Delivery, Send
from bot.people.store.place_tables import Address, Installation
from bot.people.store.tables import Contact, Partner
from bot.store import audit
from bot.store.sessions import Database, async_url
from drumbeat.cli import app
from drumbeat.reports.watching import watched
from drumbeat.settings import read_settings

MOMENT = datetime(2026, 11, 24, 9, tzinfo=UTC)
STATES = {"ann": "delivered", "bob": "failed", "cho": "failed", "dan": "unknown", "eve": "planned"}
SEND = "5e4d0000aaaa"

pytestmark = pytest.mark.both_databases


async def fill(url: str) -> None:
    database = Database(async_url(url))
    async with database.begin() as session:
        session.add(Partner(id="p1", name="Northwind", tier="gold", region="emea", stage="x"))
        session.add(
            Installation(
                id="w1",
                platform="slack",
                external_id="T1",
                name="Cirrus",
                token="",
                installed_at=MOMENT,
            )
        )
        for part in ("aaaa", "bbbb"):
            session.add(
                Send(
                    id=SEND.replace("aaaa", part),
                    kind="edition",
                    subject=part,
                    title=f"Pulse {part}",
                    topic="pulse",
                    state="ended",
                    due_at=MOMENT,
                    created_at=MOMENT,
                )
            )
        await session.flush()
        for who, state in STATES.items():
            known = {"partner_id": "p1", "role": "sales", "permission": "partner", "zone": "UTC"}
            session.add(Contact(id=who, name=who, email=f"{who}@northwind.example", **known))
            await session.flush()
            place = {"platform": "slack", "installation_id": "w1", "linked_at": MOMENT}
            session.add(Address(id=f"a-{who}", contact_id=who, external_id=f"U{who}", **place))
            await session.flush()
            session.add(
                Delivery(
                    id=f"d-{who}",
                    send_id=SEND,
                    contact_id=who,
                    address_id=f"a-{who}",
                    lane="slack:w1",
                    due_at=MOMENT,
                    state=state,
                    recorded_at=None if state == "planned" else MOMENT,
                )
            )
    await database.close()


@pytest.fixture
def command(database_url, monkeypatch, tmp_path):
    """Run `drumbeat sends …`; return its exit code and all it printed."""
    asyncio.run(fill(database_url))
    monkeypatch.chdir(tmp_path)
    given = {
        "VENDOR": "Cirrus",
        "SECRET_KEY": "k" * 40,
        "DATABASE_URL": database_url,
        "SLACK_SIGNING_SECRET": "s" * 32,
    }
    for name, value in given.items():
        monkeypatch.setenv(f"DRUMBEAT_{name}", value)

    def invoke(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ("sends", *words))
        return done.exit_code, done.stdout + done.stderr + str(done.exception or "")

    return invoke


def read(url: str, work):
    """Read something from the database, from outside any loop."""

    async def reading():
        database = Database(async_url(url))
        async with database.read() as session:
            found = await work(session)
        await database.close()
        return found

    return asyncio.run(reading())


def states(url: str) -> dict[str, str]:
    async def of(session):
        return dict((await session.execute(select(Delivery.contact_id, Delivery.state))).all())

    return read(url, of)


def acts(url: str) -> list[tuple[str, str]]:
    async def of(session):
        return sorted((line.act, line.by) for line in await audit.lines(session))

    return read(url, of)


def test_the_list_shows_the_id_that_the_other_commands_take(command):
    code, said = command()

    assert code == 0
    assert SEND[:8] in said


MAIL = {
    "SMTP_URL": "smtp+starttls://mail.cirrus.example",
    "MAIL_FROM": "beat@cirrus.example",
    "MAIL_IMPRINT": "Cirrus GmbH, Hafenstraße 1, 20457 Hamburg",
    "PUBLIC_URL": "https://beat.cirrus.example",
}


@pytest.mark.parametrize("counted", [False, True])
def test_where_answers_by_mail_reach_nobody_here_the_report_says_so(command, monkeypatch, counted):
    replies = {"REPLY_DOMAIN": "answers.cirrus.example", "REPLY_MAILBOX": "/var/mail/answers"}
    for name, value in (MAIL | (replies if counted else {})).items():
        monkeypatch.setenv(f"DRUMBEAT_{name}", value)
    code, said = command()
    _, facts = command("--json")

    assert code == 0
    assert ("Answers by mail are not counted" in said) is not counted
    assert json.loads(facts).get("answers_by_mail_counted") is (None if counted else False)


def test_it_says_how_many_may_get_it_twice_and_changes_nothing_where_nobody_can_be_asked(
    command, database_url
):
    code, said = command("resend", SEND, "--failed", "--unknown")

    assert code == 1
    assert "3 deliveries to be planned anew, 2 failed and 1 unknown" in said
    assert "1 of them may get it twice" in said
    assert "say --yes" in said
    assert states(database_url) == STATES


def test_what_failed_is_planned_anew_and_the_send_goes_on(command, database_url):
    code, said = command("resend", SEND, "--failed", "--yes")

    assert (code, "2 deliveries planned anew." in said) == (0, True), said
    assert states(database_url) == STATES | {"bob": "planned", "cho": "planned"}
    [send] = read(database_url, lambda session: stored.begins_with(session, SEND, 2))
    assert send.state == "planned"
    assert send.reopened_at is not None
    assert acts(database_url) == [("resend", "operator")]


def test_one_person_only(command, database_url):
    code, said = command("resend", SEND, "--failed", "--to", "CHO@northwind.example", "--yes")

    assert (code, "1 delivery planned anew." in said) == (0, True)
    assert states(database_url) == STATES | {"cho": "planned"}


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((SEND, "--yes"), "say which are meant"),
        (("5e4d", "--failed", "--yes"), "several sends begin with 5e4d"),
        (("nothere", "--failed", "--yes"), "there is no send nothere"),
        ((SEND, "--failed", "--to", "who@else.example", "--yes"), "nobody here has the email"),
        ((SEND, "--failed", "--to", "ann@northwind.example", "--yes"), "nothing to send again"),
        ((SEND.replace("aaaa", "bbbb"), "--unknown", "--yes"), "nothing to send again"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_reason(command, database_url, words, why):
    code, said = command("resend", *words)

    assert (code, why in said) == (1, True)
    assert states(database_url) == STATES


def test_a_program_reads_what_came_of_it(command):
    _, said = command("resend", SEND, "--unknown", "--yes", "--json")

    assert json.loads(said)["planned"] == 1


def test_all_are_stopped_and_resumed(command, database_url):
    asked = [command("stop-all"), command("stop-all"), command()]
    told = json.loads(command("--json")[1])
    resent = command("resend", SEND, "--failed", "--yes")
    resumed = [command("resume-all"), command("resume-all")]

    assert [code for code, _ in (*asked, resent, *resumed)] == [0] * 6
    assert "All sends are stopped since " in asked[0][1]
    assert "were stopped before" in asked[1][1]
    assert "all sends are stopped since " in asked[2][1]
    assert told["stopped_since"] is not None
    assert "They wait: all sends are stopped since" in resent[1]
    assert ["All sends go on." in said for _, said in resumed] == [True, False]
    assert json.loads(command("--json")[1])["stopped_since"] is None
    assert acts(database_url) == [
        ("resend", "operator"),
        ("resume all sends", "operator"),
        ("stop all sends", "operator"),
    ]


def test_one_send_is_stopped_for_good_and_what_had_left_is_said(command, database_url):
    _change(database_url, SEND, state="planned")
    code, asked = command("stop", SEND)
    assert code == 1
    assert "1 would not get it; 1 have it." in asked
    assert states(database_url) == STATES

    _, said = command("stop", SEND, "--yes")
    _, again = command("stop", SEND, "--yes", "--json")

    assert "stopped; 1 do not get it; 1 have it." in said
    assert states(database_url) == {**STATES, "eve": "skipped"}
    assert json.loads(again)["changed"] is False
    assert acts(database_url) == [("stop send", "operator")]


def test_what_has_ended_is_past_stopping_and_that_is_said(command, database_url):
    _, said = command("stop", SEND, "--yes")

    assert "nothing was left to stop" in said
    assert acts(database_url) == []


def _change(url: str, send_id: str, **values: object) -> None:
    async def change():
        database = Database(async_url(url))
        async with database.begin() as session:
            await session.execute(update(Send).where(Send.id == send_id).values(**values))
        await database.close()

    asyncio.run(change())


def test_what_says_what_its_text_says_cannot_be_corrected_and_a_recall_is_asked_back(
    command, database_url
):
    _, refused = command("correct", SEND, "--yes")
    code, asked = command("recall", SEND)
    assert code == 1
    _, said = command("recall", SEND, "--yes", "--json")

    assert "write another version" in refused
    assert "0 copies stand where it can be" in asked
    assert json.loads(said)["send_id"] == SEND
    assert acts(database_url) == [("recall send", "operator")]
    _, again = command("correct", SEND, "--yes")
    assert "was recalled: announce it anew" in again


async def _ends(url: str) -> None:
    """Do in one wait what the scheduler would: the last one gets it, and the send ends."""
    database = Database(async_url(url))
    async with database.begin() as session:
        last = update(Delivery).where(Delivery.id == "d-eve")
        await session.execute(last.values(state="delivered", recorded_at=MOMENT))
        await session.execute(update(Send).where(Send.id == SEND).values(state="ended"))
    await database.close()


@pytest.mark.parametrize("as_json", [False, True])
def test_a_send_is_watched_line_by_line_until_it_has_ended(command, database_url, as_json):
    del command  # it filled the database
    _change(database_url, SEND, state="planned")
    lines: list[str] = []

    async def rest(_seconds: float) -> None:
        await _ends(database_url)

    asyncio.run(watched(read_settings(), SEND, lines.append, as_json=as_json, rest=rest))

    assert len(lines) == 2
    if as_json:
        told = [json.loads(line) for line in lines]
        assert [(one["state"], one["reached"]) for one in told] == [("running", 1), ("ended", 2)]
        counts = ("reached", "on_the_way", "not_reached", "left_out")
        assert all(sum(one[name] for name in counts) == one["everybody"] for one in told)
    else:
        assert "running: reached 1 of 5, 1 on the way" in lines[0]
        assert "ended: reached 2 of 5, 0 on the way" in lines[1]


def test_a_program_reads_whom_it_reached_by_way_partner_role_and_name(command):
    code, said = command("show", SEND, "--json")
    found = json.loads(said)

    assert code == 0
    assert found["ways"] == [{"platform": "slack", "is_conversation": False, "count": 1}]
    [partner] = found["partners"]
    assert (partner["name"], partner["everybody"], partner["not_reached"]) == ("Northwind", 5, 3)
    assert {one["name"]: one["state"] for one in found["missed"]} == {
        who: state for who, state in STATES.items() if state in {"failed", "unknown"}
    }
    assert "Who does not have it" in command("show", SEND)[1]


@pytest.mark.parametrize("way", [("stop",), ("resend", "--failed"), ("recall",)])
@pytest.mark.usefixtures("command")
def test_what_is_asked_before_is_no_part_of_what_a_program_reads(way):
    done = CliRunner().invoke(app, ("sends", way[0], SEND, *way[1:], "--json"))

    assert (done.stdout, done.exit_code) == ("", 1)
    assert done.stderr
