"""An empty slot is told of in chat, and settled there: the evergreen, taken back, and skipped."""

from datetime import UTC, datetime

from sqlalchemy import select, update

from bot.beat.store.slot_tables import SlotChange
from bot.beat.store.tables import TextVersion
from bot.store.audit_tables import Audit
from tests.journeys.conftest import says

MANAGER = "cirrus-04"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
EMPTY = "No edition yet: Partner Beat"
EVERGREEN = "evergreen: true\ntitle:"


async def leave_one_evergreen(house):
    """Let all editions of the newsletter be gone but one, which is kept for an empty slot."""
    async with house.house.database.begin() as session:
        texts = (await session.scalars(select(TextVersion))).all()
        ours = [text for text in texts if text.key.startswith("partner-beat/")]
        for text in ours[1:]:
            await session.execute(
                update(TextVersion).where(TextVersion.id == text.id).values(body=None)
            )
        ours[0].body = ours[0].body.replace("title:", EVERGREEN.replace("\n", "\\n"), 1)


async def test_a_manager_hears_of_an_empty_slot_and_settles_it(
    slack, slack_house, somebody, clock
):
    clock.move_to(NOW)
    mia = await somebody(MANAGER)
    await mia.say_in_dm("help")
    await slack.wait_for_message(mia, says("What I can do"))
    await leave_one_evergreen(slack_house)
    await slack_house.house.drum.strike(clock.now())
    card = await slack.wait_for_message(mia, says(EMPTY))
    [evergreen] = [label for label in card.labels() if label.startswith("Send “")]
    await mia.press(card, evergreen)
    await slack.until(lambda: says("this slot has its text")(card))
    await mia.press(card, "Take the evergreen back")
    await slack.until(lambda: says(EMPTY)(card))
    await mia.press(card, "Skip and say so")
    view = await slack.wait_for_view(mia, bool)
    await mia.submit(view, {"reason": "We are away.", "tell": "readers"})
    done = await slack.wait_for_message(mia, says("Skipped"))
    async with slack_house.house.database.read() as session:
        [change] = (await session.scalars(select(SlotChange))).all()
        acts = list(await session.scalars(select(Audit.act).where(Audit.by == MANAGER)))

    assert "nobody to tell" in done.text
    assert (change.what, change.reason) == ("skipped", "We are away.")
    assert {"send evergreen", "take evergreen back", "skip slot"} <= set(acts)
