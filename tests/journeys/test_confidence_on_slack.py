"""Words under a survey that is not named reach nobody but whom their author chooses."""

import pytest
from sqlalchemy import select, update

from bot.beat.store.tables import Send
from bot.voice.store.tables import Response, Wave
from tests.journeys.conftest import says
from tests.journeys.replying import MANAGER, PERSON, give_to, kept_words, name_of
from tests.journeys.test_email import ASKED

WORDS = "Your invoices are wrong every single month"


@pytest.fixture
async def asked(slack_house, slack, somebody, clock):
    """A partner's person with a survey in hand whose promise is that no name is told."""
    database = slack_house.house.database
    await give_to(database)
    ada, bob = await somebody(PERSON), await somebody(MANAGER)
    for person in (ada, bob):
        await person.say_in_dm("help")
        await slack.wait_for_message(person, says("What I can do"))
    clock.move_to(ASKED)
    card = await slack.wait_for_message(ada, lambda one: "9" in one.labels(), timeout=30)
    async with database.begin() as session:
        await session.execute(update(Wave).values(promise="confidential"))
    return ada, bob, card


async def words_anywhere(database):
    """Look for the words in every table but the sealed inbox."""
    async with database.read() as session:
        reasons = await session.scalars(select(Response.reason).where(Response.reason == WORDS))
        sends = await session.scalars(select(Send.id).where(Send.kind == "reply"))
        return list(reasons), list(sends), await kept_words(database)


@pytest.mark.parametrize("below", [True, False])
async def test_words_under_it_reach_nobody_until_their_author_says_so(
    slack_house, slack, asked, below
):
    ada, bob, card = asked
    database = slack_house.house.database
    await ada.press(card, "3")
    await slack.until(lambda: card.edits)
    await ada.say_in_dm(WORDS, thread_ts=card.ts if below else None)
    question = await slack.wait_for_message(ada, says("Who should read this?"))
    before = await words_anywhere(database)
    await ada.press(question, "Add to my confidential answer")
    await slack.until(lambda: "added to your answer" in question.text)

    assert before == ([], [], [])
    assert await words_anywhere(database) == ([WORDS], [], [])
    assert not [one for one in bob.inbox if WORDS in one.text]


async def test_they_reach_the_manager_with_a_name_only_by_their_authors_tap(
    slack_house, slack, asked
):
    ada, bob, card = asked
    database = slack_house.house.database
    await ada.say_in_dm(WORDS, thread_ts=card.ts)
    question = await slack.wait_for_message(ada, says("Who should read this?"))
    await ada.press(question, f"Send to {await name_of(database, MANAGER)}, with my name")
    shown = await slack.wait_for_message(bob, says(WORDS))

    assert await name_of(database, PERSON) in shown.text
    reasons, _, kept = await words_anywhere(database)
    assert reasons == []
    assert [words for _, words, _ in kept] == [WORDS]
