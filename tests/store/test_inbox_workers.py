"""Requests are worked on once; what fails is tried again, and in the end given up."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.event import Origin, Said
from bot.store.inbox import StoredInbox
from bot.store.tables import InboxRow
from drumbeat.inbox_workers import InboxWorkers


class Inbox(StoredInbox):
    """Says when somebody has looked for what was left over."""

    def __init__(self, database):
        super().__init__(database)
        self.looked = asyncio.Condition()
        self.fails = False

    async def close(self, entry_id):
        if self.fails:
            raise OSError("the disk is full")
        await super().close(entry_id)

    async def take_left_over(self, platforms, *, everything=False):
        left = await super().take_left_over(platforms, everything=everything)
        async with self.looked:
            self.looked.notify_all()
        return left

    async def looks(self, times):
        async with self.looked:
            for _ in range(times):
                await self.looked.wait()


class Door:
    """Works on requests as the test wants."""

    platform = "web"

    def __init__(self):
        self.worked = []
        self.broken = set()
        self.gate = asyncio.Event()
        self.gate.set()
        self.begun = asyncio.Semaphore(0)

    async def begins(self, requests):
        for _ in range(requests):
            await self.begun.acquire()

    def heard(self, entry):
        user, _, text = entry.body.rpartition(": ")
        return Said(Origin("web", "T1", user), text)

    async def work(self, entry):
        self.worked.append(entry.body)
        self.begun.release()
        await self.gate.wait()
        if entry.body in self.broken:
            raise OSError("this cannot be done")


@pytest.fixture
def inbox(database):
    return Inbox(database)


@pytest.fixture
def door():
    return Door()


@asynccontextmanager
async def working(database, inbox, door):
    workers = InboxWorkers(database, inbox, every=0.02)
    workers.add(door)
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        group.create_task(workers.run())
        yield workers
        door.gate.set()
        workers.stop()


async def let_holds_run_out(database):
    async with database.begin() as session:
        past = datetime.now(UTC) - timedelta(minutes=1)
        await session.execute(update(InboxRow).values(taken_until=past))


async def state_of(database, body):
    async with database.read() as session:
        return await session.scalar(select(InboxRow.state).where(InboxRow.body == body))


async def test_a_request_that_takes_longer_than_its_hold_is_worked_on_once(database, inbox, door):
    door.gate.clear()
    async with working(database, inbox, door) as workers:
        workers.submit(await inbox.accept("web", "1", "said", "slow"))
        await inbox.looks(2)
        await let_holds_run_out(database)
        await inbox.looks(3)

    assert door.worked == ["slow"]
    assert await state_of(database, "slow") == "handled"


async def test_a_request_that_fails_takes_nothing_else_down(database, inbox, door):
    door.broken.add("bad")
    async with working(database, inbox, door) as workers:
        workers.submit(await inbox.accept("web", "1", "said", "bad"))
        workers.submit(await inbox.accept("web", "2", "said", "good"))
        await workers.idle()

    assert await state_of(database, "good") == "handled"
    assert await state_of(database, "bad") == "waiting"


async def test_what_one_person_asks_is_done_in_order_and_keeps_nobody_waiting(
    database, inbox, door
):
    door.gate.clear()
    async with working(database, inbox, door) as workers:
        for number, body in enumerate(("Ann: 9", "Ann: 3", "Bob: 8", "a report", "Ann: 5")):
            workers.submit(await inbox.accept("web", str(number), "pressed", body))
        await door.begins(3)
        assert door.worked == ["Ann: 9", "Bob: 8", "a report"]
        door.gate.set()
        await workers.idle()

    assert [body for body in door.worked if body.startswith("Ann")] == [
        "Ann: 9",
        "Ann: 3",
        "Ann: 5",
    ]


async def test_who_stops_finishes_what_waited_behind_another_request(database, inbox, door):
    door.gate.clear()
    async with working(database, inbox, door) as workers:
        for number in range(3):
            workers.submit(await inbox.accept("web", str(number), "pressed", f"Ann: {number}"))
        await door.begins(1)
        workers.stop()

    assert door.worked == ["Ann: 0", "Ann: 1", "Ann: 2"]
    assert await state_of(database, "Ann: 2") == "handled"


async def test_a_request_that_always_fails_is_given_up(database, inbox, door):
    door.broken.add("bad")
    async with working(database, inbox, door) as workers:
        workers.submit(await inbox.accept("web", "1", "said", "bad"))
        while await state_of(database, "bad") == "waiting":
            await workers.idle()
            await let_holds_run_out(database)
            await inbox.looks(2)

    assert door.worked == ["bad"] * 3
    assert await state_of(database, "bad") == "failed"


async def test_a_request_that_kills_whoever_works_on_it_is_given_up(database, inbox, door):
    await inbox.accept("web", "1", "said", "deadly")
    for _ in range(2):
        died_with = await StoredInbox(database).take_left_over(["web"], everything=True)
        assert [entry.body for entry in died_with] == ["deadly"]
    await let_holds_run_out(database)
    async with working(database, Inbox(database), door) as workers:
        while await state_of(database, "deadly") == "waiting":
            await workers.idle()

    assert door.worked == []


async def test_what_cannot_be_closed_stops_no_worker(database, inbox, door):
    inbox.fails = True
    async with working(database, inbox, door) as workers:
        for number in range(20):
            workers.submit(await inbox.accept("web", f"1-{number}", "said", "not closed"))
        await workers.idle()
        inbox.fails = False
        workers.submit(await inbox.accept("web", "2", "said", "good"))
        await workers.idle()

    assert await state_of(database, "good") == "handled"
