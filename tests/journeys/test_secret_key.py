"""The secret key is changed while a send is in flight: everything sealed keeps working."""

import pytest

from tests.fixtures.books import ask
from tests.fixtures.program import SECRET, run
from tests.journeys.conftest import says
from tests.journeys.small_send import READERS, all_ended, come_due, posted

NEW = "n" * 40


def sealed(url):
    """Return everything that lies sealed in the database."""
    rows = ask(url, "SELECT token FROM installation WHERE token <> ''")
    rows += ask(url, "SELECT body FROM inbox WHERE body <> ''")
    rows += ask(url, "SELECT value FROM programme_fact WHERE name = 'secret_key_check'")
    return {value for (value,) in rows}


@pytest.mark.both_databases
async def test_a_key_is_changed_with_a_send_in_flight(slack, readers, serve, programme_url):
    ada = next(one for one in slack.people.values() if one.member.name == "acme-it-01")
    who = ask(programme_url, "SELECT id, email FROM contact WHERE id = 'acme-it-09'")[0][1]
    assert run(programme_url, "erase", "contact", who, "--yes").returncode == 0
    before = sealed(programme_url)
    come_due(programme_url, minutes=1)
    both = {"SECRET_KEY": NEW, "SECRET_KEY_OLD": SECRET}
    async with serve(**both) as program:
        slack.point_at(f"{program.url}/slack/events")
        await slack.until(lambda: posted(slack), timeout=60)
        rotated = run(programme_url, "secret-key", "rotate", **both)
        await all_ended(programme_url)
    assert rotated.returncode == 0, rotated.stderr
    assert "take DRUMBEAT_SECRET_KEY_OLD out" in rotated.stdout
    assert len(posted(slack)) == len(READERS)
    assert not before & sealed(programme_url)

    async with serve(SECRET_KEY=NEW) as program:
        slack.point_at(f"{program.url}/slack/events")
        await ada.command("/nps")
        assert await slack.wait_for_message(ada, says("recommend"))

    # Whoever was erased is known again, and who comes with the old key is not let in.
    back = run(programme_url, "erase", "readmit", "contact", who, SECRET_KEY=NEW)
    assert back.returncode == 0, back.stderr
    refused = run(programme_url, "doctor")
    assert "DRUMBEAT_SECRET_KEY is not the key" in refused.stdout


def test_without_the_key_before_nothing_is_changed(programme_url):
    refused = run(programme_url, "secret-key", "rotate")

    assert refused.returncode == 1
    assert "DRUMBEAT_SECRET_KEY_OLD" in refused.stderr


def test_without_a_word_more_a_key_is_made(programme_url):
    made = run(programme_url, "secret-key").stdout.strip()

    assert len(made) >= 32
    assert made != run(programme_url, "secret-key").stdout.strip()
