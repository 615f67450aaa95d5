"""A partner answers in words on Teams: their manager gets it, and the answer comes back."""

import pytest

from bot.people.store.tables import Contact
from tests.journeys.replying import MANAGER, PERSON, give_to, kept_words, name_of
from tests.journeys.test_teams import TUESDAY, says
from tests.stand_ins.teams import FakeTeams
from tests.stand_ins.teams.rewriting import change, quote, said_last, take_back


@pytest.fixture
async def teams():
    async with FakeTeams() as teams:
        yield teams
        assert teams.violations == []


@pytest.fixture
async def both(teams, teams_house, clock):
    """A partner's person with an edition in hand, and the manager who looks after them."""
    database = teams_house.house.database
    await give_to(database)
    people = []
    for contact_id in (PERSON, MANAGER):
        async with database.read() as session:
            contact = await session.get_one(Contact, contact_id)
        person = teams.person(contact_id, email=contact.email, zone=contact.zone)
        await person.install()
        await person.say("help")
        await teams.wait_for_message(person, says("What I can do"))
        people.append(person)
    clock.move_to(TUESDAY)
    edition = await teams.wait_for_message(people[0], says("CloudBackup Pro now"))
    return *people, edition


async def test_an_answer_that_quotes_reaches_the_manager_and_is_answered(teams, teams_house, both):
    ada, bob, edition = both
    database = teams_house.house.database
    await quote(ada, edition, "We lost two deals because of the price", with_file=True)
    card = await teams.wait_for_message(bob, says("because of the price"))
    await bob.press(card, "Answer")
    await bob.press(card, "Send", {"field-words": "I call you tomorrow"})
    back = await teams.wait_for_message(ada, says("I call you tomorrow"))
    await ada.say("That would be great")
    again = await teams.wait_for_message(bob, says("That would be great"))

    assert await name_of(database, MANAGER) in str(back.card)
    assert "A file came with it" in str(card.card)
    assert "I call you tomorrow" in str(again.card)
    assert [words for _, words, _ in await kept_words(database)] == [
        "We lost two deals because of the price",
        "I call you tomorrow",
        "That would be great",
    ]
    assert teams.unanswered == []


async def test_what_is_changed_or_taken_back_is_followed(teams, teams_house, both):
    ada, bob, _ = both
    await ada.say("The old price hurts")
    await teams.wait_for_message(bob, says("The old price hurts"))
    said = said_last(ada)
    await change(ada, said, "The new price hurts")
    changed = await teams.wait_for_message(bob, says("The new price hurts"))
    await take_back(ada, said)
    gone = await teams.wait_for_message(bob, says("taken back"))

    assert "changed since" in str(changed.card)
    assert "price hurts" not in str(gone.card)
