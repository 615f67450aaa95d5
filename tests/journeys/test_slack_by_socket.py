"""The story through Slack's socket: no public address, no signing secret, and nothing lost."""

import asyncio
import signal
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

import aiohttp
import pytest

from adapters.slack import socket
from adapters.slack.manifest import SCOPES
from drumbeat.settings import read_settings
from tests.fixtures.books import ask, opened
from tests.fixtures.program import serving
from tests.journeys.conftest import says, served
from tests.journeys.small_send import all_answered
from tests.stand_ins.slack import FakeSlack

APP_TOKEN = "xapp-1-A0000000001-stand-in"
TECHNICAL = "acme-it-01"
PATIENCE = 30
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
async def slack():
    """A workspace whose administrator granted what has to be granted, and nothing optional."""
    async with FakeSlack(app_token=APP_TOKEN, scopes=SCOPES) as slack:
        yield slack
        assert slack.violations == []


@pytest.fixture
def slack_settings(slack, programme_url):
    """Two tokens, and nothing by which somebody could reach us."""
    return read_settings(
        vendor="Cirrus Channel Cloud",
        secret_key="k" * 40,
        database_url=programme_url,
        port=0,
        slack_bot_token=slack.team.token,
        slack_app_token=APP_TOKEN,
        slack_api_url=slack.api_url,
    )


@pytest.fixture
async def slack_house(slack, slack_settings, clock):
    running = await served(slack_settings, clock)
    await slack.until(lambda: slack.sockets.links)
    yield running
    await running.stop()


@pytest.mark.both_databases
@pytest.mark.every_change
async def test_the_whole_story_of_a_partner(slack_house, slack, somebody, clock):
    ada = await somebody(TECHNICAL)

    await ada.command("/nps")
    card = await slack.wait_for_message(ada, says("recommend"))
    await ada.press(card, "9")
    form = await slack.wait_for_view(ada, bool)
    await ada.submit(form, {"reason": "Support answers quickly"})
    await slack.wait_for_message(ada, says("Thank you"))
    clock.move_to(TUESDAY)
    letter = await slack.wait_for_message(ada, says("CloudBackup"))
    await ada.open_home()
    home = await slack.wait_for_home(ada)
    room = slack.channel("gold", [ada])
    await ada.mention(room, "nps")
    await slack.until(lambda: [m for m in ada.inbox if m.is_ephemeral])
    await ada.say_in_dm("our ARR by product last quarter")
    figures = await slack.wait_for_message(ada, says("as of 30 Sep 2026"))

    assert "technical work" in letter.text
    assert "What can I ask?" in str(home.blocks)
    assert "CloudBackup Pro" in figures.text
    assert slack.unanswered == []


async def test_a_house_without_any_other_way_in_is_not_ready_while_its_socket_is_closed(
    slack_house, slack, monkeypatch
):
    monkeypatch.setattr(socket, "LONGEST_PAUSE", 0.1)
    slack.fail("apps.connections.open", "invalid_auth", times=1000)
    slack.sockets.cut()
    refused = await told(slack_house, "Slack refuses DRUMBEAT_SLACK_APP_TOKEN")
    slack.calm()
    again = await told(slack_house, "open")

    assert refused["status"] == "not ready"
    assert "copy it again from the app's page" in refused["reason"]
    assert again["status"] == "ready"
    assert again["checks"]["slack socket"] == {"ok": True, "said": "open"}


async def told(running, words):
    """Ask until the house says so of its socket."""
    async with asyncio.timeout(20), aiohttp.ClientSession() as session:
        while True:
            async with session.get(f"{running.url}/readyz") as answer:
                ready = await answer.json()
            if ready["checks"]["slack socket"]["said"].startswith(words):
                return ready
            await asyncio.sleep(0.05)


@contextmanager
def held(url):
    """Hold the database, so that nothing can be kept in it until the block ends."""
    engine = opened(url)
    with engine.connect() as other:
        is_file = engine.dialect.name == "sqlite"
        other.exec_driver_sql("BEGIN IMMEDIATE" if is_file else "LOCK TABLE inbox")
        yield
        other.rollback()
    engine.dispose()


def somebody_of(slack, url):
    found = ask(url, "SELECT email FROM contact WHERE id = ?", TECHNICAL)
    return slack.user("ada", email=found[0][0])


