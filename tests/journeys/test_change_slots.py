"""Who owns a promise skips, moves and pauses single slots of it in chat; nobody else does."""

from datetime import datetime

from sqlalchemy import select, update

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
    assert set(acts) == {"announce", "skip slot", "put back", "move slot"}
    assert slack.unanswered == []


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
