"""A letter's question is passed on from its page; opening the link asks nobody."""

import pytest
from sqlalchemy import select, update

from bot.people.store.tables import Contact
from bot.voice.store.tables import Invitation
from tests.journeys.conftest import says
from tests.journeys.replying import PERSON
from tests.journeys.test_a_case import LONG, ada, sink
from tests.journeys.test_a_poll_and_an_own_survey import ASKED, content, readers, slack_house
from tests.journeys.test_announce import rows
from tests.journeys.test_email import fetch, hidden
from tests.journeys.test_passing_a_survey_on import ELSE, never_asked

__all__ = ["ada", "content", "readers", "sink", "slack_house"]
BOB = "acme-it-02"
PASSED = select(Invitation.contact_id).where(Invitation.passed_by.is_not(None))


@pytest.fixture
async def letter(slack_house, readers, ada, clock):
    """The letter that asks her, while her colleague was away and is asked nothing."""
    clock.move_to(ASKED)
    for who in (PERSON, BOB):
        await never_asked(slack_house, who)
    async with slack_house.house.database.begin() as session:
        await session.execute(update(Contact).where(Contact.id == BOB).values(active=False))
    await slack_house.house.drum.strike(clock.now())
    found = await ada.letter("Badly")
    async with slack_house.house.database.begin() as session:
        await session.execute(update(Contact).where(Contact.id == BOB).values(active=True))
    return found


async def sent(page, form, email):
    """Send the form of the page with this address; return what the page says then."""
    _, after = await fetch(page, {**hidden(form), "field-who": email})
    return after


async def test_a_letter_is_passed_on_from_its_page(
    slack, slack_house, readers, ada, clock, letter
):
    [email] = await rows(slack_house, select(Contact.email).where(Contact.id == BOB))
    page, shown = await ada.open(letter, "do=ask_else")
    before = await rows(slack_house, PASSED)
    form = await ada.press(page, shown, ELSE)
    unknown = await sent(page, form, "nobody@x.example")
    told = await sent(page, form, email)
    await slack_house.house.drum.strike(clock.now())
    await slack.wait_for_message(readers[0], says("and says that you should be"), timeout=LONG)

    assert before == []
    assert "We know nobody else" in unknown
    assert f"It goes to {email}" in told
    assert await rows(slack_house, PASSED) == [BOB]
