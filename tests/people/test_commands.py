"""What the operator settles on the command line."""

import asyncio
import json

import pytest
from typer.testing import CliRunner

from bot.errors import NothingFound
from bot.store.sessions import Database
from drumbeat.cli import app
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
