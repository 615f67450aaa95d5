"""A database that goes away while we send: what was posted is written down when it is back."""

from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.beat.store.tables import Lane
from bot.errors import DatabaseTrouble
from scheduler.beat import Bounds
from scheduler.embedded import AFTER_A_STUMBLE
from scheduler.lanes import Lanes
from tests.scheduler.world import LANE, World

GONE = DatabaseTrouble("the disk is full", "make room")
ALL = {"ann": "delivered", "bob": "delivered", "cho": "delivered"}


class AwayDatabase:
    """Refuses to write from some moment on, until it is well again."""

    def __init__(self, world: World) -> None:
        self._database, self.is_away, self.refused = world.database, False, 0
        self.read = world.database.read

    @asynccontextmanager
    async def begin(self):
        if self.is_away:
            self.refused += 1
            raise GONE
        async with self._database.begin() as session:
            yield session

    async def go(self) -> None:
        self.is_away = True


@pytest.fixture
def away(due: World) -> AwayDatabase:
    """The database goes away while the first message is on its way."""
    away = AwayDatabase(due)
    due.script("ann", away.go)
    return away


def lanes(world: World, away: AwayDatabase, **changes: object) -> Lanes:
    return Lanes(world.beat(database=away, **changes))


async def test_what_was_delivered_is_written_down_when_the_database_is_back(
    due: World, away: AwayDatabase
):
    async def rest(seconds: float) -> None:
        due.ticks += seconds
        away.is_away = due.ticks < 20

    await lanes(due, away, rest=rest).drain(LANE)

    assert await due.states() == ALL
    assert sorted(due.messenger.readers) == ["ann@slack", "bob@slack", "cho@slack"]
    assert away.refused < 10


async def test_a_successor_who_took_the_lane_meanwhile_is_obeyed(due: World, away: AwayDatabase):
    async def rest(_seconds: float) -> None:
        if away.is_away:
            due.system.forward(seconds=61)
            await Lanes(due.beat()).drain(LANE)
        away.is_away = False

    assert await lanes(due, away, rest=rest).drain(LANE) is None

    assert set((await due.states()).values()) == {"unknown: the process was lost while sending"}
    assert len(due.messenger.posts) == 3


async def test_who_could_not_give_a_lane_back_takes_it_again_without_waiting(
    due: World, away: AwayDatabase
):
    mine = lanes(due, away, limits=Bounds(probe=16, insist=timedelta(seconds=1)))
    with pytest.raises(DatabaseTrouble):
        await mine.drain(LANE)
    with pytest.raises(DatabaseTrouble):
        await mine.drain(LANE)
    away.is_away = False
    await due.person("dan")
    due.system.forward(seconds=AFTER_A_STUMBLE)

    # Somebody else waits for the lease to run out, for that is all they know.
    assert (await Lanes(due.beat()).drain(LANE) or 0) > 50
    assert await mine.drain(LANE) is None
    (lane,) = await due.all(Lane)
    assert lane.holder is None


async def test_a_drain_that_trouble_interrupts_takes_its_lane_again_and_goes_on(due: World):
    troubles = [GONE, GONE]

    async def stumble() -> None:
        if troubles:
            raise troubles.pop()

    assert await Lanes(due.beat(before=[stumble])).drain(LANE) is None

    assert troubles == []
    assert await due.states() == ALL


async def test_a_text_that_could_not_be_read_for_trouble_is_written_later(
    due: World, away: AwayDatabase
):
    due.texts.broken = GONE
    beat = due.beat()
    await Lanes(beat).drain(LANE)
    assert set((await due.states()).values()) == {"planned: the disk is full"}

    due.texts.broken = None
    due.script("ann")
    due.system.forward(minutes=1)
    await Lanes(beat).drain(LANE)
    assert await due.states() == ALL


async def test_a_messenger_who_could_not_read_what_it_needs_has_sent_nothing(due: World):
    due.script("ann", GONE)
    await Lanes(due.beat()).drain(LANE)
    assert (await due.states())["ann"] == "planned: the disk is full"

    due.system.forward(minutes=1)
    await Lanes(due.beat()).drain(LANE)
    assert await due.states() == ALL


async def test_a_program_that_is_to_end_waits_for_its_database_only_for_a_while(
    due: World, away: AwayDatabase
):
    async def rest(seconds: float) -> None:
        due.ticks += seconds
        mine.stop()

    mine = lanes(due, away, rest=rest)
    with pytest.raises(DatabaseTrouble):
        await mine.drain(LANE)
    assert due.ticks <= 10
