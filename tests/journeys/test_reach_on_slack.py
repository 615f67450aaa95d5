"""Whoever announced something reads whom it reached, and sends again to whom it did not come."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from adapters.slack.rich_text import rich_text_of
from bot.action import ActionRef
from bot.beat.store.amendment_tables import Amendment
from bot.beat.store.tables import Send
from bot.event import ActionPressed, Origin
from tests.journeys.conftest import says

MANAGER, TECHNICAL, OTHER = "cirrus-04", "acme-it-01", "acme-it-02"
NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
GIVEN = {
    "title": "New price list",
    "words": rich_text_of("The starter pack is $200 a month."),
    "topic": "programme-news",
}


async def strike(house, clock, minutes):
    clock.move_to(NOW + timedelta(minutes=minutes))
    await house.house.drum.strike(clock.now())


def is_for(person):
    return lambda args: args.get("channel") in {person.id, person.dm.id}


async def announced(slack, house, people, clock):
    """Let the first of these announce something that fails at the second."""
    mia, ada, _ = people
    clock.move_to(NOW)
    for person in people:
        await person.say_in_dm("help")
        await slack.wait_for_message(person, says("What I can do"))
    await mia.command("/announce")
    await mia.submit(await slack.wait_for_view(mia, bool), GIVEN)
    draft = await slack.wait_for_message(mia, says("Draft: New price list"))
    await mia.press(draft, "Send")
    await slack.until(lambda: says("Planned: New price list")(draft))
    slack.fail("chat.postMessage", "invalid_blocks", times=9, where=is_for(ada))
    await strike(house, clock, 5)
    slack.calm()


@pytest.mark.both_databases
async def test_the_report_is_read_followed_and_acted_upon(slack, slack_house, somebody, clock):
    mia, ada, bob = people = [await somebody(who) for who in (MANAGER, TECHNICAL, OTHER)]
    await announced(slack, slack_house, people, clock)
    await slack.wait_for_message(bob, says("starter pack"))
    for minutes in (6, 7):
        await strike(slack_house, clock, minutes)
    summary = await slack.wait_for_message(mia, says("New price list has gone out"))
    await mia.press(summary, "Who was missed")
    names = await slack.wait_for_message(mia, says("who was missed or left out"))
    await mia.press(summary, "By partner")
    partners = await slack.wait_for_message(mia, says("reached, by partner"))
    resend = next(label for label in summary.labels() if label.startswith("Resend to"))
    await mia.press(summary, resend)
    asked = await slack.wait_for_message(mia, says("Send New price list again?"))
    only = next(label for label in asked.labels() if label.startswith("Only where it failed"))
    await mia.press(asked, only)
    await slack.until(lambda: says("It was planned anew for one")(asked))
    await mia.press(summary, "Look again")
    await slack.until(lambda: "Keep it up to date" in summary.labels())
    await mia.press(summary, "Keep it up to date")
    await slack.until(lambda: says("keeps itself up to date")(summary))
    for minutes in (8, 9):
        await strike(slack_house, clock, minutes)
    await slack.wait_for_message(ada, says("starter pack"))
    await slack.until(lambda: says("It has ended")(summary))

    assert "Reached by way: 2 in their own chat on Slack" in summary.text
    assert "Acme" in str(partners.blocks)
    assert "no way to reach them yet" in str(names.blocks)
    assert slack.unanswered == []


PRESSES = (
    *("send_show", "send_pause", "send_resume", "send_stop", "send_stop_now", "send_correct"),
    *("send_recall", "send_recall_now", "send_again", "send_again_now", "send_by"),
    *("send_missed", "send_follow"),
)
OF_OWNERS = PRESSES[1:10]


async def test_a_button_of_a_send_does_nothing_for_whoever_lost_the_right(
    slack, slack_house, somebody
):
    house = slack_house.house
    async with house.database.begin() as session:
        said = {"kind": "edition", "subject": "x", "title": "Theirs", "topic": "programme-news"}
        session.add(Send(id="theirs", due_at=NOW, created_at=NOW, state="planned", **said))
    ada, mia = await somebody(TECHNICAL), await somebody(MANAGER)
    for person, presses in ((ada, PRESSES), (mia, OF_OWNERS)):
        await person.say_in_dm("help")
        await slack.wait_for_message(person, says("What I can do"))
        origin = Origin("slack", slack.team.id, person.id, home=slack.team.id)
        for press in presses:
            action = ActionRef(press, {"s": "theirs", "w": "sure"})
            reply = await house.router.dispatch(ActionPressed(origin, action))
            assert "This is not yours to see" in str(reply.messages), press
    async with house.database.read() as session:
        kept = await session.get_one(Send, "theirs")
        assert (kept.stopped_at, kept.paused_at) == (None, None)
        assert await session.scalar(select(Amendment.send_id)) is None
