"""The brief as Slack and Teams take it, within their limits."""

import pytest

from bot.people.store.tables import Contact
from drumbeat.demo.sample.people import MANAGERS
from tests.journeys.actors import OnSlack, OnTeams
from tests.stand_ins.teams import FakeTeams

ACME, OWNER = "Acme IT Services", "acme-it-01"
OPEN = f"Brief: {ACME}"


@pytest.fixture
async def teams():
    async with FakeTeams() as running:
        yield running
        assert running.violations == []


async def test_slack_takes_the_whole_brief_by_its_command(slack, slack_house, somebody):
    manager = OnSlack(slack, await somebody(MANAGERS[0]))
    await manager.say("help")
    await manager.see("What I can do")
    await manager.person.command("/brief", ACME)
    brief = await manager.see(OPEN)

    assert "Certified people" in brief.text
    assert "Promised last time" in brief.text


async def test_teams_takes_the_whole_brief_of_ones_own_company(teams, teams_house):
    async with teams_house.house.database.read() as session:
        contact = await session.get_one(Contact, OWNER)
    person = teams.person(OWNER, email=contact.email, zone=contact.zone)
    await person.install()
    owner = OnTeams(teams, person)
    await owner.say("help")
    await owner.see("What I can do")
    await owner.say("brief")
    brief = str((await owner.see(OPEN)).card)

    assert "Certified people" in brief
    assert "Promised last time" in brief
