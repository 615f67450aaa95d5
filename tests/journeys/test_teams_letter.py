"""The letter to a partner's Teams administrator, as the operator prints it."""

from tests.fixtures.books import change
from tests.fixtures.program import run

APP = "5f0c2f6e-2c3f-4c0e-9a53-d8d7c1c6a001"
MORE = {
    "TEAMS_APP_ID": APP,
    "TEAMS_APP_PASSWORD": "never-in-a-letter",
    "TEAMS_TENANT_ID": "6f0c2f6e-2c3f-4c0e-9a53-d8d7c1c6a002",
}
HOST = ("--host", "beat.cirrus.example")


def test_it_says_what_the_app_asks_for_what_to_do_and_how_to_be_rid_of_it(programme_url):
    done = run(programme_url, "teams-letter", "Acme IT Services", *HOST, **MORE)

    assert done.returncode == 0, done.stderr
    for words in (
        "The Teams app of Cirrus Channel Cloud for Acme IT Services",
        "No permission of Microsoft Graph",
        "Upload new app",
        "https://beat.cirrus.example/privacy",
        "nothing more can be sent",
        APP,
    ):
        assert words in " ".join(done.stdout.split())
    assert "never-in-a-letter" not in done.stdout


def test_a_partner_is_written_to_in_its_own_language(programme_url):
    change(programme_url, "UPDATE partner SET language = 'de' WHERE name = 'Acme IT Services'")
    done = run(programme_url, "teams-letter", "Acme IT Services", *HOST, **MORE)

    assert "Die Teams-App von Cirrus Channel Cloud" in done.stdout


def test_a_partner_that_nobody_knows_and_a_missing_app_are_named(programme_url):
    unknown = run(programme_url, "teams-letter", "Nobody Ltd", *HOST, **MORE)
    without = run(programme_url, "teams-letter", "Acme IT Services", *HOST)

    assert (unknown.returncode, without.returncode) == (1, 1)
    assert "there is no partner Nobody Ltd" in unknown.stderr
    assert "DRUMBEAT_TEAMS_APP_ID is not set" in without.stderr
