"""A second person is asked, sends it back, and approves it; whoever wrote it sends it then."""

from datetime import timedelta

import pytest

from bot.beat.rules.approving import Policy
from bot.voice.rules.improvements import Progress
from bot.voice.store import improvements
from tests.journeys.conftest import says
from tests.journeys.test_announce import GIVEN, MANAGER, NOW, TECHNICAL, strike, written

ADMINISTRATOR = "cirrus-01"


@pytest.fixture
async def people(slack, slack_house, somebody, clock):
    """Who writes, who approves, and who reads; of the vendor everything wants a second person."""
    asks = slack_house.house.router._context  # noqa: SLF001 - the content file would say so
    object.__setattr__(asks, "policy", Policy(above=1))
    clock.move_to(NOW)
    people = [await somebody(who) for who in (MANAGER, ADMINISTRATOR, TECHNICAL)]
    for person in people:
        await person.say_in_dm("help")
        await slack.wait_for_message(person, says("What I can do"))
    return people


async def wait(slack, person, words):
    return await slack.wait_for_message(person, says(words))


async def ask(slack, mia, draft):
    """Ask for approval of a draft."""
    await mia.press(draft, "Ask for approval")
    await slack.until(lambda: says("has not answered yet")(draft))


async def sent_back(slack, house, mia, root, clock):
    """Let the second person send it back with a word; return what its author is told."""
    await strike(house, clock, NOW + timedelta(minutes=1))
    card = await wait(slack, root, "To approve: New price list")
    await root.press(card, "Send back")
    await root.submit(await slack.wait_for_view(root, bool), {"why": "Name the month."})
    await strike(house, clock, NOW + timedelta(minutes=2))
    return await wait(slack, mia, "Name the month.")


async def changed(slack, mia, draft):
    """Change what the draft says; return its new card."""
    known = [one.ts for one in mia.inbox]
    await mia.press(draft, "Change")
    changes = GIVEN | {"words": "The **new price list** holds from January."}
    await mia.submit(await slack.wait_for_view(mia, bool), changes)
    return await slack.wait_for_message(
        mia, lambda one: "Draft:" in one.text and one.ts not in known, timeout=20
    )


async def approved(slack, root):
    """Find what waits, and approve it."""
    await root.say_in_dm("approvals")
    listed = await wait(slack, root, "What waits for approval")
    await root.press(listed, "Look at it")
    card = await wait(slack, root, "holds from January")
    await root.press(card, "Approve")
    await slack.until(lambda: says("approved it as it stands")(card))


@pytest.mark.every_change
async def test_what_many_get_goes_out_when_somebody_else_approved_it_as_it_stands(
    slack, slack_house, people, clock
):
    mia, root, ada = people
    draft = await written(slack, mia)
    offered = draft.labels()
    await ask(slack, mia, draft)
    told = await sent_back(slack, slack_house, mia, root, clock)
    await ask(slack, mia, await changed(slack, mia, draft))
    await approved(slack, root)
    await strike(slack_house, clock, NOW + timedelta(minutes=4))
    await wait(slack, mia, "Approved: New price list")
    await mia.say_in_dm("drafts")
    await mia.press(await wait(slack, mia, "Your announcements"), "Open")
    ready = await wait(slack, mia, "Approved by")
    await mia.press(ready, "Send")
    await slack.until(lambda: says("Planned: New price list")(ready))
    await strike(slack_house, clock, NOW + timedelta(minutes=9))
    got = await wait(slack, ada, "holds from January")

    assert "Send" not in offered
    assert "Ask for approval" in offered
    assert "Sent back: New price list" in told.text
    assert says("new price list")(got)
    assert slack.unanswered == []


async def improved(house, owner, now):
    """Let something be done that many complained of."""
    async with house.house.database.begin() as session:
        made = await improvements.begin(session, "support", "A number of your own", owner, now)
        done = await improvements.step(session, made, Progress.DONE, "It rings", owner, now)
    assert done.state == "done"


async def test_what_we_did_wants_a_second_person_like_any_announcement(
    slack, slack_house, people, clock
):
    mia, root, _ = people
    await improved(slack_house, MANAGER, clock.now())
    await mia.say_in_dm("improvements")
    listed = await wait(slack, mia, "A number of your own")
    await mia.press(listed, "Tell everybody: you said, we did")
    thrown = await wait(slack, mia, "Draft: You said, we did")
    await mia.press(thrown, "Throw away")
    await slack.until(lambda: "Send" not in str(thrown.labels()))
    await mia.press(listed, "Tell everybody: you said, we did")
    draft = await slack.wait_for_message(
        mia, lambda one: says("Draft: You said, we did")(one) and one.ts != thrown.ts, timeout=20
    )
    offered = draft.labels()
    await ask(slack, mia, draft)
    await strike(slack_house, clock, NOW + timedelta(minutes=1))
    card = await wait(slack, root, "To approve: You said, we did")
    await root.press(card, "Approve")
    await slack.until(lambda: says("approved it as it stands")(card))
    await mia.say_in_dm("drafts")
    await mia.press(await wait(slack, mia, "Your announcements"), "Open")
    ready = await wait(slack, mia, "Approved by")
    await mia.press(ready, "Send")
    await slack.until(lambda: says("Planned: You said, we did")(ready))
    await mia.say_in_dm("improvements")
    after = await slack.wait_for_message(
        mia, lambda one: says("A number of your own")(one) and one.ts > ready.ts, timeout=20
    )

    assert "Send" not in offered
    assert "Tell everybody: you said, we did" in listed.labels()
    assert "Tell everybody: you said, we did" not in after.labels()
