"""The operator hands over, appoints, and reads the audit lines."""

import json

import pytest

from bot.errors import NothingFound
from tests.people.test_commands import run  # noqa: F401 - the same town and command line

MIA, MAX = "mia@cirrus.example", "max@cirrus.example"


def test_what_was_a_managers_is_handed_over_by_the_operator(run):  # noqa: F811
    run("partners", "manager", "Acme", MIA)
    run("partners", "deputy", "Bolt", MIA)
    said = run("contacts", "hand-over", MIA, "--to", MAX)
    lines = json.loads(run("audit", "--json"))

    assert said.startswith(
        "What was Mia Example's is Max Example's now. Partners: 1, as deputy: 1"
    )
    passed = next(
        line for line in lines if line["act"] == "hand over" and line["about"]["kind"] == "contact"
    )
    assert (passed["by"], passed["about"]["id"], passed["detail"]["to"]) == (
        "operator",
        "mia",
        "max",
    )
    assert "contact mia" in run("audit")


@pytest.mark.parametrize(
    "words",
    [
        ("contacts", "hand-over", MIA, "--to", "nobody@nowhere.example"),
        ("partners", "manager", "Nowhere", MIA),
        ("partners", "deputy", "Acme", "ada@acme.example"),
    ],
)
def test_what_cannot_be_handed_over_ends_in_one_sentence(run, words):  # noqa: F811
    with pytest.raises(NothingFound, match=r"^\w.*"):
        run(*words)


def test_no_line_yet_is_said(run):  # noqa: F811
    assert run("audit") == "Nothing yet.\n"


def test_a_partner_is_muted_and_heard_again_by_the_operator(run):  # noqa: F811
    why = ("--reason", "They are in talks")
    assert run("partners", "mute", "Acme", *why) == "Acme is muted.\n"
    assert run("partners", "mute", "acme", *why) == "Acme was muted before.\n"
    [listed] = json.loads(run("partners", "muted", "--json"))
    assert (listed["partner"], listed["reason"]) == ("Acme", "They are in talks")
    assert "They are in talks" in run("partners", "muted")

    assert run("partners", "unmute", "Acme") == "Acme hears from us again.\n"
    assert run("partners", "muted") == "No partner is muted.\n"
    for words in (("mute", "Nowhere", *why), ("mute", "Acme", "--reason", " ")):
        with pytest.raises(NothingFound, match=r"^\w.*"):
            run("partners", *words)
