"""What every messenger promises, once, over every platform that makes the promise."""

import asyncio
import re
from dataclasses import replace

import pytest

from bot.errors import (
    DrumbeatError,
    HalfPosted,
    InstallationGone,
    MessageRejected,
    NotSent,
    OutcomeUnknown,
    RateLimited,
    RecipientGone,
)
from bot.message import Message, notice, paragraph
from tests.contract.stage import Stage
from tests.contract.stages import PLATFORMS, STAGES, making, promise

HELLO = notice("Hello", "World & <all> *of* you")
PARTS = range(30)
LONG = Message("Long", tuple(paragraph(f"line {n} " + "x" * 1400) for n in PARTS))
CROWD = 16
SLACK_AND_TEAMS = ("slack", "teams")
OUTSIDE = ("slack", "teams", "email")
CHANGING = ("slack", "teams", "web")
PROMISES = {
    "limit": OUTSIDE,  # our own database sets no pace
    "refuse_before": PLATFORMS,
    "nobody_listens": OUTSIDE,  # nothing of the browser chat leaves the house
    "lose_before": OUTSIDE,
    "lose_after": OUTSIDE,
    "break_after": SLACK_AND_TEAMS,  # a relay answers in its own words or hangs up
    "fail_the_second_part": SLACK_AND_TEAMS,  # a letter and a line have one part
    "limit_the_second_part": SLACK_AND_TEAMS,
    "lose_the_second_part": SLACK_AND_TEAMS,
    "recipient_gone": PLATFORMS,
    "installation_gone": SLACK_AND_TEAMS,  # a relay and a database are the operator's own
    "installation_forgotten": SLACK_AND_TEAMS,
    "known_again": ("slack", "email", "web"),  # Teams has no place people would not see
    "stands": CHANGING,  # a letter is its reader's own
    "take_away": CHANGING,
    "limit_changes": SLACK_AND_TEAMS,
    "lose_changes": SLACK_AND_TEAMS,
    "forbid_changes": SLACK_AND_TEAMS,  # our own database forbids us nothing
    "fail_the_second_new_part": SLACK_AND_TEAMS,
    "pictures": PLATFORMS,
}


async def refused(stage, kind, message=HELLO, to=None):
    """Deliver, and return the error, which is one of ours and gives nothing away."""
    with pytest.raises(DrumbeatError) as raised:
        await stage.messenger.deliver(to or stage.to(), message, "d-1")
    error = raised.value
    assert isinstance(error, kind), repr(error)
    told = repr(error) + repr(error.__cause__)
    assert not [secret for secret in stage.secrets if secret in told]
    return error


async def deliver(stage, delivery_id="d-1", message=HELLO, to=None):
    return await stage.messenger.deliver(to or stage.to(), message, delivery_id)


@pytest.mark.parametrize("verb", PROMISES)
def test_each_platform_makes_the_promises_that_make_sense_there(verb):
    assert making(verb) == PROMISES[verb]


def test_no_promise_is_made_that_is_not_listed():
    made = {verb for stage in STAGES.values() for verb in dir(stage)}

    assert {verb for verb in made - {*dir(Stage)} if verb[0] != "_"} == set(PROMISES)


async def test_what_is_given_is_delivered_once_with_its_receipt(stage):
    receipt = await deliver(stage)

    (arrived,) = await stage.arrived()
    assert (receipt.message_id, receipt.conversation) == (arrived.name, arrived.conversation)
    assert "Hello" in arrived.words
    assert "World & <all> *of* you" in arrived.words
    assert stage.tries() == 1


async def test_nothing_of_a_long_message_is_cut_and_its_order_is_kept(stage):
    receipt = await deliver(stage, message=LONG)

    arrived = await stage.arrived()
    read = [re.findall(r"line (\d+) x{1400}", one.words) for one in arrived]
    numbers = [int(number) for part in read for number in dict.fromkeys(part)]
    assert numbers == list(PARTS)
    assert receipt.message_id == arrived[0].name


async def test_of_many_at_once_each_arrives_once(stage):
    async with asyncio.TaskGroup() as group:
        sent = [group.create_task(deliver(stage, f"d-{n}")) for n in range(CROWD)]

    names = {one.name for one in await stage.arrived()}
    assert {task.result().message_id for task in sent} == names
    assert len(await stage.arrived()) == len(names) == CROWD


@promise("known_again")
async def test_a_delivery_is_known_again_by_its_id(stage):
    for _ in range(2):
        await deliver(stage)

    assert {one.delivery for one in await stage.arrived()} == {stage.known_again()}


