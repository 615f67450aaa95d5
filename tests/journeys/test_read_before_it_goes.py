"""A partner manager reads a draft as others will, tries it on herself, and mends what is found."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.beat.store.tables import Cadence, Delivery, Send
from bot.people.store.tables import Contact
from bot.store.audit_tables import Audit
from tests.journeys.conftest import says
from tests.journeys.test_announce import MANAGER, NOW, TECHNICAL, people, rows, strike, written

__all__ = ["people"]
BLOCKS = (
    "::figure[Your ARR]{arr}\n\n"
    ":::role technical\nYour restores at {{ partner }} take minutes.\n:::\n"
    ":::role sales\nYour margin grows: [see how](https://127.0.0.1/prices).\n:::\n"
)
UNREAD = "It is done.\n\n::figure[Our luck]{arr of Luckybox}\n"


async def changed(slack, mia, words):
    """Write a draft, and put this Markdown into it; return its card."""
    draft = await written(slack, mia)
    return await changed_again(slack, mia, draft, words)


async def changed_again(slack, mia, draft, words):
    known = [one.ts for one in mia.inbox]
    await mia.press(draft, "Change")
    view = await slack.wait_for_view(mia, bool)
    await mia.submit(view, {"words": words})
    return await slack.wait_for_message(
        mia, lambda one: "Draft:" in one.text and one.ts not in known, timeout=20
    )


async def asked_as(slack, mia, draft, **given):
    """Ask to read a draft as somebody; return what the form has against it."""
    await mia.press(draft, "Read it as …")
    ack = await mia.submit(await slack.wait_for_view(mia, bool), given)
    return (ack.json() or {}).get("errors", {}) if ack.body else {}


async def test_a_draft_is_read_as_a_person_a_role_and_a_conversation_has_it(
    slack, slack_house, people
):
    mia, _ = people
    [ada_is] = await rows(slack_house, select(Contact.name).where(Contact.id == TECHNICAL))
    draft = await changed(slack, mia, BLOCKS)
    unknown = await asked_as(slack, mia, draft, who="Nobody At All")
    await mia.close()
    await asked_as(slack, mia, draft, who=ada_is, platform="teams")
    as_ada = await slack.wait_for_message(mia, says(f"As {ada_is}"))
    hers = await slack.wait_for_message(mia, says("Your restores at Acme"))
    await asked_as(slack, mia, draft, role="sales", tier="Gold")
    as_sales = await slack.wait_for_message(mia, says("sales at"))
    await asked_as(slack, mia, draft, place="Acme IT Services")
    together = await slack.wait_for_message(mia, says("shares this conversation"))

    assert "Nobody is known as Nobody At All" in unknown["who"]
    assert "Microsoft Teams: as it was written" in as_ada.text
    assert "USD" in hers.text
    assert "Gold" in as_sales.text
    assert "Your margin grows" in together.text
    assert "Your margin grows" not in hers.text


@pytest.mark.both_databases
async def test_a_draft_is_tried_by_its_author_alone(slack, slack_house, people, clock):
    mia, ada = people
    draft = await changed(slack, mia, BLOCKS)
    got_before = len(ada.inbox)
    await mia.press(draft, "Send it to me as a test")
    await mia.submit(await slack.wait_for_view(mia, bool), {"role": "technical"})
    await slack.wait_for_message(mia, says("The test is on its way to you"))
    await strike(slack_house, clock, NOW + timedelta(minutes=1))
    test = await slack.wait_for_message(mia, says("Test: New price list"))

    assert "This is a test" in test.text
    assert "Your restores at" in test.text
    assert len(ada.inbox) == got_before
    ours = Send.kind.in_(["test", "announcement"])
    assert await rows(slack_house, select(Send.kind).where(ours)) == ["test"]
    whom = select(Delivery.contact_id).join(Send, Send.id == Delivery.send_id).where(ours)
    assert set(await rows(slack_house, whom)) == {MANAGER}
    assert await rows(slack_house, select(Cadence.id).where(Cadence.kind == "announcement")) == []
    assert "test" in await rows(slack_house, select(Audit.act).where(Audit.by == MANAGER))


async def test_a_figure_that_no_reader_would_be_shown_is_refused_beside_its_words(
    slack, slack_house, people
):
    mia, _ = people
    draft = await written(slack, mia)
    errors = {}
    for question in ("how lucky are we", "arr by month", "cac"):
        await mia.press(draft, "Change")
        view = await slack.wait_for_view(mia, bool)
        ack = await mia.submit(view, {"words": f"Yours.\n\n::figure[Luck]{{{question}}}\n"})
        errors[question] = ack.json()["errors"]["words"]
        await mia.close()

    assert "line 3" in errors["how lucky are we"].lower()
    assert "cannot be read" in errors["how lucky are we"]
    assert "more than one number" in errors["arr by month"]
    assert "not for people at partners" in errors["cac"]


async def test_what_cannot_be_sent_is_named_with_its_line_and_advice_holds_up_nothing(
    slack, slack_house, people
):
    mia, _ = people
    draft = await changed(slack, mia, UNREAD)
    await mia.press(draft, "Send")
    refused = await slack.wait_for_message(mia, says("what to look at before it goes out"))
    better = await changed_again(slack, mia, draft, BLOCKS)
    await mia.press(better, "Show all, check links")
    found = await slack.wait_for_message(
        mia, lambda one: "before it goes out" in one.text and "roles here" in one.text, timeout=20
    )
    await mia.press(better, "Whose week gets too full?")
    weeks = await slack.wait_for_message(mia, says("what it does to people"))
    await mia.press(better, "Send")
    await slack.until(lambda: says("Planned: New price list")(better))

    assert "Nobody would get more than 5 messages within seven days" in weeks.text
    assert "1 thing keeps it from being sent" in draft.text
    assert "Line 3: the figure Our luck cannot be read" in refused.text
    assert "Line 4: the blocks for roles here leave out" in found.text
    assert "Line 7: https://127.0.0.1/prices: it leads into a network" in found.text
