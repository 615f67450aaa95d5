"""The program as an operator runs it: signals, crashes, restarts, and starts that must fail."""

import asyncio
import json
import signal
import socket
from contextlib import asynccontextmanager

import pytest

from drumbeat.settings import SAMPLE_CONTENT
from tests.fixtures.books import ask, change
from tests.fixtures.program import run, serving
from tests.journeys.conftest import says

TECHNICAL = "acme-it-01@"


@asynccontextmanager
async def serving_slack(slack, url):
    """Run `drumbeat serve` beside this Slack until the block ends, or it ends itself."""
    more = {
        "SLACK_SIGNING_SECRET": slack.door.signing_secret,
        "SLACK_BOT_TOKEN": slack.team.token,
        "SLACK_API_URL": slack.api_url,
    }
    async with serving(url, **more) as program:
        slack.point_at(f"{program.url}/slack/events")
        yield program.process


def email_of(url, contact_id):
    return ask(url, "SELECT email FROM contact WHERE id = ?", contact_id)[0][0]


@pytest.fixture
def ada(slack, programme_url):
    return slack.user("ada", email=email_of(programme_url, "acme-it-01"))


@pytest.mark.usefixtures("asking_now")
@pytest.mark.every_change
async def test_what_was_acknowledged_before_a_crash_is_done_after_the_restart(
    slack, ada, programme_url, dialect
):
    slack.hang("users.info")
    async with serving_slack(slack, programme_url) as process:
        ack = await ada.command("/nps")
        await slack.until(lambda: any(call.method == "users.info" for call in slack.calls))
        process.kill()
        await process.wait()
    left = ask(programme_url, "SELECT state FROM inbox")
    if dialect == "postgresql":  # where another process might still be at it, for a minute
        change(programme_url, "UPDATE inbox SET taken_until = NULL")
    slack.release()
    slack.calm()
    async with serving_slack(slack, programme_url):
        card = await slack.wait_for_message(ada, says("recommend"))

    assert ack.ok
    assert left == [("waiting",)]
    assert card


@pytest.mark.usefixtures("asking_now")
async def test_an_answer_that_is_owed_comes_after_a_crash_and_the_work_is_done_once(
    slack, ada, programme_url, dialect
):
    async with serving_slack(slack, programme_url) as process:
        await ada.say_in_dm("nps")
        card = await slack.wait_for_message(ada, says("recommend"))
        slack.hang("chat.update")
        await ada.press(card, "9")
        await slack.until(lambda: any(call.method == "chat.update" for call in slack.calls))
        process.kill()
        await process.wait()
    left = ask(programme_url, "SELECT count(*) FROM inbox WHERE owed IS NOT NULL AND owed <> ''")
    given = ask(programme_url, "SELECT id, score, answered_at FROM response")
    if dialect == "postgresql":  # where another process might still be at it, for a minute
        change(programme_url, "UPDATE inbox SET taken_until = NULL")
    slack.release()
    slack.calm()
    async with serving_slack(slack, programme_url) as process:
        await slack.until(
            lambda: [c for c in slack.calls if c.method == "chat.update"][1:], timeout=20
        )
        process.send_signal(signal.SIGTERM)
        await process.wait()

    assert left == [(1,)]
    assert ask(programme_url, "SELECT id, score, answered_at FROM response") == given
    assert ask(programme_url, "SELECT DISTINCT state, owed FROM inbox") == [("handled", None)]
    assert len([call for call in slack.calls if call.method == "chat.update"]) == 2


@pytest.mark.usefixtures("asking_now")
async def test_a_signal_lets_the_work_in_hand_finish(slack, ada, programme_url):
    slack.hang("users.info")
    async with serving_slack(slack, programme_url) as process:
        await ada.command("/nps")
        await slack.until(lambda: any(call.method == "users.info" for call in slack.calls))
        process.send_signal(signal.SIGTERM)
        slack.release()
        await slack.wait_for_message(ada, says("recommend"))
        async with asyncio.timeout(20):
            code = await process.wait()

    assert code == 0
    assert ask(programme_url, "SELECT state FROM inbox") == [("handled",)]


def test_a_wrong_secret_key_stops_the_start_with_a_clear_sentence(programme_url):
    run(programme_url, "ask", "ARR", "--as", email_of(programme_url, "cirrus-01"))
    again = run(programme_url, "serve", SECRET_KEY="o" * 40)

    assert again.returncode == 1
    assert "DRUMBEAT_SECRET_KEY is not the key" in again.stderr
    assert "Traceback" not in again.stderr


def test_a_database_one_step_behind_stops_the_start_and_names_the_command(programme_url):
    change(programme_url, "UPDATE alembic_version SET version_num = '0001'")
    started = run(programme_url, "serve")

    assert started.returncode == 1
    assert "run `drumbeat db upgrade`" in started.stderr


@pytest.mark.parametrize("command", ["serve", "schedule", "sends"])
def test_a_database_that_was_never_set_up_stops_a_command_likewise(tmp_path, command):
    started = run(f"sqlite:///{tmp_path / 'new.db'}", command)

    assert started.returncode == 1
    assert "run `drumbeat db upgrade`" in started.stderr
    assert "Traceback" not in started.stderr


