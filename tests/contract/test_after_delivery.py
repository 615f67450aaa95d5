"""What may be done with a message after it was delivered, and with pictures before it is."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import (
    DrumbeatError,
    InstallationGone,
    MessageGone,
    MessageRejected,
    NotPermitted,
    NotPossible,
    NotSent,
    OutcomeUnknown,
    PlaceClosed,
    RateLimited,
)
from bot.message import Image, Message, notice, paragraph
from tests.contract.stages import making, promise
from tests.fixtures.pictures import gif, jpeg, png

OLD, NEW = notice("Old", "The day is Tuesday."), notice("New", "The day is Friday.")
PARTS = range(30)
LONG = Message("Long", tuple(paragraph(f"line {n} " + "x" * 1400) for n in PARTS))
changes = promise("stands")


async def delivered(stage, message=OLD):
    return await stage.messenger.deliver(stage.to(), message, "d-1")


async def amended(stage, receipt, message=NEW):
    return await stage.messenger.amend(stage.to(), receipt, message, "d-1")


async def retracted(stage, receipt):
    await stage.messenger.retract(stage.to(), receipt)


async def refused(kind, work):
    with pytest.raises(DrumbeatError) as raised:
        await work
    assert isinstance(raised.value, kind), repr(raised.value)
    return raised.value


async def words(stage):
    return "\n".join(one.words for one in await stage.stands())


async def lines(stage):
    """The lines of `LONG` that can be read, in their order."""
    read = [re.findall(r"line (\d+) x{1400}", one.words) for one in await stage.stands()]
    return [int(number) for part in read for number in dict.fromkeys(part)]


@changes
async def test_an_amended_message_says_the_new_words_in_its_old_place(stage):
    receipt = await delivered(stage)
    now = await amended(stage, receipt)

    (stands,) = await stage.stands()
    assert (now, stands.name) == (receipt, receipt.message_id)
    assert "Friday" in stands.words + stands.raw
    assert not re.search("Tuesday|Old", stands.words + stands.raw)


@changes
async def test_a_message_that_grows_is_whole_and_in_order_and_can_shrink_again(stage):
    receipt = await delivered(stage)
    grown = await amended(stage, receipt, LONG)
    read, names = await lines(stage), [one.name for one in await stage.stands()]
    shrunk = await amended(stage, grown, NEW)

    assert read == list(PARTS)
    assert [grown.message_id, *grown.more] == names
    assert shrunk == receipt
    assert [one.name for one in await stage.stands()] == [receipt.message_id]
    assert "Friday" in await words(stage)


@changes
async def test_every_part_of_a_long_message_can_be_amended_by_its_receipt(stage):
    receipt = await delivered(stage, LONG)
    other = replace(LONG, elements=tuple(reversed(LONG.elements)))
    now = await amended(stage, receipt, other)

    assert await lines(stage) == list(reversed(PARTS))
    assert [one.name for one in await stage.stands()] == [now.message_id, *now.more]


@changes
async def test_amending_twice_is_amending_once(stage):
    receipt = await delivered(stage)
    first = await amended(stage, receipt)
    second = await amended(stage, first)

    assert first == second
    assert len(await stage.stands()) == 1


@changes
@pytest.mark.parametrize("message", [OLD, LONG], ids=["short", "long"])
async def test_nothing_of_a_retracted_message_can_be_read_any_more(stage, message):
    receipt = await delivered(stage, message)
    await retracted(stage, receipt)
    await retracted(stage, receipt)

    assert not re.search("Old|Tuesday|Long|line", await words(stage))


@promise("take_away")
async def test_what_somebody_took_away_cannot_be_amended_and_need_not_be_retracted(stage):
    receipt = await delivered(stage)
    stage.take_away()
    await refused(MessageGone, amended(stage, receipt))
    await retracted(stage, receipt)

    assert await stage.stands() == []


@changes
async def test_a_message_without_a_name_is_not_looked_for(stage):
    receipt = replace(await delivered(stage), message_id="")
    await refused(MessageGone, amended(stage, receipt))
    await refused(MessageGone, retracted(stage, receipt))

    assert "Tuesday" in await words(stage)


@changes
async def test_what_does_not_fit_is_refused_and_the_old_words_stay(stage):
    receipt = await delivered(stage)
    await refused(MessageRejected, amended(stage, receipt, stage.too_large()))

    assert "Tuesday" in await words(stage)


@promise("limit_changes")
async def test_a_limit_says_how_long_to_wait_and_nothing_was_changed(stage):
    receipt = await delivered(stage)
    wait = stage.limit_changes()
    limits = [
        await refused(RateLimited, amended(stage, receipt)),
        await refused(RateLimited, retracted(stage, receipt)),
    ]

    assert [each.retry_after for each in limits] == [wait, wait]
    assert "Tuesday" in await words(stage)


@promise("lose_changes")
async def test_a_lost_answer_may_be_asked_for_again_and_does_no_harm(stage):
    receipt = await delivered(stage)
    stage.lose_changes()
    await refused(NotSent, amended(stage, receipt))
    now = await amended(stage, receipt)
    (stood,) = await stage.stands()
    await refused(NotSent, retracted(stage, now))
    await retracted(stage, now)

    assert "Friday" in stood.words
    assert await stage.stands() == []


@promise("forbid_changes")
async def test_where_changes_are_forbidden_they_are_not_made_and_nobody_is_gone(stage):
    receipt = await delivered(stage)
    stage.forbid_changes()
    await refused((NotPermitted, PlaceClosed), amended(stage, receipt))
    await refused((NotPermitted, PlaceClosed), retracted(stage, receipt))

    assert "Tuesday" in await words(stage)


@promise("fail_the_second_new_part")
async def test_after_a_part_more_was_posted_the_outcome_is_unknown(stage):
    receipt = await delivered(stage)
    stage.fail_the_second_new_part()
    longer = replace(LONG, elements=LONG.elements * 3)
    unknown = await refused(OutcomeUnknown, amended(stage, receipt, longer))

    assert re.search(r"2 of \d+ parts stand there", str(unknown))
    assert len(await stage.stands()) == 2


@promise("installation_forgotten")
async def test_without_an_installation_nothing_can_be_changed_or_uploaded(stage):
    receipt, there = await delivered(stage), stage.to()
    stage.installation_forgotten()
    messenger = stage.messenger
    await refused(InstallationGone, messenger.amend(there, receipt, NEW, "d-1"))
    await refused(InstallationGone, messenger.retract(there, receipt))
    await refused(InstallationGone, messenger.upload(there, png()))

    assert "Tuesday" in await words(stage)


async def test_a_platform_says_beforehand_what_it_can_do(stage):
    abilities, minute = stage.messenger.abilities, timedelta(minutes=1)
    receipt = await delivered(stage)
    can_change = stage.name in making("stands")
    if not can_change:
        await refused(NotPossible, amended(stage, receipt))
        await refused(NotPossible, retracted(stage, receipt))

    assert (abilities.can_amend(minute), abilities.can_retract(minute)) == (can_change,) * 2
    assert len(await stage.arrived()) == 1


async def test_an_uploaded_picture_is_seen_as_it_was_given(stage):
    picture = png(16, 9)
    address = await stage.messenger.upload(stage.to(), picture)
    shown = Image(address, "A red field")
    message = Message("See", (paragraph("a roof"), shown, paragraph("a cellar")))
    await delivered(stage, message)

    assert await stage.pictures() == [picture.data]
    read = "\n".join(one.words for one in await stage.arrived())
    assert [read.count(each) for each in ("a roof", "A red field", "a cellar")] == [1, 1, 1]
    assert re.search("a roof.*A red field.*a cellar", read, re.DOTALL)


async def test_a_picture_is_uploaded_once_and_shown_often(stage):
    address = await stage.messenger.upload(stage.to(), jpeg(16, 9))
    for number in range(3):
        await stage.messenger.deliver(
            stage.to(), Message("See", (Image(address, "A field"),)), f"d-{number}"
        )

    assert await stage.pictures() == [jpeg(16, 9).data] * 3


@pytest.mark.parametrize("what", ["kind", "size", "side"])
async def test_a_picture_that_a_platform_would_not_show_is_refused_by_name(stage, what):
    abilities = stage.messenger.abilities
    unknown = replace(png(), data=b"<svg/>")
    bad = {
        "kind": [unknown] if "image/gif" in abilities.picture_kinds else [unknown, gif()],
        "size": [png(weight=abilities.picture_bytes)],
        "side": [png(abilities.picture_side + 1, 1)] if abilities.picture_side else [],
    }[what]
    said = [
        str(await refused(MessageRejected, stage.messenger.upload(stage.to(), picture)))
        for picture in bad
    ]

    named = rf"{abilities.limits.platform}: image (is not image/|.*, limit \d+$)"
    assert [each for each in said if not re.match(named, each, re.IGNORECASE)] == []
    assert stage.tries() == 0
