"""A house that other workspaces install by a link, and who goes that way."""

import re
import socket

import pytest
from sqlalchemy import select

from bot.people.store.place_tables import Installation
from drumbeat.settings import read_settings
from tests.journeys.conftest import says
from tests.stand_ins.browser import Browser
from tests.stand_ins.slack.oauth import PATH

ADMINISTRATOR = "cirrus-01"
GO = "On to Slack"
LINK = re.compile(r"http://127\.0\.0\.1:\d+/slack/install\?for=[\w-]+")


def a_free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def slack_settings(slack, programme_url):
    port = a_free_port()
    public_url = f"http://127.0.0.1:{port}"
    slack.app.redirect_urls.add(f"{public_url}/slack/oauth_redirect")
    return read_settings(
        vendor="Cirrus Channel Cloud",
        secret_key="k" * 40,
        database_url=programme_url,
        port=port,
        public_url=public_url,
        slack_signing_secret=slack.door.signing_secret,
        slack_bot_token=slack.team.token,
        slack_client_id=slack.app.client_id,
        slack_client_secret=slack.app.client_secret,
        slack_api_url=slack.api_url,
    )


@pytest.fixture
async def root(slack, slack_house, somebody):
    return await somebody(ADMINISTRATOR)


async def rows(house, statement):
    async with house.house.database.read() as session:
        return (await session.execute(statement)).all()


async def letter_for(slack, root, partner):
    """Let the administrator invite a partner; return the link in the letter."""
    before = len(letters(root))
    await root.say_in_dm(f"invite {partner} to slack")
    await slack.until(lambda: len(letters(root)) > before)
    return LINK.search(str(letters(root)[-1].blocks))[0]


def letters(person):
    return [one for one in person.inbox if says("partner programme in your Slack")(one)]


async def allow(browser, page, team, **more):
    return await browser.press(page, PATH, team=team.id, decision="allow", **more)


@pytest.fixture
async def browser():
    async with Browser() as one:
        yield one


@pytest.fixture
async def link(slack, slack_house, root):
    return await letter_for(slack, root, "Acme IT Services")


@pytest.fixture
def acme(slack):
    return slack.add_team("Acme", installed=False)


async def partners_places(slack_house):
    return await rows(slack_house, select(Installation).where(Installation.own.is_(False)))


async def slack_places(slack_house):
    places = await partners_places(slack_house)
    return [row for (row,) in places if row.platform == "slack"]
