"""What others write is found by who administers, and what nobody answers for can be stopped."""

from datetime import UTC, datetime

from sqlalchemy import select

from adapters.slack.rich_text import rich_text_of
from bot.beat.store.tables import Cadence
from bot.people.store.tables import Contact
from bot.store.audit_tables import Audit
from tests.journeys.conftest import says

MANAGER, ADMINISTRATOR = "cirrus-04", "cirrus-01"
GIVEN = {
    "title": "Office hours",
    "words": rich_text_of("We are **here** for you."),
    "topic": "programme-news",
    "when": "every Tuesday at 9, UTC time",
}


async def rows(house, statement):
    async with house.house.database.read() as session:
        return list(await session.scalars(statement))


async def test_an_administrator_finds_anothers_draft_and_stops_what_outlived_its_author(
    slack, slack_house, somebody, clock
):
    clock.move_to(datetime(2026, 11, 23, 8, 30, tzinfo=UTC))
    mia, root = await somebody(MANAGER), await somebody(ADMINISTRATOR)
    await mia.command("/announce")
    await mia.submit(await slack.wait_for_view(mia, bool), GIVEN)
    draft = await slack.wait_for_message(mia, says("Draft: Office hours"))
    await root.say_in_dm("drafts")
    hers = await slack.wait_for_message(root, says("Everybody's announcements"))
    await root.press(hers, "Open")
    opened = await slack.wait_for_message(root, says("Draft: Office hours"))
    await mia.press(draft, "Plan it")
    await slack.until(lambda: says("Planned: Office hours")(draft))
    [email] = await rows(slack_house, select(Contact.email).where(Contact.id == MANAGER))
    [name] = await rows(slack_house, select(Contact.name).where(Contact.id == MANAGER))
    await root.say_in_dm(f"erase {email}")
    await root.press(await slack.wait_for_message(root, says("Erase")), "Erase for good")
    await slack.until(lambda: any("They are erased" in one.text for one in root.inbox))
    await root.say_in_dm("drafts")
    left = await slack.until(lambda: [one for one in root.inbox if "Stop it" in one.labels()])
    await root.press(left[0], "Stop it")
    await slack.wait_for_message(root, says("No further one goes out"))
    await root.press(left[0], "Stop it")
    again = await slack.wait_for_message(root, says("This draft is not open any more"))

    assert f"Office hours ({name}'s): a draft since" in hers.text
    assert "Plan it" in opened.labels()
    assert "is not with us any more" in left[0].text
    assert again
    [cadence] = await rows(slack_house, select(Cadence).where(Cadence.kind == "announcement"))
    assert (cadence.next_slot, cadence.paused) == (None, True)
    acts = await rows(slack_house, select(Audit.act).where(Audit.by == ADMINISTRATOR))
    assert "take back" in acts
