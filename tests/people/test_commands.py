"""What the operator settles on the command line."""

import asyncio
import json

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner

from bot.errors import NothingFound
from bot.people.store.complaints import COMPLAINED
from bot.people.store.place_tables import Address
from bot.people.store.tables import Contact, Mute
from bot.store.audit_tables import Audit
from bot.store.sessions import Database
from drumbeat.cli import app
from tests.fixtures.moments import NOON
from tests.people.conftest import ACME, OURS, settle_town

ADA = "ada@acme.example"


@pytest.fixture
def run(sqlite_url, monkeypatch, tmp_path):
    """Run a command in a town of its own, and return what it prints."""

    async def settle():
        database = Database(sqlite_url)
        async with database.begin() as session:
            await settle_town(session)
        await database.close()

    asyncio.run(settle())
    monkeypatch.chdir(tmp_path)
    given = {"VENDOR": "Cirrus", "SECRET_KEY": "k" * 40, "DATABASE_URL": sqlite_url}
    given["SLACK_SIGNING_SECRET"] = "secret"
    for name, value in given.items():
        monkeypatch.setenv(f"DRUMBEAT_{name}", value)

    def invoke(*words: str) -> str:
        return CliRunner().invoke(app, words, catch_exceptions=False).stdout

    return invoke


def address(*words: str) -> tuple[str, ...]:
    return (*words, "--platform", "slack", "--installation", ACME, "--user", "U1")


def test_a_link_made_by_hand_is_shown_and_taken_back(run):
    linked = run("contacts", *address("link", ADA))
    shown = json.loads(run("contacts", "show", ADA, "--json"))
    unlinked = run("contacts", *address("unlink", ADA))
    after = json.loads(run("contacts", "show", ADA, "--json"))

    assert linked == "U1 is Ada Example from now on.\n"
    assert [(w["platform"], w["rank"], w["linked_by"]) for w in shown["ways"]] == [
        ("slack", 1, "hand")
    ]
    assert "stays unknown" in unlinked
    assert [(w["rank"], w["obstacle"]) for w in after["ways"]] == [(None, "unlinked")]


def test_a_person_is_shown_in_words_too(run):
    run("contacts", *address("link", ADA))

    assert "What we send goes to Slack" in run("contacts", "show", ADA)


def test_an_address_that_was_given_up_is_used_again(run, sqlite_url):
    async def give_up() -> None:
        database = Database(sqlite_url)
        async with database.begin() as session:
            await session.execute(update(Address).values(state="dead", reason="Slack: no"))
            who = await session.scalar(select(Contact.id).where(Contact.email == ADA))
            for topic, blocked_on in (("pulse", "slack"), ("beat", "teams"), ("notes", "")):
                facts = {"contact_id": who, "topic": topic, "blocked_on": blocked_on}
                session.add(Mute(muted_at=NOON, **facts))
        await database.close()

    async def muted() -> set[str]:
        database = Database(sqlite_url)
        async with database.read() as session:
            found = set(await session.scalars(select(Mute.topic)))
        await database.close()
        return found

    run("contacts", *address("link", ADA))
    asyncio.run(give_up())
    dead = json.loads(run("contacts", "show", ADA, "--json"))
    revived = run("contacts", "revive", ADA)
    after = json.loads(run("contacts", "show", ADA, "--json"))

    assert [way["rank"] for way in dead["ways"]] == [None]
    assert revived == "Ada Example is reached again on slack.\n"
    assert [way["rank"] for way in after["ways"]] == [1]
    assert asyncio.run(muted()) == {"beat", "notes"}
    with pytest.raises(NothingFound, match="was given up"):
        run("contacts", "revive", ADA)
    with pytest.raises(NothingFound, match="nobody here"):
        run("contacts", "revive", "nobody@acme.example")


def test_whoever_called_us_spam_is_written_to_again_only_with_a_note_of_why(run, sqlite_url):
    async def complain() -> None:
        database = Database(sqlite_url)
        async with database.begin() as session:
            await session.execute(update(Address).values(state="dead", reason=COMPLAINED))
        await database.close()

    async def noted() -> list[str]:
        database = Database(sqlite_url)
        async with database.read() as session:
            found = await session.scalars(select(Audit.detail).where(Audit.act == "there again"))
            kept = list(found)
        await database.close()
        return kept

    run("contacts", *address("link", ADA))
    asyncio.run(complain())
    with pytest.raises(NothingFound, match=r"called a letter of ours spam.*--note"):
        run("contacts", "revive", ADA)
    revived = run("contacts", "revive", ADA, "--note", "asked for it by phone, 2026-11-30")

    assert revived == "Ada Example is reached again on slack.\n"
    assert "by phone, 2026-11-30" in asyncio.run(noted())[0]


