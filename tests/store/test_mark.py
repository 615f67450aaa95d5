"""The mark: numbers that only grow, kept outside of the database by several processes."""

import asyncio
import sqlite3

import pytest

from bot.errors import DatabaseRestored, MarkUnusable
from bot.store.mark import Mark


async def opened(path, lineage="one"):
    mark = Mark(path / "drumbeat.mark", lineage)
    await mark.open()
    return mark


async def test_what_left_is_known_after_a_restart(tmp_path):
    first = await opened(tmp_path)
    first.raised("slack:w1", 1)
    await first.keep_raised("slack:w1")
    await first.close()
    again = await opened(tmp_path)

    again.compare({"slack:w1": 1})
    with pytest.raises(DatabaseRestored):
        again.compare({"slack:w1": 0})
    with pytest.raises(DatabaseRestored):
        again.compare({})
    with pytest.raises(DatabaseRestored):
        again.raised("slack:w1", 1)
    await again.close()


async def test_what_was_not_committed_is_not_kept(tmp_path):
    mark = await opened(tmp_path)
    mark.raised("slack:w1", 1)
    mark.raised("slack:w2", 1)
    await mark.keep_raised("slack:w2")
    await mark.close()

    (await opened(tmp_path)).compare({"slack:w2": 1})


async def test_two_processes_share_it_and_the_higher_number_holds(tmp_path):
    one, two = await opened(tmp_path), await opened(tmp_path)
    await one.keep({"a": 5})
    await two.keep({"a": 3, "b": 1})

    later = await opened(tmp_path)
    later.compare({"a": 5, "b": 1})
    with pytest.raises(DatabaseRestored):
        later.compare({"a": 4, "b": 1})


async def test_lanes_that_are_marked_at_once_share_what_is_written(tmp_path):
    mark = await opened(tmp_path)
    numbers = {f"slack:w{each}": each + 1 for each in range(50)}
    for lane, number in numbers.items():
        mark.raised(lane, number)
    await asyncio.gather(*(mark.keep_raised(lane) for lane in numbers))

    later = await opened(tmp_path)
    for lane in numbers:
        with pytest.raises(DatabaseRestored):
            later.compare(numbers | {lane: 0})


async def test_a_database_of_another_lineage_is_another_story(tmp_path):
    await (await opened(tmp_path)).keep({"a": 5})

    (await opened(tmp_path, "two")).compare({})


async def test_a_place_nobody_may_write_in_is_named(tmp_path):
    (tmp_path / "drumbeat.mark").mkdir()

    with pytest.raises(MarkUnusable, match="cannot be written"):
        await opened(tmp_path)


async def test_whoever_opens_a_new_file_while_another_lays_it_waits_for_them(tmp_path):
    path = tmp_path / "new.mark"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    mark = Mark(path, "one")
    # SQLite's own patience is not asked where the kind of log is changed.
    opening = asyncio.create_task(mark.open())
    done, _ = await asyncio.wait({opening}, timeout=0.2)
    assert not done
    other.execute("ROLLBACK")
    other.close()
    await opening
    await mark.keep({"slack:a": 1})
    await mark.close()

    assert mark.kept() == {"slack:a": 1}
