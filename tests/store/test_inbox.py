"""What reached us is kept once, and nothing of it is lost."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from bot.store.inbox import StoredInbox, mark_failed, mark_handled
from bot.store.tables import InboxRow
from drumbeat.housekeeping import housekeeping_of
from tests.fixtures.moments import NOON


@pytest.fixture
def inbox(database):
    return StoredInbox(database)


async def test_a_request_is_kept_with_its_body(inbox):
    entry = await inbox.accept("slack", "Ev1", "event", "{}")

    assert entry is not None
    assert (entry.platform, entry.kind, entry.body) == ("slack", "event", "{}")


async def test_a_repeat_of_a_request_ends_at_the_inbox(inbox):
    await inbox.accept("slack", "Ev1", "event", "{}")

    assert await inbox.accept("slack", "Ev1", "event", "{}") is None


async def test_the_same_key_of_another_platform_is_another_request(inbox):
    await inbox.accept("slack", "1", "event", "{}")

    assert await inbox.accept("web", "1", "said", "{}") is not None


async def test_of_many_racing_repeats_exactly_one_is_kept(inbox):
    kept = await asyncio.gather(*(inbox.accept("slack", "Ev1", "event", "{}") for _ in range(12)))

    assert sum(entry is not None for entry in kept) == 1


async def test_a_request_in_hand_is_not_taken_up_by_another_process(inbox):
    await inbox.accept("slack", "Ev1", "event", "{}")

    assert await inbox.take_left_over(["slack"]) == []


async def test_after_a_restart_the_only_process_takes_up_what_was_in_hand(database, inbox):
    kept = await inbox.accept("slack", "Ev1", "event", "{}")
    left = await StoredInbox(database).take_left_over(["slack"], everything=True)

    assert [(entry.id, entry.attempts) for entry in left] == [(kept.id, 2)]


async def test_what_reached_this_process_before_its_first_look_is_not_taken_up_again(inbox):
    await inbox.accept("slack", "Ev1", "event", "{}")

    assert await inbox.take_left_over(["slack"], everything=True) == []


async def test_a_request_whose_hold_ran_out_is_taken_up_once(database, inbox):
    kept = await inbox.accept("slack", "Ev1", "event", "{}")
    await let_time_pass(database, minutes=2)
    processes = [StoredInbox(database) for _ in range(4)]
    taken = await asyncio.gather(*(process.take_left_over(["slack"]) for process in processes))

    assert [entry.id for entries in taken for entry in entries] == [kept.id]


async def test_a_request_still_in_hand_is_held_as_long_as_it_takes(database, inbox):
    kept = await inbox.accept("slack", "Ev1", "event", "{}")
    await let_time_pass(database, minutes=2)
    await inbox.hold({kept.id: kept.token})

    assert await StoredInbox(database).take_left_over(["slack"]) == []


async def test_a_request_waits_for_the_day_its_platform_is_back(database, inbox):
    await inbox.accept("slack", "Ev1", "event", "{}")
    await let_time_pass(database, minutes=2)

    assert await inbox.take_left_over(["web"]) == []
    assert len(await inbox.take_left_over(["slack"])) == 1


async def test_a_handled_request_is_never_taken_up_again(database, inbox):
    kept = await inbox.accept("slack", "Ev1", "event", "{}")
    await inbox.close(kept.id)

    assert await StoredInbox(database).take_left_over(["slack"], everything=True) == []


@pytest.mark.parametrize("end", [mark_handled, partial(mark_failed, problem="4711")])
async def test_of_a_request_that_ended_no_word_is_kept_for_long(database, inbox, end):
    kept = await inbox.accept("web", "1", "said", "what somebody said")
    async with database.begin() as session:
        await end(session, kept.id)
    await let_time_pass(database, days=8)
    await forget(database)

    assert await bodies(database) == [""]
    await let_time_pass(database, days=23)
    await forget(database)
    assert await bodies(database) == []


async def test_a_request_that_still_waits_keeps_its_words(database, inbox):
    await inbox.accept("web", "1", "said", "what somebody said")
    await let_time_pass(database, days=40)
    await forget(database)

    assert await bodies(database) == ["what somebody said"]


async def forget(database):
    """Let the housekeeping look around."""
    await housekeeping_of(database).look(NOON)


async def let_time_pass(database, **span):
    """Make every request as much older."""
    async with database.begin() as session:
        for row in await session.scalars(select(InboxRow)):
            row.received_at -= timedelta(**span)
            row.handled_at = row.handled_at and row.handled_at - timedelta(**span)
            row.taken_until = row.taken_until and row.taken_until - timedelta(**span)


async def bodies(database):
    async with database.read() as session:
        return list(await session.scalars(select(InboxRow.body)))
