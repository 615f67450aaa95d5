"""Somebody who is asked passes the question on to a colleague, who answers it in the same wave."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.people.store.tables import Contact
from bot.store.tables import InboxRow
from bot.voice.store import sealed
from bot.voice.store.tables import Invitation, Response, Wave
from tests.journeys.conftest import says
from tests.journeys.test_an_anonymous_wave import keys_folder, open_wave
from tests.journeys.test_an_anonymous_wave import slack_house as sealing
from tests.journeys.test_announce import rows, strike

__all__ = ["keys_folder", "sealing"]
ADA, BOB = "acme-it-01", "acme-it-02"
ELSE = "Ask somebody else here"


@pytest.fixture
async def both(slack, somebody):
    """Two colleagues who are both met on Slack."""
    people = [await somebody(who) for who in (ADA, BOB)]
    for person in people:
        await person.say_in_dm("help")
        await slack.wait_for_message(person, says("What I can do"))
    return people


async def never_asked(house, who):
    """Let nobody have asked them anything lately."""
    async with house.house.database.begin() as session:
        theirs = Invitation.contact_id == who
        await session.execute(update(Invitation).where(theirs).values(delivered_at=None))


async def passed_on(slack, house, ada):
    """Let Ada pass it on to Bob; return her card."""
    await ada.say_in_dm("nps")
    card = await slack.wait_for_message(ada, lambda one: ELSE in one.labels())
    [email] = await rows(house, select(Contact.email).where(Contact.id == BOB))
    await ada.press(card, ELSE)
    await ada.submit(await slack.wait_for_view(ada, bool), {"who": email})
    await slack.wait_for_message(ada, says(f"It goes to {email}"))
    return card


@pytest.mark.both_databases
async def test_the_colleague_gets_it_with_who_passed_it_on_and_both_may_answer(
    slack, slack_house, both, clock
):
    ada, bob = both
    await never_asked(slack_house, BOB)
    card = await passed_on(slack, slack_house, ada)
    await strike(slack_house, clock, clock.now() + timedelta(minutes=1))
    his = await slack.wait_for_message(bob, says("and says that you should be"))
    offered = his.labels()
    await bob.press(his, "9")
    await bob.submit(await slack.wait_for_view(bob, bool), {"reason": "It is quick."})
    await slack.wait_for_message(bob, says("Thank you"))
    await slack.until(lambda: "Answer after all" in card.labels())
    said = await rows(slack_house, select(Response.reason).where(Response.contact_id == BOB))

    assert ELSE not in offered
    assert "Not now" in offered
    assert "It is quick." in said
    assert slack.unanswered == []


class TestInAnAnonymousWave:
    @pytest.fixture
    def slack_house(self, sealing):
        return sealing

    async def test_it_is_passed_on_under_the_wave_s_seal_and_tells_nothing_of_answers(
        self, slack, slack_house, both, clock
    ):
        ada, bob = both
        await never_asked(slack_house, BOB)
        await passed_on(slack, slack_house, ada)
        await strike(slack_house, clock, clock.now() + timedelta(minutes=1))
        his = await slack.wait_for_message(bob, says("and says that you should be"))
        await bob.press(his, "4")
        await slack.until(lambda: says("Answered. Thank you.")(his))
        await slack_house.house.workers.idle()
        wave = await open_wave(slack_house.house)
        async with slack_house.house.database.read() as session:
            known = await sealed.answered(session, wave.id)
        bodies = await rows(slack_house, select(InboxRow.body).where(InboxRow.body.like("wave %")))
        [email] = await rows(slack_house, select(Contact.email).where(Contact.id == BOB))

        assert known == 1
        assert len(bodies) == 3
        assert not any(email in body for body in bodies)
        assert await rows(slack_house, select(Wave.promise).where(Wave.id == wave.id)) == [
            "anonymous"
        ]
