"""Doors stand alone: one that cannot open at start keeps no other closed, and opens later."""

import asyncio
from datetime import UTC, datetime

import aiohttp
import pytest

from bot.people.store.tables import Contact
from bot.store.sessions import Database
from drumbeat import doorways
from drumbeat.settings import read_settings
from tests.fixtures.books import ask
from tests.journeys.conftest import says, served
from tests.stand_ins.smtp import MailSink
from tests.stand_ins.teams import FakeTeams

SLACK_READER, TEAMS_READER = "acme-it-01", "acme-it-02"
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ALWAYS = 1000


@pytest.fixture(autouse=True)
def _hurried(monkeypatch):
    """Ask again after moments: how the pauses grow is not what is told here."""
    monkeypatch.setattr(doorways, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(doorways, "LONGEST_PAUSE", 0.2)


@pytest.fixture
async def teams():
    async with FakeTeams() as teams:
        yield teams
        assert teams.violations == []


@pytest.fixture
async def sink():
    async with MailSink() as sink:
        yield sink


@pytest.fixture
def settings(slack_settings, teams, sink):
    return read_settings(
        **slack_settings.model_dump(exclude_unset=True),
        teams_app_id=teams.app_id,
        teams_app_password=teams.app_password,
        teams_tenant_id=teams.tenant.id,
        teams_service_hosts=teams.service_url.split("/")[2],
        teams_login_url=teams.base,
        teams_openid_url=teams.openid_url,
        public_url="http://127.0.0.1/",
        smtp_url=f"smtp://127.0.0.1:{sink.port}",
        smtp_allow_plain=True,
        mail_from="Beat <beat@cirrus.example>",
        mail_imprint="Cirrus GmbH, Hafenstraße 1, 20457 Hamburg",
    )


@pytest.fixture
async def start(settings, slack, teams, clock):
    """Start the whole house, and stop what was started."""
    running = []

    async def begin(chosen=settings):
        house = await served(chosen, clock)
        slack.point_at(f"{house.url}/slack/events")
        teams.point_at(f"{house.url}/api/messages")
        running.append(house)
        return house

    yield begin
    for house in running:
        if not house.task.done():
            await house.stop()


async def person(url, platform, contact_id):
    """Put a contact of the sample programme before a platform."""
    database = Database(url)
    async with database.read() as session:
        contact = await session.get_one(Contact, contact_id)
    await database.close()
    if isinstance(platform, FakeTeams):
        return platform.person(contact_id, email=contact.email, zone=contact.zone)
    return platform.user(contact_id, email=contact.email, tz=contact.zone)


async def get(url):
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.json()


async def opened(house, platform):
    """Wait until a platform's door is open."""
    (doorway,) = (one for one in house.house.doorways if one.platform == platform)
    if not doorway.is_open:
        event = asyncio.Event()
        doorway.once_open(event.set)
        async with asyncio.timeout(20):
            await event.wait()


def in_card(words):
    return lambda post: words in str(post.card)


async def states_at_rest(url, contact_id):
    """Return how deliveries stand while none of them is just being tried."""
    async with asyncio.timeout(20):
        while "sending" in (states := states_of(url, contact_id)):  # noqa: ASYNC110 - no bell
            await asyncio.sleep(0.02)
    return states


def states_of(url, contact_id):
    return [state for (state,) in ask(url, STATES, contact_id)]


STATES = "SELECT state FROM delivery WHERE contact_id = ?"


async def test_others_are_served_while_slack_is_down_and_what_waited_for_it_goes_out(
    slack, teams, start, clock, programme_url
):
    ada = await person(programme_url, slack, SLACK_READER)
    before = await start()
    await ada.command("/nps")
    await slack.wait_for_message(ada, says("recommend"))
    await before.stop()
    slack.fail("auth.test", "invalid_auth", times=ALWAYS)
    house = await start()
    bea = await person(programme_url, teams, TEAMS_READER)
    await bea.install()
    await bea.say("nps")
    answered = await teams.wait_for_message(bea, lambda post: post.card is not None)
    status, ready = await get(f"{house.url}/readyz")
    pressed = await ada.command("/nps")
    clock.move_to(TUESDAY)
    assert await teams.wait_for_message(bea, in_card("CloudBackup Pro"))
    waiting = await states_at_rest(programme_url, SLACK_READER)
    slack.calm()
    await opened(house, "slack")
    letter = await slack.wait_for_message(ada, says("CloudBackup Pro now restores"))

    assert answered
    assert (status, ready["status"]) == (200, "ready")
    assert ready["checks"]["doors"] == {
        "ok": False,
        "said": "slack: DRUMBEAT_SLACK_BOT_TOKEN: Slack: invalid_auth",
    }
    assert not pressed.ok
    assert set(waiting) == {"planned"}
    assert letter
    assert (await get(f"{house.url}/readyz"))[1]["checks"]["doors"]["ok"]


@pytest.mark.parametrize("missing", ["token", "keys"])
async def test_slack_is_served_while_teams_is_down_and_teams_opens_later(
    slack, teams, start, programme_url, missing
):
    teams.fail(503, times=ALWAYS, call=missing)
    house = await start()
    ada = await person(programme_url, slack, SLACK_READER)
    await ada.command("/nps")
    card = await slack.wait_for_message(ada, says("recommend"))
    _, ready = await get(f"{house.url}/readyz")
    async with aiohttp.ClientSession() as session:
        refused = await session.post(f"{house.url}/api/messages", json={"type": "message"})
    teams.calm()
    await opened(house, "teams")
    bea = await person(programme_url, teams, TEAMS_READER)
    await bea.install()
    await bea.say("nps")

    assert card
    assert ready["checks"]["doors"]["said"].startswith("teams: ")
    assert refused.status == 503
    assert int(refused.headers["Retry-After"]) >= 1
    assert await teams.wait_for_message(bea, lambda post: post.card is not None)


async def test_slack_is_served_while_the_relay_is_down_and_mail_opens_later(
    slack, sink, start, programme_url
):
    await sink.stop()
    house = await start()
    ada = await person(programme_url, slack, SLACK_READER)
    await ada.command("/nps")
    card = await slack.wait_for_message(ada, says("recommend"))
    _, ready = await get(f"{house.url}/readyz")
    await sink.start()
    await opened(house, "email")

    assert card
    assert ready["checks"]["doors"]["said"].startswith("email: the relay cannot be reached")


async def test_a_house_whose_only_door_is_closed_is_not_ready_and_says_why(
    slack, slack_settings, start
):
    slack.drop_before_accepting("auth.test", times=ALWAYS)
    house = await start(slack_settings)
    status, ready = await get(f"{house.url}/readyz")
    alive, _ = await get(f"{house.url}/healthz")
    slack.calm()
    await opened(house, "slack")

    assert (status, ready["status"]) == (503, "not ready")
    assert ready["reason"].startswith("slack: ")
    assert alive == 200
    assert (await get(f"{house.url}/readyz"))[0] == 200


async def test_a_platform_that_says_nothing_holds_the_start_up_for_moments_only(
    slack, slack_settings, start, monkeypatch
):
    monkeypatch.setattr(doorways, "AT_START_SECONDS", 0.2)
    slack.hang("auth.test")
    house = await start(slack_settings)
    _, ready = await get(f"{house.url}/readyz")
    slack.release()
    slack.calm()
    await opened(house, "slack")

    assert ready["reason"] == "slack: no answer within 0.2 seconds"