@promise("limit")
async def test_a_limit_says_how_long_to_wait_and_nothing_was_sent(stage):
    wait = stage.limit()
    limited = await refused(stage, RateLimited)

    assert limited.retry_after == wait
    assert await stage.arrived() == []
    assert stage.tries() == 1


@promise("refuse_before")
async def test_what_was_not_sent_may_be_sent_again(stage):
    stage.refuse_before()
    await refused(stage, NotSent)
    nothing = await stage.arrived()
    stage.calm()
    await deliver(stage)

    assert nothing == []
    assert len(await stage.arrived()) == 1


@promise("nobody_listens")
async def test_where_nobody_listens_nothing_was_sent(stage):
    await stage.nobody_listens()
    await refused(stage, NotSent | RateLimited)

    assert await stage.arrived() == []


@promise("lose_before")
async def test_a_connection_lost_on_the_way_leaves_the_outcome_unknown(stage):
    stage.lose_before()
    await refused(stage, OutcomeUnknown)

    assert await stage.arrived() == []
    assert stage.tries() == 1


@promise("lose_after")
async def test_a_lost_answer_leaves_the_outcome_unknown_and_nothing_is_repeated(stage):
    stage.lose_after()
    await refused(stage, OutcomeUnknown)

    assert len(await stage.arrived()) == 1
    assert stage.tries() == 1


@promise("break_after")
async def test_a_broken_server_leaves_the_outcome_unknown_and_nothing_is_repeated(stage):
    stage.break_after()
    await refused(stage, OutcomeUnknown)

    assert len(await stage.arrived()) == 1
    assert stage.tries() == 1


@promise("lose_after")
async def test_after_a_lost_answer_the_next_message_arrives(stage):
    stage.lose_after()
    await refused(stage, OutcomeUnknown)
    receipt = await deliver(stage, "d-2")

    assert (await stage.arrived())[-1].name == receipt.message_id
    assert len(await stage.arrived()) == 2


@promise("fail_the_second_part")
async def test_half_a_message_is_never_sent_again(stage):
    stage.fail_the_second_part()
    half = await refused(stage, HalfPosted, LONG)

    assert re.search(r"1 of \d+ parts were posted", str(half))
    assert len(await stage.arrived()) == 1


@promise("fail_the_second_part")
async def test_the_rest_of_half_a_message_is_posted_later_and_nothing_twice(stage):
    stage.fail_the_second_part()
    half = await refused(stage, HalfPosted, LONG)
    stage.calm()
    to = replace(stage.to(), conversation=half.conversation, posted=half.names)
    receipt = await deliver(stage, message=LONG, to=to)

    arrived = [one.name for one in await stage.arrived()]
    assert arrived == [receipt.message_id, *receipt.more]
    told = "".join(one.words for one in await stage.arrived())
    assert [told.count(f"line {n} ") for n in PARTS] == [1] * len(PARTS)


@promise("limit_the_second_part")
async def test_a_short_limit_between_two_parts_is_waited_for(stage):
    stage.limit_the_second_part()
    receipt = await deliver(stage, message=LONG)

    arrived = [one.name for one in await stage.arrived()]
    assert arrived == [receipt.message_id, *receipt.more]


@promise("lose_the_second_part")
async def test_a_part_whose_answer_was_lost_leaves_the_whole_outcome_unknown(stage):
    stage.lose_the_second_part()
    unknown = await refused(stage, OutcomeUnknown, LONG)

    assert re.search(r"1 of \d+ parts were posted", str(unknown))
    assert len(await stage.arrived()) == 2


@promise("recipient_gone")
async def test_whoever_cannot_be_reached_any_more_is_gone(stage):
    await refused(stage, RecipientGone, to=stage.recipient_gone())

    assert await stage.arrived() == []


@promise("installation_gone")
async def test_where_we_were_removed_the_installation_is_gone(stage):
    stage.installation_gone()
    await refused(stage, InstallationGone)

    assert await stage.arrived() == []


@promise("installation_forgotten")
async def test_an_installation_that_is_not_known_is_gone(stage):
    there = stage.to()
    stage.installation_forgotten()
    await refused(stage, InstallationGone, to=there)
    await refused(stage, InstallationGone, to=replace(there, installation_id=None))

    assert stage.tries() == 0


async def test_what_does_not_fit_is_refused_by_name_before_anything_is_sent(stage):
    error = await refused(stage, MessageRejected, stage.too_large())

    assert re.search("button|control", str(error))
    assert await stage.arrived() == []
    assert stage.tries() == 0
