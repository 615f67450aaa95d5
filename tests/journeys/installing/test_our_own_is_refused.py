"""A token of our own that Slack refuses keeps no partner's workspace waiting."""

from datetime import UTC, datetime

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr

from bot.people.store import install_links
from tests.journeys.conftest import says
from tests.journeys.installing.conftest import GO, allow, slack_places


@pytest.fixture
def slack_settings(slack_settings):
    return slack_settings.model_copy(update={"slack_bot_token": SecretStr("xoxb-mistyped")})


async def test_partners_come_in_and_are_answered_while_our_own_token_is_refused(
    slack, slack_house, acme, browser
):
    async with slack_house.house.database.begin() as session:
        _, token = await install_links.make(
            session, "partner-acme-it", "operator", datetime.now(UTC)
        )
    page = await browser.open(f"{slack_house.url}/slack/install?for={token}")
    done = await allow(browser, await browser.follow(page, GO), acme)
    person = slack.user("somebody", team=acme, email="somebody@elsewhere.example")
    await person.say_in_dm("help")
    answered = await slack.wait_for_message(person, says("We have not met yet"))
    async with ClientSession() as http, http.get(f"{slack_house.url}/readyz") as answer:
        ready = await answer.json()

    assert "Acme is connected" in done.text
    assert answered
    assert answer.status == 200
    assert "DRUMBEAT_SLACK_BOT_TOKEN" in str(ready)
    assert len(await slack_places(slack_house)) == 1
