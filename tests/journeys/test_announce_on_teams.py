"""A partner manager announces on Teams: written on a card, seen, sent, and read once."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.people.store.tables import Contact
from tests.journeys.replying import MANAGER, PERSON
from tests.journeys.test_teams import says
from tests.stand_ins.teams import FakeTeams

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


@pytest.fixture
async def teams():
    async with FakeTeams() as teams:
        yield teams
        assert teams.violations == []


@pytest.fixture
async def people(teams, teams_house, clock):
    """Somebody at a partner, and a partner manager, who both have the app."""
    clock.move_to(NOW)
    found = []
    for contact_id in (PERSON, MANAGER):
        async with teams_house.house.database.read() as session:
            contact = await session.get_one(Contact, contact_id)
        person = teams.person(contact_id, email=contact.email, zone=contact.zone)
        await person.install()
        await person.say("help")
        await teams.wait_for_message(person, says("What I can do"))
        found.append(person)
    return found


@pytest.mark.both_databases
async def test_an_announcement_is_written_on_a_card_seen_sent_and_read_once(
    teams, teams_house, people, clock
):
    ada, mia = people
    await mia.say("announce New price list")
    form = await teams.wait_for_message(mia, says("An announcement"), timeout=20)
    words = {"field-words": "The **new price list** is here.\n\n- Gold\n- Silver"}
    await mia.press(form, "Write an announcement")
    await mia.submit(values=words, what="Keep as draft")
    draft = await teams.wait_for_message(mia, says("Draft: New price list"), timeout=20)
    await teams.wait_for_message(mia, says("new price list"), timeout=20)
    await mia.press(draft, "Send")
    await teams.until(lambda: says("Planned: New price list")(draft))
    clock.move_to(NOW + timedelta(minutes=4))
    await teams_house.house.drum.strike(clock.now())
    got = await teams.wait_for_message(ada, says("new price list"), timeout=20)
    clock.move_to(NOW + timedelta(days=2))
    await teams_house.house.drum.strike(clock.now())

    assert "to tell between its newsletters" in str(got.card)
    assert len([one for one in ada.inbox if says("new price list")(one)]) == 1
    assert teams.unanswered == []


async def test_a_draft_is_read_as_a_technician_and_tried_and_its_card_stays(
    teams, teams_house, people, clock
):
    _, mia = people
    await mia.say("announce New price list")
    form = await teams.wait_for_message(mia, says("An announcement"), timeout=20)
    await mia.press(form, "Write an announcement")
    await mia.submit(values={"field-words": "Yours.\n\n---\n\n- Gold"}, what="Keep as draft")
    draft = await teams.wait_for_message(mia, says("Draft: New price list"), timeout=20)
    await mia.press(draft, "Read it as …")
    asked = {"field-role": "technical", "field-tier": "Gold"}
    await mia.press(draft, "Read it", values=asked)
    reading = await teams.wait_for_message(mia, says("reads it"), timeout=20)
    await teams.wait_for_message(mia, says("you do technical work at"), timeout=20)
    await mia.press(draft, "Send it to me as a test")
    await mia.press(draft, "Send the test")
    clock.move_to(NOW + timedelta(minutes=1))
    await teams_house.house.drum.strike(clock.now())
    test = await teams.wait_for_message(mia, says("Test: New price list"), timeout=20)

    assert "(Gold)" in str(reading.card)
    assert "This is a test" in str(test.card)
    assert says("Draft: New price list")(draft)
    assert teams.unanswered == []


async def test_what_was_sent_is_corrected_in_its_place(teams, teams_house, people, clock):
    ada, mia = people
    await mia.say("announce New price list")
    form = await teams.wait_for_message(mia, says("An announcement"), timeout=20)
    await mia.press(form, "Write an announcement")
    await mia.submit(values={"field-words": "The pack is **$200** for you."}, what="Keep as draft")
    draft = await teams.wait_for_message(mia, says("Draft: New price list"), timeout=20)
    await mia.press(draft, "Send")
    await teams.until(lambda: says("Planned: New price list")(draft))
    await struck(teams_house, clock, 4)
    got = await teams.wait_for_message(ada, says("$200"), timeout=20)
    await mia.say("sends")
    listed = await teams.wait_for_message(mia, says("The latest sends"), timeout=20)
    await mia.press(listed, "Report: New price list")
    card = await teams.wait_for_message(mia, says("whom it reached"), timeout=20)
    await mia.press(card, "Correct …")
    said = {"field-words": "The pack is **$250** for you.", "field-note": "a wrong price"}
    await mia.press(card, "Show what changes", values=said)
    shown = await teams.wait_for_message(mia, says("What the correction changes"), timeout=20)
    await mia.press(shown, "Correct it")
    await struck(teams_house, clock, 8)
    await teams.until(lambda: says("$250")(got), timeout=20)

    assert "a wrong price" in str(got.card)
    assert len([one for one in ada.inbox if says("The pack is")(one)]) == 1
    assert teams.unanswered == []


async def struck(house, clock, minutes):
    clock.move_to(NOW + timedelta(minutes=minutes))
    await house.house.drum.strike(clock.now())
