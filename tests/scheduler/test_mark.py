"""The mark is kept before anything leaves, and a database that went back sends nothing."""

import pytest

from bot.beat.store.tables import Lane, Send
from bot.errors import DatabaseRestored, MarkUnusable
from bot.store.mark import Mark
from bot.store.programme import opened_since_restored, take_up
from scheduler.lanes import Lanes
from scheduler.marking import MarkWatch
from scheduler.tick import tick
from tests.scheduler.world import LANE, NINE_UTC, World, newsletter

ALL = {"ann": "delivered", "bob": "delivered", "cho": "delivered"}


@pytest.fixture
async def mark(tmp_path):
    mark = Mark(tmp_path / "drumbeat.mark", "one")
    await mark.open()
    yield mark
    await mark.close()


async def test_what_is_about_to_leave_is_marked_before(due: World, mark: Mark, tmp_path):
    async def look() -> None:
        kept = Mark(tmp_path / "drumbeat.mark", "one")
        await kept.open()
        with pytest.raises(DatabaseRestored):
            kept.compare({LANE: 0})
        await kept.close()

    due.script("ann", look)
    await Lanes(due.beat(mark=mark)).drain(LANE)

    assert await due.states() == ALL
    (lane,) = await due.all(Lane)
    mark.compare({LANE: lane.intents})


async def test_where_the_mark_cannot_be_kept_nothing_leaves_until_it_can(due: World, tmp_path):
    place = tmp_path / "drumbeat.mark"
    place.mkdir()
    mark = Mark(place, "one")
    lanes = Lanes(due.beat(mark=mark))
    await lanes.drain(LANE)
    assert due.messenger.posts == []
    assert all("cannot be written" in state for state in (await due.states()).values())

    place.rmdir()
    due.system.forward(minutes=10)
    await lanes.drain(LANE)
    assert await due.states() == ALL
    await mark.close()


async def test_a_database_that_went_back_under_a_running_server_sends_nothing(
    due: World, mark: Mark
):
    await mark.keep({LANE: 5})

    with pytest.raises(DatabaseRestored):
        await Lanes(due.beat(mark=mark)).drain(LANE)
    with pytest.raises(DatabaseRestored):
        await MarkWatch(due.database, mark, lambda: 1.0).look(NINE_UTC)
    assert due.messenger.posts == []
    assert set((await due.states()).values()) == {"planned"}


async def test_what_another_machine_sent_is_known_here_too(due: World, mark: Mark, tmp_path):
    await Lanes(due.beat(mark=mark)).drain(LANE)
    here = Mark(tmp_path / "here.mark", "one")
    await MarkWatch(due.database, here, lambda: 1.0).look(NINE_UTC)

    with pytest.raises(DatabaseRestored):
        here.compare({LANE: 0})
    await here.close()


async def test_after_a_restore_what_falls_due_is_paused_until_a_tick_opens_nothing_more(
    world: World, mark: Mark
):
    watch = MarkWatch(world.database, mark, lambda: 1.0)
    beat = world.beat(mark=mark, watches=(watch.look,))
    await world.person("ann")
    await world.promise(newsletter(zone="UTC"))
    async with world.database.begin() as session:
        await take_up(session)
    world.clock.moment = NINE_UTC
    for _ in range(3):
        await tick(beat, NINE_UTC)

    async with world.database.read() as session:
        assert await opened_since_restored(session) is None
    assert [send.paused_at for send in await world.all(Send)] == [NINE_UTC]
    await Lanes(beat).drain(LANE)
    assert world.messenger.posts == []

    world.clock.forward(days=1)
    await tick(beat, world.clock.now())
    assert [send.paused_at for send in await world.all(Send)].count(None) == 1


async def test_a_mark_nobody_can_open_stops_the_start(tmp_path):
    (tmp_path / "drumbeat.mark").mkdir()

    with pytest.raises(MarkUnusable, match="give it and its folder to this program's user"):
        await Mark(tmp_path / "drumbeat.mark", "one").open()
