"""A card that was muted or answered shows it, to the one person who reads it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.people.store.tables import Contact, Mute
from tests.journeys.conftest import says
from tests.stand_ins.teams import FakeTeams

TECHNICAL = "acme-it-01"
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LETTER, MUTED = "CloudBackup Pro now restores", "Muted: Partner Beat"


@pytest.fixture
async def teams():
    async with FakeTeams() as teams:
        yield teams
        assert teams.violations == []


async def is_muted(served):
    async with served.house.database.read() as session:
        return TECHNICAL in await session.scalars(select(Mute.contact_id))


async def test_muting_on_slack_stands_on_the_letter_with_the_way_back(
    slack, slack_house, somebody, clock
):
    ada = await somebody(TECHNICAL)
    await ada.say_in_dm("home")
    await slack.wait_for_message(ada, says("you are here for"))
    clock.move_to(TUESDAY)
    await slack_house.house.drum.strike(clock.now())
    letter = await slack.wait_for_message(ada, says(LETTER))
    before = len(ada.inbox)
    await ada.press(letter, "Mute Partner Beat")
    await slack.until(lambda: MUTED in str(letter.blocks))
    muted = await is_muted(slack_house)
    await ada.press(letter, "Bring back Partner Beat")
    await slack.until(lambda: MUTED not in str(letter.blocks))

    assert muted
    assert not await is_muted(slack_house)
    assert LETTER in str(letter.blocks)
    assert "Mute Partner Beat" in str(letter.blocks)
    assert len(ada.inbox) == before


async def test_muting_on_teams_stands_on_the_card_with_the_way_back(teams, teams_house, clock):
    async with teams_house.house.database.read() as session:
        contact = await session.get_one(Contact, TECHNICAL)
    ada = teams.person("ada", email=contact.email, zone=contact.zone)
    await ada.install()
    await ada.say("home")
    await teams.wait_for_message(ada, lambda post: "you are here for" in str(post.card))
    clock.move_to(TUESDAY)
    await teams_house.house.drum.strike(clock.now())
    letter = await teams.wait_for_message(ada, lambda post: LETTER in str(post.card))
    shown = await ada.press(letter, "Mute Partner Beat")

    assert MUTED in str(shown.card)
    assert "Bring back Partner Beat" in str(shown.card)
    assert await is_muted(teams_house)
    await teams.until(lambda: MUTED in str(letter.card))


async def test_what_is_muted_in_a_room_is_said_to_its_reader_and_no_card_is_changed(
    slack, slack_house, somebody
):
    ada, other = await somebody(TECHNICAL), slack.user("other")
    room = slack.channel("gold", [ada, other])
    await ada.mention(room, "mute")
    asked = await slack.wait_for_message(ada, says("What shall I stop?"))
    await ada.press(asked, "Mute Partner Beat")
    said = await slack.wait_for_message(ada, says("Partner Beat is muted"))

    assert said.seen_only_by == ada.id
    assert MUTED not in str(asked.blocks)