def program_by_socket(slack, url, *words):
    """Run `drumbeat serve` with two tokens; it runs until it is killed or the block ends."""
    tokens = {"SLACK_BOT_TOKEN": slack.team.token, "SLACK_APP_TOKEN": APP_TOKEN}
    return serving(url, *words, **tokens, SLACK_API_URL=slack.api_url)


@pytest.fixture
def ada(slack, programme_url):
    return somebody_of(slack, programme_url)


@pytest.fixture
def by_socket(slack, programme_url):
    return partial(program_by_socket, slack, programme_url)


@pytest.mark.both_databases
@pytest.mark.usefixtures("asking_now")
async def test_a_process_killed_between_receiving_and_acknowledging_loses_nothing(
    slack, ada, by_socket, programme_url, dialect
):
    async with by_socket() as program:
        await slack.until(lambda: slack.sockets.links, timeout=PATIENCE)
        with held(programme_url):
            saying = asyncio.create_task(ada.say_in_dm("nps"))
            await slack.until(lambda: slack.sockets.waiting)
            program.process.kill()
            await program.process.wait()
    kept = ask(programme_url, "SELECT count(*) FROM inbox")
    async with by_socket():
        card = await slack.wait_for_message(ada, says("recommend"), timeout=PATIENCE)
        ack = await saying

    assert kept == [(0,)]
    assert card
    assert ack.ok
    assert ack.attempts > 1
    assert ask(programme_url, "SELECT state FROM inbox") == [("handled",)]


@pytest.mark.usefixtures("asking_now")
async def test_a_process_killed_between_keeping_and_acknowledging_does_it_once(
    slack, ada, by_socket, programme_url
):
    async with by_socket() as program:
        await slack.until(lambda: slack.sockets.links, timeout=PATIENCE)
        await ada.say_in_dm("help")
        await slack.wait_for_message(ada, says("What I can do"), timeout=PATIENCE)
        slack.sockets.acks_lost, slack.sockets.is_deaf = 1, True
        saying = asyncio.create_task(ada.say_in_dm("nps 9"))
        await slack.until(lambda: not slack.sockets.acks_lost, timeout=PATIENCE)
        program.process.kill()
        await program.process.wait()
    kept = ask(programme_url, "SELECT count(*) FROM inbox")
    slack.sockets.is_deaf = False
    async with by_socket():
        ack = await saying
        await slack.wait_for_message(ada, says("Thank you"), timeout=PATIENCE)

    assert kept == [(2,)]
    assert ack.ok
    assert ack.attempts > 1
    assert ask(programme_url, "SELECT count(*) FROM inbox") == [(2,)]


async def test_every_process_has_a_socket_of_its_own_and_each_request_is_done_once(
    slack, postgresql_programme
):
    ada = somebody_of(slack, postgresql_programme)
    start = partial(program_by_socket, slack, postgresql_programme)
    async with start("--doors"), start("--doors"):
        await slack.until(lambda: len(slack.sockets.links) == 2, timeout=PATIENCE)
        slack.duplicate_next_event(4)
        for _ in range(4):
            await ada.say_in_dm("help")
        await slack.until(lambda: len(ada.inbox) >= 4, timeout=PATIENCE)
        await all_answered(postgresql_programme)

    assert len(set(slack.sockets.used)) == 2
    assert len(slack.door.sent) == 8
    assert ask(postgresql_programme, "SELECT state FROM inbox") == [("handled",)] * 4
    assert len(ada.inbox) == 4


@pytest.mark.usefixtures("asking_now")
async def test_a_signal_lets_what_was_received_be_answered(slack, ada, by_socket, programme_url):
    slack.hang("users.info")
    async with by_socket() as program:
        await slack.until(lambda: slack.sockets.links, timeout=PATIENCE)
        ack = await ada.command("/nps")
        await slack.until(lambda: any(call.method == "users.info" for call in slack.calls))
        program.process.send_signal(signal.SIGTERM)
        slack.release()
        await slack.wait_for_message(ada, says("recommend"), timeout=PATIENCE)
        async with asyncio.timeout(PATIENCE):
            code = await program.process.wait()

    assert ack.ok
    assert code == 0
    assert ask(programme_url, "SELECT state FROM inbox") == [("handled",)]