def test_installations_are_bound_and_domains_registered(run):
    run("installations", "bind", "T-LOOSE", "Bolt")
    domains = run("partners", "domains", "Bolt", "--add", "bolt.example", "--add", "bolt.test")
    fewer = run("partners", "domains", "Bolt", "--remove", "bolt.test")
    places = {p["external_id"]: p for p in json.loads(run("installations", "--json"))}
    run("installations", "unbind", "T-LOOSE")

    assert domains == "Mail domains of Bolt: bolt.example, bolt.test.\n"
    assert fewer == "Mail domains of Bolt: bolt.example.\n"
    assert places["T-LOOSE"]["partner"] == "Bolt"
    assert places[OURS]["own"]
    assert "nobody" in run("installations")


def test_coverage_names_roles_platforms_sponsors_and_gaps(run):
    run("contacts", *address("link", ADA))
    run("partners", "sponsor", "acme", ADA)
    acme, bolt = json.loads(run("contacts", "coverage", "--json"))
    text = run("contacts", "coverage", "--partner", "ACME")

    assert acme["roles"]["technical"] == 1
    assert acme["platforms"]["slack"] == 1
    assert acme["partner_sponsor"] == "Ada Example"
    assert {"lack": "no_vendor_sponsor", "role": None} in acme["gaps"]
    assert bolt["reachable"] == 1
    assert "Abe Example" in text


@pytest.mark.parametrize(
    "words",
    [
        ("contacts", "show", "nobody@nowhere.example"),
        ("contacts", "coverage", "--partner", "Nowhere"),
        ("contacts", *address("link", "nobody@nowhere.example")),
        ("installations", "bind", OURS, "acme"),
        ("partners", "domains", "acme", "--add", "nonsense"),
        ("partners", "sponsor", "acme", "bob@bolt.example"),
    ],
)
def test_what_is_not_there_ends_in_one_sentence(run, words):
    with pytest.raises(NothingFound, match=r"^\w.*"):
        run(*words)


@pytest.fixture
def installable(monkeypatch):
    """Settings with which partners' workspaces can install the app."""
    given = {"SLACK_CLIENT_ID": "111.222", "SLACK_CLIENT_SECRET": "hush"}
    given["PUBLIC_URL"] = "https://beat.cirrus.example"
    for name, value in given.items():
        monkeypatch.setenv(f"DRUMBEAT_{name}", value)


@pytest.mark.usefixtures("installable")
def test_a_workspace_is_called_in_by_a_letter_and_followed(run):
    letter = run("installations", "invite", "Acme")
    again = run("installations", "invite", "Acme")
    nobodys = run("installations", "invite")
    links = json.loads(run("installations", "links", "--json"))
    run("installations", "uninvite", "Acme")
    after = json.loads(run("installations", "links", "--json"))
    listed = run("installations")

    assert "https://beat.cirrus.example/slack/install?for=" in letter
    assert "users:read.email: to recognise people" in letter
    assert "How to remove it" in letter
    assert letter != again
    assert "https://beat.cirrus.example/slack/install?for=" in nobodys
    assert sorted((one["partner"], one["state"]) for one in links) == [
        ("", "works"),
        ("Acme", "revoked"),
        ("Acme", "works"),
    ]
    assert {one["state"] for one in after if one["partner"]} == {"revoked"}
    assert "not yet" in listed
    with pytest.raises(NothingFound, match="no link that works"):
        run("installations", "uninvite", "Acme")
    with pytest.raises(NothingFound, match="no partner of that name"):
        run("installations", "invite", "Nobody")


def test_who_set_nothing_up_is_told_what_to_set(run):
    with pytest.raises(NothingFound, match="DRUMBEAT_SLACK_CLIENT_ID"):
        run("installations", "invite", "Acme")


def test_what_is_our_own_is_said_and_taken_back(run):
    owned = run("installations", "own", "T-LOOSE")
    with pytest.raises(NothingFound, match="That one is our own"):
        run("installations", "remove", "T-LOOSE")
    disowned = run("installations", "disown", "T-LOOSE")
    with pytest.raises(NothingFound, match="not our own"):
        run("installations", "disown", "T-LOOSE")
    with pytest.raises(NothingFound, match="speaks for a partner"):
        run("installations", "own", ACME)
    removed = run("installations", "remove", "T-LOOSE")
    places = {p["external_id"]: p for p in json.loads(run("installations", "--json"))}

    assert "counts for everybody" in owned
    assert "Links taken back: 0" in disowned
    assert "Slack took us out of Workspace T-LOOSE" in removed
    assert places["T-LOOSE"]["state"] == "left"
