"""A goal from its first line to the brief, and a check-in by one tap on every platform."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.goals.store.tables import CheckIn, CheckInRound
from bot.people.store.tables import Contact
from drumbeat.demo.sample.people import MANAGERS
from tests.journeys.actors import InBrowser, OnSlack, OnTeams
from tests.stand_ins.teams import FakeTeams

ACME, OWNER = "Acme IT Services", "acme-it-01"
WEBINAR, WON_BACK = "A webinar in March", "Five CloudBackup customers won back"
FIRST = datetime(2026, 12, 1, 9, 5, tzinfo=UTC)
SAID = "amber (Kerensa Applegarth, 1 Dec 2026)"
AMBER, WHY = "\U0001f7e1 amber", "Two of them wait for a price"


@pytest.fixture
async def teams():
    async with FakeTeams() as running:
        yield running
        assert running.violations == []


async def said_of(house):
    """Return what was said for the slot of December, by whom."""
    async with house.house.database.read() as session:
        rows = await session.execute(
            select(CheckIn.by, CheckIn.side, CheckIn.colour, CheckIn.note).where(
                CheckIn.slot_on == FIRST.date()
            )
        )
        return rows.all()


async def strike(house, clock, moment=FIRST):
    clock.move_to(moment)
    await house.house.drum.strike(clock.now())


async def become(page, demo, who):
    await page.goto(demo.url)
    await page.get_by_role("button", name=who).click()
    await page.wait_for_url("**/chat*")
    return InBrowser(page)


async def test_a_goal_is_written_checked_in_on_and_read_in_the_brief(page, demo, clock):
    manager = await become(page, demo, "Partner manager at")
    await manager.say(f"plan {ACME}")
    plan = await manager.see(f"Joint plan: {ACME}")
    told = {"words": WEBINAR, "due": "2027-03-31"}
    await manager.fill(plan, "Add a goal", "Keep", **told)
    await manager.see(f"{WEBINAR}")
    await strike(demo, clock)
    owner = await become(page, demo, "Technical work at Acme IT Services")
    asked = await owner.see("How do your goals stand?")
    await owner.press(asked, AMBER, SAID)
    await owner.fill(asked, "Say why", "Keep", why=WHY)
    await owner.see(WHY)
    manager = await become(page, demo, "Partner manager at")
    await manager.say(f"brief {ACME}")
    brief = await manager.see("Going on together")
    shown = await brief.inner_text()

    assert (OWNER, "partner", "amber", WHY) in await said_of(demo)
    assert f"amber (Kerensa Applegarth, 1 Dec 2026: {WHY})" in shown
    assert f"{WEBINAR}" in shown
    assert "Promised last time" in shown


async def test_a_tap_on_slack_counts_at_once_and_stands_before_the_other_owner(
    slack, slack_house, somebody, clock
):
    people = [OnSlack(slack, await somebody(one)) for one in (OWNER, MANAGERS[0])]
    for person in people:
        await person.say("help")
        await person.see("What I can do")
    owner, manager = people
    await strike(slack_house, clock)
    theirs = await owner.see("How do your goals stand?")
    ours = await manager.see("How do your goals stand?")
    await owner.press(theirs, AMBER, SAID)
    before = ours.text
    await strike(slack_house, clock)

    assert await said_of(slack_house) == [(OWNER, "partner", "amber", None)]
    assert "Kerensa Applegarth: no word since" in before
    await slack.until(lambda: SAID in ours.text)


async def test_a_tap_on_teams_counts_at_once(teams, teams_house, clock):
    async with teams_house.house.database.read() as session:
        contact = await session.get_one(Contact, OWNER)
    person = teams.person(OWNER, email=contact.email, zone=contact.zone)
    await person.install()
    owner = OnTeams(teams, person)
    await owner.say("help")
    await owner.see("What I can do")
    await strike(teams_house, clock)
    asked = await owner.see("How do your goals stand?")
    await owner.press(asked, AMBER, "Say why")

    assert await said_of(teams_house) == [(OWNER, "partner", "amber", None)]


async def test_a_slot_is_asked_once_and_silence_stays_no_word(demo, clock):
    await strike(demo, clock)
    await strike(demo, clock, FIRST.replace(hour=12))
    async with demo.house.database.read() as session:
        asked = list(await session.scalars(select(CheckInRound.partner_id)))

    assert sorted(asked) == ["partner-acme-it", "partner-bluepeak"]
    assert await said_of(demo) == []
