"""What a press asks of the database: few statements, as many with many people as with few."""

import asyncio
import re
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select, update

from bot.beat.store.tables import TextVersion
from bot.clock import MovableClock
from bot.people.store.place_tables import Address, Conversation
from bot.people.store.tables import Contact
from bot.voice.store.tables import Invitation, Wave
from drumbeat.app import open_house
from tests.fixtures.plans import Asked
from tests.fixtures.small_house import served
from tests.journeys.conftest import MORNING, says
from tests.journeys.test_teams import says as says_on_teams
from tests.stand_ins.teams import FakeTeams

TECHNICAL = "acme-it-01"
MORE = 3_000
PRESSES = 4
ON_SLACK, ON_TEAMS = 10, 11
"""Kept, who it is, what was asked, what stood there, what stands now, marked, closed.

What stood there is read and kept, as the press changes it, and it is looked whether a case
follows; on Teams the place is one more.
"""
NOW = datetime(2026, 11, 20, tzinfo=UTC)
WHOLE_TABLE = re.compile(r"\bSCAN (?!CONSTANT|generation)\w+(?! USING COVERING)|Seq Scan")

pytestmark = pytest.mark.where_they_differ


@asynccontextmanager
async def pressable(settings):
    """Open a house without its beat, so that all that is asked is a press's."""
    clock = MovableClock(MORNING)
    async with open_house(settings, clock) as house, served(house.routes) as server:
        await keep_what_is_asked(house)
        working = asyncio.create_task(house.workers.run())
        yield house, server.url, Asked(house.database)
        house.workers.stop()
        await working


async def keep_what_is_asked(house):
    """Let the open wave ask a version of its own, as every wave does that the beat opened."""
    written = select(TextVersion.id).where(TextVersion.key == Wave.survey)
    async with house.database.begin() as session:
        await session.execute(
            update(Wave).where(Wave.state == "open").values(text_id=written.scalar_subquery())
        )


async def more_people(house):
    """Write as many people more, whom we meet where we met the first, and who were all asked."""
    async with house.database.begin() as session:
        wave = (await session.scalars(select(Wave.id).where(Wave.state == "open"))).first()
        known = await session.scalar(select(Address).where(Address.contact_id == TECHNICAL))
        partner_id = (await session.get_one(Contact, TECHNICAL)).partner_id
        place = {"installation_id": known.installation_id}
        number = range(MORE)
        rows = {
            Contact: [
                {
                    "id": f"more-{n}",
                    "partner_id": partner_id,
                    "name": f"Mo {n}",
                    "role": "sales",
                    "permission": "partner",
                }
                for n in number
            ],
            Address: [
                {
                    "id": f"more-{n}",
                    "contact_id": f"more-{n}",
                    "platform": known.platform,
                    "external_id": f"UMORE{n}",
                    "home": known.home,
                    "linked_at": NOW,
                    **place,
                }
                for n in number
            ],
            Conversation: [
                {
                    "id": f"more-{n}",
                    "external_id": f"a:more-{n}",
                    "kind": "personal",
                    "service_url": "https://smba.example/",
                    "person": f"UMORE{n}",
                    "noted_at": NOW,
                    **place,
                }
                for n in number
            ],
            Invitation: [
                {"id": f"more-{n}", "wave_id": wave, "contact_id": f"more-{n}", "invited_at": NOW}
                for n in number
            ],
        }
        for table, written in rows.items():
            await session.execute(insert(table), written)


async def cost(house, asked, press):
    """Return how many statements a press is; what is looked up now and then is not counted."""
    counts = []
    for score in range(PRESSES):
        await press("Change my answer")
        await house.workers.idle()
        asked.all.clear()
        await press(str(10 - score))
        await house.workers.idle()
        counts.append(len(asked.all))
    return min(counts)


async def see_that_it_stays(house, asked, press, most):
    await press("7")
    await house.workers.idle()
    few = await cost(house, asked, press)
    plans = await asked.plans()
    await more_people(house)
    many = await cost(house, asked, press)
    plans |= await asked.plans()

    assert few == many
    assert few <= most
    assert len(plans) >= most
    assert {one: plan for one, plan in plans.items() if WHOLE_TABLE.search(plan)} == {}


@pytest.mark.every_change
async def test_a_press_on_slack_is_few_statements_each_with_an_index(slack, slack_settings):
    async with pressable(slack_settings) as (house, url, asked):
        slack.point_at(f"{url}/slack/events")
        async with house.database.read() as session:
            contact = await session.get_one(Contact, TECHNICAL)
        ada = slack.user(TECHNICAL, email=contact.email, tz=contact.zone)
        await ada.command("/nps")
        card = await slack.wait_for_message(ada, says("recommend"))

        async def press(score):
            await ada.press(card, score)

        await see_that_it_stays(house, asked, press, ON_SLACK)


@pytest.fixture
async def teams():
    async with FakeTeams() as teams:
        yield teams
        assert teams.violations == []


@pytest.mark.every_change
async def test_a_press_on_teams_is_few_statements_each_with_an_index(teams, teams_settings):
    async with pressable(teams_settings) as (house, url, asked):
        teams.point_at(f"{url}/api/messages")
        async with house.database.read() as session:
            contact = await session.get_one(Contact, TECHNICAL)
        ada = teams.person("ada", email=contact.email, zone=contact.zone)
        await ada.install()
        await ada.say("nps")
        card = await teams.wait_for_message(ada, says_on_teams("recommend"))

        async def press(score):
            await ada.press(card, score)

        await see_that_it_stays(house, asked, press, ON_TEAMS)
