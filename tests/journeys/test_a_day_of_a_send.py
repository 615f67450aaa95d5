"""One announcement from its first word to the answer it got, all of it in chat."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.beat.store.tables import Delivery, Send
from bot.store.audit_tables import Audit
from tests.journeys.conftest import says
from tests.journeys.replying import give_to
from tests.journeys.test_announce import MANAGER, rows, written
from tests.journeys.test_reach_on_slack import is_for
from tests.journeys.test_read_before_it_goes import asked_as

KEEPER, ADA, BEN = "cirrus-03", "acme-it-01", "acme-it-02"
MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
BEGINS = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
SLOT = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
GIVEN = {"whom": "Acme IT Services", "when": "on 25 November 2026 at 9 in the reader's time"}
CORRECTED = {
    "title": "New price list",
    "words": "The **new price list** holds from January.",
    "note": "the month was missing",
    "letters": "none",
}


async def strike(house, clock, moment):
    clock.move_to(moment)
    await house.house.drum.strike(clock.now())


async def wait(slack, person, words):
    return await slack.wait_for_message(person, says(words), timeout=20)


async def press(slack, person, card, label, then):
    """Press a button on a card, and wait for what the card says then."""
    await person.press(card, label)
    await slack.until(lambda: says(then)(card), timeout=20)


@pytest.fixture
async def people(slack, slack_house, somebody, clock):
    """Who writes, who looks after the partner, and two who work there; all met on Slack."""
    await give_to(slack_house.house.database, manager=KEEPER)
    clock.move_to(MONDAY)
    people = [await somebody(who) for who in (MANAGER, KEEPER, ADA, BEN)]
    for person in people:
        await person.say_in_dm("help")
        await wait(slack, person, "What I can do")
    return people


async def planned(slack, house, mia, clock):
    """Write it, read it as somebody else does, try it, plan it, and think twice."""
    draft = await written(slack, mia, **GIVEN)
    await asked_as(slack, mia, draft, role="technical", tier="Gold", platform="teams")
    await wait(slack, mia, "Microsoft Teams: as it was written")
    await mia.press(draft, "Send it to me as a test")
    await mia.submit(await slack.wait_for_view(mia, bool), {"role": "technical"})
    await wait(slack, mia, "The test is on its way to you")
    await strike(house, clock, MONDAY + timedelta(minutes=2))
    await wait(slack, mia, "Test: New price list")
    await press(slack, mia, draft, "Plan it", "Planned: New price list")
    await press(slack, mia, draft, "Take it back", "Draft: New price list")
    await press(slack, mia, draft, "Plan it", "Planned: New price list")


async def objected_to(slack, house, mia, bob, clock):
    """Who looks after the partner keeps it out, and lets it in again."""
    await strike(house, clock, datetime(2026, 11, 24, 8, 5, tzinfo=UTC))
    coming = await wait(slack, bob, "What comes for your partners")
    await bob.press(
        coming, next(one for one in coming.labels() if one.startswith("Keep out Acme"))
    )
    kept_out = await wait(slack, bob, "gets nothing of")
    await strike(house, clock, datetime(2026, 11, 24, 8, 10, tzinfo=UTC))
    await wait(slack, mia, "keeps Acme IT Services out of")
    await press(slack, bob, kept_out, "Let them in again", "is in again")


async def held_up(slack, house, mia, ada, clock):
    """It begins where the day begins, is held up, and goes on; return the card and Ada's copy."""
    await strike(house, clock, BEGINS)
    await mia.say_in_dm("sends")
    listed = await wait(slack, mia, "The latest sends")
    await mia.press(listed, "Report: New price list")
    card = await wait(slack, mia, "whom it reached")
    await press(slack, mia, card, "Pause", "It is paused")
    await strike(house, clock, SLOT)
    assert [one for one in ada.inbox if says("new price list")(one)] == []
    await mia.press(card, "Resume")
    await slack.until(lambda: not says("It is paused")(card), timeout=20)
    await strike(house, clock, SLOT + timedelta(minutes=5))
    return card, await wait(slack, ada, "new price list")


async def corrected(slack, house, mia, card, clock):
    """Correct it where it stands."""
    await mia.press(card, "Look again")
    await slack.until(lambda: "Correct …" in card.labels(), timeout=20)
    await mia.press(card, "Correct …")
    await mia.submit(await slack.wait_for_view(mia, bool), CORRECTED)
    shown = await wait(slack, mia, "What the correction changes")
    await press(slack, mia, shown, "Correct it", "The correction is under way")
    await strike(house, clock, SLOT + timedelta(minutes=10))


async def sent_again(slack, house, mia, card, clock):
    """Send it again to the one whom it missed."""
    await mia.press(card, "Look again")
    await slack.until(lambda: any(one.startswith("Resend") for one in card.labels()), timeout=20)
    await mia.press(card, next(one for one in card.labels() if one.startswith("Resend")))
    asked = await wait(slack, mia, "Send New price list again?")
    only = next(label for label in asked.labels() if label.startswith("Only where it failed"))
    await press(slack, mia, asked, only, "It was planned anew for one")
    await strike(house, clock, SLOT + timedelta(minutes=15))


async def answered(slack, bob, ada, got):
    """Ask below it, and get the manager's answer there."""
    await ada.say_in_dm("Does it hold for renewals?", thread_ts=got.ts)
    question = await wait(slack, bob, "hold for renewals")
    await bob.press(question, "Answer")
    await bob.submit(await slack.wait_for_view(bob, bool), {"words": "Yes, for all of them"})
    return await wait(slack, ada, "Yes, for all of them")


async def test_an_announcement_lives_through_all_that_can_be_done_to_it(
    slack, slack_house, people, clock
):
    mia, bob, ada, ben = people
    await planned(slack, slack_house, mia, clock)
    await objected_to(slack, slack_house, mia, bob, clock)
    slack.fail("chat.postMessage", "invalid_blocks", times=9, where=is_for(ben))
    card, got = await held_up(slack, slack_house, mia, ada, clock)
    slack.calm()
    await corrected(slack, slack_house, mia, card, clock)
    await slack.until(lambda: says("holds from January")(got), timeout=20)
    await sent_again(slack, slack_house, mia, card, clock)
    again = await wait(slack, ben, "holds from January")
    answer = await answered(slack, bob, ada, got)

    assert "Corrected on 25 November 2026: the month was missing" in got.text
    assert says("new price list")(again)
    assert answer.thread_ts == got.ts
    hers = (Delivery.contact_id == ADA) & (Send.title == "New price list")
    hers &= Send.kind == "edition"
    states = select(Delivery.state).join(Send, Send.id == Delivery.send_id).where(hers)
    assert await rows(slack_house, states) == ["delivered"]
    acts = set(await rows(slack_house, select(Audit.act)))
    assert acts >= {"announce", "take back", "pause send", "resume send", "correct send", "resend"}
    assert slack.unanswered == []
