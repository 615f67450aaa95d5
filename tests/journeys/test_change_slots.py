"""Who owns a promise skips, moves and pauses single slots of it in chat; nobody else does."""

from datetime import datetime, time

import pytest
from sqlalchemy import select, update

from bot.beat.rules.manners import Manners, Quiet
from bot.beat.store.slot_tables import SlotChange
from bot.beat.store.tables import Cadence
from bot.store.audit_tables import Audit
from tests.journeys.conftest import says
from tests.journeys.test_announce import GIVEN, MANAGER, WEEKLY, people, written

__all__ = ["people"]
FIRST = datetime(2026, 11, 24, 9)  # noqa: DTZ001 - a slot is a wall-clock moment
COLLEAGUE = "cirrus-03"


async def rows(house, statement):
    async with house.house.database.read() as session:
        return list(await session.scalars(statement))


async def changes(house):
    found = await rows(house, select(SlotChange).order_by(SlotChange.slot))
    return [(row.slot, row.what, row.moved_to, row.reason) for row in found]


async def shown(slack, mia):
    """Let a manager announce something every week and open its slots; return the card."""
    draft = await written(slack, mia, when=WEEKLY)
    await mia.press(draft, "Plan it")
    await slack.until(lambda: says("Planned: New price list")(draft))
    await mia.say_in_dm("schedule")
    calendar = await slack.wait_for_message(mia, says("What comes next"))
    await mia.press(calendar, f"Change: {GIVEN['title']}")
    return await slack.wait_for_message(mia, says("New price list: the next slots"))


@pytest.mark.every_change
async def test_a_slot_is_skipped_put_back_and_moved(slack, slack_house, people):
    mia, _ = people
    card = await shown(slack, mia)
    assert "Tue 24 Nov 2026, 09:00" in card.text

    await mia.press(card, "Skip 24 Nov")
    await mia.submit(await slack.wait_for_view(mia, bool), {"why": "the list is not ready"})
    card = await slack.wait_for_message(mia, says("skipped. the list is not ready"))
    assert await changes(slack_house) == [(FIRST, "skipped", None, "the list is not ready")]
    await mia.press(card, "Put back 24 Nov")
    await slack.until(lambda: "skipped" not in card.text)
    await mia.press(card, "Move 24 Nov")
    view = await slack.wait_for_view(mia, bool)
    await mia.submit(view, {"day": "2026-11-25", "time": "10:30"})
    await slack.wait_for_message(mia, says("goes out on Wed 25 Nov 2026, 10:30 instead"))

    await mia.say_in_dm("schedule")
    calendar = await slack.wait_for_message(
        mia, lambda m: says("What comes next")(m) and "Wed 25 Nov 2026" in m.text
    )
    assert "New price list" in calendar.text
    acts = await rows(slack_house, select(Audit.act).where(Audit.by == MANAGER))
    assert {"skip slot", "put back", "move slot"} <= set(acts)
    assert slack.unanswered == []


async def test_slots_in_quiet_time_say_so(slack, slack_house, people):
    mia, _ = people
    slack_house.house.library.manners = Manners(quiet=Quiet(time(8), time(10)))

    assert "That is quiet time" in (await shown(slack, mia)).text


async def test_a_moment_in_quiet_time_is_named_and_kept_with_a_reason(slack, slack_house, people):
    mia, _ = people
    slack_house.house.library.manners = Manners(quiet=Quiet())
    draft = await written(slack, mia, when="on 28 November 2026 at 9")  # a Saturday
    assert "on a weekend" in draft.text

    await mia.press(draft, "Keep this moment")
    await mia.submit(await slack.wait_for_view(mia, bool), {"why": "the portal closes on Sunday"})
    kept = await slack.wait_for_message(mia, says("the portal closes on Sunday"))
    assert "Keep this moment" not in kept.labels()
    await mia.press(kept, "Plan it")
    await slack.until(lambda: says("Planned: New price list")(kept))

    assert await rows(slack_house, select(Cadence.kept).where(Cadence.owner == MANAGER)) == [True]
    assert "keep moment" in await rows(slack_house, select(Audit.act).where(Audit.by == MANAGER))


async def test_all_of_it_is_paused_by_who_owns_it_and_by_nobody_else(
    slack, slack_house, people, somebody
):
    mia, _ = people
    card = await shown(slack, mia)
    await mia.press(card, "Pause all of it")
    await slack.until(lambda: says("All of it is paused")(card))
    assert await rows(slack_house, select(Cadence.owner).where(Cadence.paused)) == [MANAGER]
    await mia.press(card, "Resume")
    await slack.until(lambda: not says("All of it is paused")(card))

    colleague = await somebody(COLLEAGUE)
    await colleague.say_in_dm("schedule")
    theirs = await slack.wait_for_message(colleague, says("What comes next"))
    assert "New price list" in theirs.text
    assert "Skip, move or pause" not in theirs.text
    async with slack_house.house.database.begin() as session:
        hers = update(Cadence).where(Cadence.owner == MANAGER)
        await session.execute(hers.values(owner=COLLEAGUE))
    await mia.press(card, "Pause all of it")
    await slack.wait_for_message(mia, says("This is not yours to change"))

    assert await rows(slack_house, select(Cadence.id).where(Cadence.paused)) == []
    assert slack.unanswered == []
