"""What reached us is kept once, and nothing of it is lost."""

import asyncio

import pytest

from bot.store.inbox import StoredInbox
from bot.store.sessions import Database


@pytest.fixture
async def database(database_url):
    database = Database(database_url)
    yield database
    await database.close()


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

    assert await inbox.take_left_over() == []


async def test_after_a_restart_the_only_process_takes_up_what_was_in_hand(inbox):
    kept = await inbox.accept("slack", "Ev1", "event", "{}")
    left = await inbox.take_left_over(everything=True)

    assert [(entry.id, entry.attempts) for entry in left] == [(kept.id, 2)]


async def test_a_handled_request_is_never_taken_up_again(inbox):
    kept = await inbox.accept("slack", "Ev1", "event", "{}")
    await inbox.close(kept.id)

    assert await inbox.take_left_over(everything=True) == []