def test_a_port_somebody_else_has_stops_the_start_with_a_clear_sentence(programme_url):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        started = run(programme_url, "serve", PORT=str(held.getsockname()[1]))

    assert started.returncode == 1
    assert "choose another port" in started.stderr
    assert "Traceback" not in started.stderr


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("VENDOR", "x" * 81, "DRUMBEAT_VENDOR is wrong: write your company's name"),
        ("SECRET_KEY", "short", "DRUMBEAT_SECRET_KEY is wrong: at least 32 characters"),
        ("PORT", "many", "DRUMBEAT_PORT is wrong: write a number from 0 to 65535"),
        ("ZONE", "Mars/Olympus", "DRUMBEAT_ZONE is wrong: it is no time zone"),
        ("DATABASE_URL", "mysql://x", "DRUMBEAT_DATABASE_URL is wrong: only sqlite"),
        ("CONTENT", "/nowhere/at/all", "DRUMBEAT_CONTENT is wrong: there is no folder"),
        ("CURRENCY", "euro", "DRUMBEAT_CURRENCY is wrong: write three capital letters"),
        ("SLACK_BOT_TOKEN", "xoxb-1", "DRUMBEAT_SLACK_SIGNING_SECRET"),
        ("SLACK_BOT_TOKEN", "xoxb-1", "also needs DRUMBEAT_SLACK_APP_TOKEN (no public address)"),
        ("SLACK_BOT_TOKEN", "xapp-1", "it begins with xapp-; write the Bot User OAuth Token"),
        ("SLACK_APP_TOKEN", "xapp-1", "also needs DRUMBEAT_SLACK_BOT_TOKEN"),
        ("SLACK_APP_TOKEN", "xoxb-1", "it begins with xoxb-; write the app-level token"),
    ],
)
def test_a_wrong_setting_is_named_before_anything_starts(programme_url, name, value, sentence):
    started = run(programme_url, "serve", **{name: value})

    assert started.returncode == 1
    assert sentence in started.stderr
    assert "Traceback" not in started.stderr


@pytest.mark.parametrize(
    ("place", "text", "sentence"),
    [
        ("editions/partner-beat/99.md", "---\nnewsletter: nothing\n---\nHello", "99.md:2"),
        (
            "editions/partner-beat/99.md",
            "---\nnewsletter: partner-beat\ntitle: A\nsubject: B\n---\nHi",
            "99.md:4",
        ),
        ("editions/partner-beat/99.md", "no front matter", "99.md:1"),
    ],
)
def test_a_wrong_edition_stops_the_start_with_its_file_and_line(
    programme_url, tmp_path, place, text, sentence
):
    folder = tmp_path / "content"
    copy(SAMPLE_CONTENT, folder)
    (folder / place).write_text(text)
    started = run(programme_url, "serve", CONTENT=str(folder))

    assert started.returncode == 1
    assert sentence in started.stderr


def test_a_cadence_that_cannot_be_read_stops_the_start_with_its_file_and_line(
    programme_url, tmp_path
):
    folder = tmp_path / "content"
    copy(SAMPLE_CONTENT, folder)
    file = folder / "newsletters.yaml"
    lines = file.read_text().splitlines()
    number = next(i for i, line in enumerate(lines) if "FREQ=" in line)
    lines[number] = lines[number].split("FREQ=")[0].rstrip('"') + "FREQ=SOMETIMES"
    file.write_text("\n".join(lines))
    started = run(programme_url, "serve", CONTENT=str(folder))

    assert started.returncode == 1
    assert f"newsletters.yaml:{number}: newsletters.0.cadence: the rule needs" in started.stderr


def copy(source, target):
    for path in source.rglob("*"):
        if path.is_file():
            new = target / path.relative_to(source)
            new.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(path.read_bytes())


def test_a_fresh_demo_throws_nothing_away_that_no_demo_left(tmp_path):
    (tmp_path / "drumbeat.db").write_text("somebody's own")
    started = run("sqlite:///unused.db", "demo", "--fresh", "--folder", str(tmp_path))

    assert started.returncode == 1
    assert "holds no demo" in started.stderr
    assert (tmp_path / "drumbeat.db").read_text() == "somebody's own"


def test_a_new_database_is_set_up_filled_and_asked_from_the_command_line(tmp_path):
    url = f"sqlite:///{tmp_path / 'own.db'}"
    steps = [
        run(url, "db", "upgrade"),
        run(url, "db", "check"),
        run(url, "db", "sample", "--today", "2026-11-22"),
        run(url, "ask", "ARR by product in Q3 2026", "--as", "nobody@example.com"),
    ]
    email = email_of(f"sqlite+aiosqlite:///{tmp_path / 'own.db'}", "cirrus-01")
    question = ("ask", "ARR by product in Q3 2026", "--as", email)
    answer, data = run(url, *question), json.loads(run(url, *question, "--json").stdout)
    promises = run(url, "schedule")

    assert [step.returncode for step in steps] == [0, 0, 0, 1]
    assert "nobody here has the email address" in steps[-1].stderr
    assert "as of 30 Sep 2026" in answer.stdout
    (figure,) = data["figures"]
    assert figure["definition"] in answer.stdout
    assert all(value["text"] in answer.stdout for value in figure["values"])
    assert figure["values"][0]["base"]["count"] > 0
    assert data["age"]["data_until"] <= "2026-11-22"
    assert "`drumbeat serve` takes up what the content folder promises" in promises.stdout
