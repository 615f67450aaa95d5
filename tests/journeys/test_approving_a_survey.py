"""A survey for many is asked only after a second person approved it as it stands."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.voice.store.tables import Wave
from tests.journeys.conftest import says
from tests.journeys.test_announce import NOW, rows, strike
from tests.journeys.test_approving_on_slack import people, wait
from tests.journeys.test_writing_a_survey import WISH, written

__all__ = ["people"]
TITLE = "The new portal"


async def sent_back(slack, house, mia, root, clock):
    """Let the second person try it and send it back; return what both saw."""
    await strike(house, clock, NOW + timedelta(minutes=1))
    card = await wait(slack, root, f"To approve: {TITLE}")
    asked = card.text
    await root.press(card, "Try it")
    test = await wait(slack, root, f"Test: {TITLE}")
    await root.press(test, "3")
    await root.close(await slack.wait_for_view(root, bool))
    await slack.until(lambda: says("your 3 is saved")(test))
    await root.press(card, "Send back")
    await root.submit(await slack.wait_for_view(root, bool), {"why": "Say which portal."})
    await strike(house, clock, NOW + timedelta(minutes=2))
    return asked, await wait(slack, mia, "Say which portal.")


async def changed(slack, mia, told):
    """Open it from the answer, and change it; return its new card."""
    draft = await next_draft(slack, mia, mia.press(told, "Open"))
    await mia.press(draft, "Change it")
    view = await slack.wait_for_view(mia, bool)
    changes = {**WISH, "question": "Would you recommend the partner portal?"}
    return await next_draft(slack, mia, mia.submit(view, changes))


async def next_draft(slack, mia, act):
    """Return the draft that is shown after somebody did something."""
    known = [one.ts for one in mia.inbox]
    await act
    return await slack.wait_for_message(
        mia, lambda one: "Your survey:" in one.text and one.ts not in known, timeout=20
    )


async def approved(slack, root):
    await root.say_in_dm("approvals")
    await root.press(await wait(slack, root, "What waits for approval"), "Look at it")
    card = await wait(slack, root, "recommend the partner portal")
    await root.press(card, "Approve")
    await slack.until(lambda: says("approved it as it stands")(card))
    return card


@pytest.mark.both_databases
async def test_it_is_sent_back_changed_approved_and_asked_and_never_as_it_was_not_approved(
    slack, slack_house, people, clock
):
    mia, root, _ = people
    draft = await written(slack, mia)
    offered = draft.labels()
    await mia.press(draft, "Ask for approval")
    await slack.until(lambda: says("has not answered yet")(draft))
    asked, told = await sent_back(slack, slack_house, mia, root, clock)
    again = await changed(slack, mia, told)
    await mia.press(again, "Ask for approval")
    await slack.until(lambda: says("has not answered yet")(again))
    card = await approved(slack, root)
    await mia.press(draft, "Ask again")
    await slack.until(lambda: "Ask it now" in draft.labels())
    await mia.press(draft, "Ask it now")
    await slack.until(lambda: says("It is being asked")(draft))
    waves = await rows(slack_house, select(Wave.state).where(Wave.survey.like("chat-%")))

    assert "Ask it now" not in offered
    assert "Would you recommend the new portal?" in asked
    assert "Sent back" in told.text
    assert "Read it as …" not in card.labels()
    assert waves == ["open"]
    assert slack.unanswered == []
