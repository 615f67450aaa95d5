"""Partner managers write the next edition of a newsletter in chat: one slot, one edition."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from adapters.slack.rich_text import rich_text_of
from bot.beat.store.tables import Send, TextVersion
from bot.store.audit_tables import Audit
from tests.journeys.conftest import says

MANAGER, OTHER, TECHNICAL = "cirrus-04", "cirrus-03", "acme-it-01"
NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
TITLE, WORDS = "Prices hold until spring", "The **price list** stays as it is."


@pytest.fixture
async def people(slack, slack_house, somebody, clock):
    """Two partner managers and somebody at a partner, all met on Slack."""
    clock.move_to(NOW)
    met = [await somebody(one) for one in (MANAGER, OTHER, TECHNICAL)]
    for person in met:
        await person.say_in_dm("help")
        await slack.wait_for_message(person, says("What I can do"))
    return met


async def rows(house, statement):
    async with house.house.database.read() as session:
        return list(await session.scalars(statement))


async def written(slack, person, title):
    """Write an edition for the slot that is offered first; return the draft's card."""
    await person.say_in_dm("schedule")
    coming = await slack.wait_for_message(person, says("What comes next"))
    await person.press(coming, "Write for Technical Notes")
    view = await slack.wait_for_view(person, bool)
    await person.submit(view, {"title": title, "words": rich_text_of(WORDS)})
    return await slack.wait_for_message(person, says(f"Draft: {title}"))


async def hers_kept(house):
    """Every version of what the first manager wrote, in order."""
    hers = select(TextVersion).where(TextVersion.owner == MANAGER)
    return await rows(house, hers.order_by(TextVersion.version))


def way_out(card):
    """The button by which an edition is planned: it names its slot."""
    return next(label for label in card.labels() if label.startswith("Plan it for"))


@pytest.mark.both_databases
async def test_two_write_for_one_slot_one_gets_it_and_it_goes_out_with_its_newsletter(
    slack, slack_house, people, clock
):
    mia, jon, ada = people
    hers, his = await written(slack, mia, TITLE), await written(slack, jon, "His own")
    first = way_out(hers)
    await mia.press(hers, first)
    await slack.until(lambda: says(f"Planned: {TITLE}")(hers))
    await jon.press(his, first)
    told = await slack.wait_for_message(jon, says("This slot is not free any more"))
    moved = await slack.until(lambda: [m for m in jon.inbox if says("Draft: His own")(m)][1:])
    second = way_out(moved[0])
    await mia.press(hers, "Take it back")
    await slack.until(lambda: says(f"Draft: {TITLE}")(hers))
    away = [one.body is None for one in await hers_kept(slack_house)]
    await mia.press(hers, first)
    await slack.until(lambda: says(f"Planned: {TITLE}")(hers))
    standing = (await hers_kept(slack_house))[-1]
    day = datetime.fromisoformat(standing.body.split("slot: ")[1][:10]).replace(tzinfo=UTC)
    clock.move_to(day.replace(hour=14))
    await slack_house.house.drum.strike(clock.now())
    got = await slack.wait_for_message(ada, says("stays as it is"))
    await mia.press(hers, "Take it back")
    await slack.wait_for_message(mia, says("It is on its way already"))

    assert first != second
    assert f"was quicker: “{TITLE}”" in told.text
    assert away == [False, True]
    assert "Technical Notes" in got.text
    assert "Mute" in " ".join(got.labels())
    sends = await rows(slack_house, select(Send.subject).where(Send.kind == "edition"))
    assert sends == [standing.key]
    acts = await rows(slack_house, select(Audit.act).where(Audit.by == MANAGER))
    assert acts.count("plan edition") == 2
