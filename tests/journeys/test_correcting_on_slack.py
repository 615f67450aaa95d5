"""Somebody corrects what they announced, sees how far it is, and recalls it in the end."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from adapters.slack.rich_text import rich_text_of
from bot.beat.rules.approving import Policy
from bot.beat.store.tables import Delivery, Send
from bot.store.audit_tables import Audit
from tests.journeys.conftest import says

MANAGER, TECHNICAL, ADMINISTRATOR = "cirrus-04", "acme-it-01", "cirrus-01"
NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
GIVEN = {
    "title": "New price list",
    "words": rich_text_of("The starter pack is **$200** a month."),
    "topic": "programme-news",
}

CORRECTED = {
    "title": "New price list",
    "words": "The starter pack is **$250** a month.",
    "note": "the price was wrong",
    "letters": "none",
}


async def strike(house, clock, minutes):
    clock.move_to(NOW + timedelta(minutes=minutes))
    await house.house.drum.strike(clock.now())


async def rows(house, statement):
    async with house.house.database.read() as session:
        return list(await session.scalars(statement))


async def announced(slack, house, mia, ada, clock):
    """Let Mia send an announcement to Ada; return Ada's copy and Mia's card of whom it reached."""
    clock.move_to(NOW)
    for person in (mia, ada):
        await person.say_in_dm("help")
        await slack.wait_for_message(person, says("What I can do"))
    await mia.command("/announce")
    await mia.submit(await slack.wait_for_view(mia, bool), GIVEN)
    draft = await slack.wait_for_message(mia, says("Draft: New price list"))
    await mia.press(draft, "Send")
    await slack.until(lambda: says("Planned: New price list")(draft))
    await strike(house, clock, 5)
    got = await slack.wait_for_message(ada, says("starter pack"))
    await mia.say_in_dm("sends")
    listed = await slack.wait_for_message(mia, says("The latest sends"))
    await mia.press(listed, "Report: New price list")
    return got, await slack.wait_for_message(mia, says("whom it reached"))


async def recall_twice(slack, mia, card):
    """Let two cards that ask for the recall be pressed, one after the other."""
    asks = says("Recall New price list?")
    await mia.press(card, "Recall …")
    first = await slack.wait_for_message(mia, asks)
    await mia.press(card, "Recall …")
    second = await slack.wait_for_message(
        mia, lambda one: one is not first and asks(one), timeout=20
    )
    await mia.press(first, "Recall it")
    await slack.until(lambda: says("Recalled: New price list")(first))
    await mia.press(second, "Recall it")
    await slack.wait_for_message(mia, says("Somebody was a moment faster"))


@pytest.mark.both_databases
async def test_what_was_sent_is_corrected_in_place_and_recalled_in_the_end(
    slack, slack_house, somebody, clock
):
    mia, ada = await somebody(MANAGER), await somebody(TECHNICAL)
    got, card = await announced(slack, slack_house, mia, ada, clock)
    count, before = len(ada.inbox), got.text
    await mia.press(card, "Correct …")
    await mia.submit(await slack.wait_for_view(mia, bool), CORRECTED)
    shown = await slack.wait_for_message(mia, says("What the correction changes"))
    changes = str(shown.blocks)
    await mia.press(shown, "Correct it")
    await slack.until(lambda: says("The correction is under way")(shown))
    await strike(slack_house, clock, 10)
    await slack.until(lambda: says("$250")(got))
    await mia.press(card, "Look again")
    await slack.until(lambda: says("Corrected on 23 November 2026: 1 of 1")(card))
    corrected = got.text
    await recall_twice(slack, mia, card)
    await strike(slack_house, clock, 15)
    await slack.until(lambda: got not in ada.inbox)

    assert "$200" in before
    assert "Corrected on 23 November 2026: the price was wrong" in corrected
    assert all(word in changes for word in ("'strike': True", "$250"))
    assert len(ada.inbox) == count - 1
    acts = await rows(slack_house, select(Audit.act).where(Audit.by == MANAGER))
    assert {"announce", "correct send", "recall send"} <= set(acts)
    hers = (Delivery.contact_id == TECHNICAL) & (Delivery.state == "delivered")
    kinds = select(Send.kind).join(Delivery, Delivery.send_id == Send.id).where(hers)
    assert {"edition", "correction", "recall"} <= set(await rows(slack_house, kinds))
    recalls = await rows(slack_house, select(Send.id).where(Send.kind == "recall"))
    assert len(recalls) == 1
    assert slack.unanswered == []


async def test_where_the_vendor_wants_a_second_person_somebody_else_confirms_it(
    slack, slack_house, somebody, clock
):
    mia, ada, root = [await somebody(who) for who in (MANAGER, TECHNICAL, ADMINISTRATOR)]
    got, card = await announced(slack, slack_house, mia, ada, clock)
    asks = slack_house.house.router._context  # noqa: SLF001 - the content file would say so
    object.__setattr__(asks, "policy", Policy(above=1))
    await mia.press(card, "Correct …")
    await mia.submit(await slack.wait_for_view(mia, bool), CORRECTED)
    hers = await slack.wait_for_message(mia, says("What the correction changes"))
    await root.say_in_dm("sends")
    listed = await slack.wait_for_message(root, says("The latest sends"))
    await root.press(listed, "Report: New price list")
    seen = await slack.wait_for_message(root, says("whom it reached"))
    await root.press(seen, "The correction that waits")
    theirs = await slack.wait_for_message(root, says("What the correction changes"))
    await root.press(theirs, "Correct it")
    await slack.until(lambda: says("The correction is under way")(theirs))
    await strike(slack_house, clock, 10)
    await slack.until(lambda: says("$250")(got))

    assert "A second person has to confirm this correction" in hers.text
    assert "Correct it" not in hers.labels()
    acts = await rows(slack_house, select(Audit.act).where(Audit.by == ADMINISTRATOR))
    assert {"approve", "correct send"} <= set(acts)
