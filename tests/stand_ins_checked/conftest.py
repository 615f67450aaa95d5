"""What tests of the fake Teams ask for."""

import pytest
from aiohttp import ClientSession

from tests.stand_ins.teams import FakeTeams
from tests.stand_ins_checked.teams_bot import Caller, RecordingBot


@pytest.fixture
async def bot():
    async with RecordingBot() as running:
        yield running


@pytest.fixture
async def teams(bot):
    async with FakeTeams(bot.url) as running:
        yield running


@pytest.fixture
async def client():
    async with ClientSession() as running:
        yield running


@pytest.fixture
def call(teams, client):
    return Caller(teams, client)


@pytest.fixture
def paula(teams):
    return teams.person("paula", zone="America/Los_Angeles", locale="en-US")
