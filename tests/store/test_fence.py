"""Who was paused, and whose request another took up meanwhile, undoes its work and is silent."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from structlog.testing import capture_logs

from bot.errors import RequestTaken
from bot.store.fence import SURE, Hold, ensure_sure, working_on
from bot.store.inbox import StoredInbox, mark_failed, mark_handled
from bot.store.tables import InboxRow, ProgrammeFact
from drumbeat.inbox_workers import InboxWorkers
from tests.store.test_inbox_workers import Inbox


@pytest.fixture
def inbox(database):
    return Inbox(database)


async def take_up_elsewhere(database):
    """Let the holds run out, and let another process take up what is left."""
    async with database.begin() as session:
        past = datetime.now(UTC) - timedelta(minutes=1)
        await session.execute(update(InboxRow).values(taken_until=past))
    [taken] = await StoredInbox(database).take_left_over(["web"])
    return taken


async def states(database):
    async with database.read() as session:
        return list(await session.scalars(select(InboxRow.state)))


async def work(database, entry):
    """Do what a use case does: something, and with it the request's end."""
    async with database.begin() as session:
        session.add(ProgrammeFact(name=f"done by {entry.token}", value=""))
        await mark_handled(session, entry.id)


async def done(database):
    async with database.read() as session:
        names = await session.scalars(select(ProgrammeFact.name))
        return [name for name in names if name.startswith("done by")]


class PausedDoor:
    """Is paused in the middle of its work, while other things happen."""

    platform = "web"

    def __init__(self, database, meanwhile):
        self.database, self.meanwhile = database, meanwhile
        self.said = []

    def heard(self, entry):
        return None

    async def work(self, entry):
        await self.meanwhile()
        await work(self.database, entry)
        self.said.append(entry.id)


async def worked(database, inbox, door, entry):
    workers = InboxWorkers(database, inbox, every=3600)
    workers.add(door)
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        group.create_task(workers.run())
        await inbox.looks(1)
        workers.submit(entry)
        await workers.idle()
        workers.stop()


@pytest.mark.parametrize("ends", [False, True])
async def test_who_comes_back_too_late_undoes_its_work_and_says_nothing(database, inbox, ends):
    entry = await inbox.accept("web", "1", "said", "slow")

    async def another_takes_it_up():
        taken = await take_up_elsewhere(database)
        if ends:
            with working_on(Hold(taken.id, taken.token)):
                await work(database, taken)

    door = PausedDoor(database, another_takes_it_up)
    with capture_logs() as logged:
        await worked(database, inbox, door, entry)

    assert door.said == []
    assert await done(database) == (["done by 1"] if ends else [])
    assert await states(database) == ["handled" if ends else "waiting"]
    assert "request_taken_by_another" in [entry["event"] for entry in logged]


async def test_who_comes_back_before_anybody_took_over_goes_on(database, inbox):
    entry = await inbox.accept("web", "1", "said", "slow")

    async def nothing():
        pass

    door = PausedDoor(database, nothing)
    await worked(database, inbox, door, entry)

    assert (door.said, await done(database)) == ([entry.id], ["done by 0"])
    assert await states(database) == ["handled"]


async def test_who_comes_back_too_late_does_not_hold_it_again(database, inbox):
    entry = await inbox.accept("web", "1", "said", "slow")
    taken = await take_up_elsewhere(database)

    assert await inbox.hold({entry.id: entry.token}) == []
    assert await inbox.hold({entry.id: taken.token}) == [entry.id]


async def test_who_comes_back_too_late_does_not_give_it_up_either(database, inbox):
    entry = await inbox.accept("web", "1", "said", "slow")
    await take_up_elsewhere(database)
    with working_on(Hold(entry.id, entry.token)), pytest.raises(RequestTaken):
        async with database.begin() as session:
            await mark_failed(session, entry.id, "4711")

    assert await states(database) == ["waiting"]


async def test_a_use_case_may_end_its_own_request_twice(database, inbox):
    entry = await inbox.accept("web", "1", "said", "two steps")
    with working_on(Hold(entry.id, entry.token)):
        for _ in range(2):
            async with database.begin() as session:
                await mark_handled(session, entry.id)

    assert await states(database) == ["handled"]


async def test_an_answer_is_kept_back_once_another_may_give_it(database, inbox):
    entry = await inbox.accept("web", "1", "said", "ARR")
    long_ago = time.monotonic() - SURE
    with working_on(Hold(entry.id, entry.token, heard_at=long_ago)):
        await ensure_sure(database, entry.id)
        await take_up_elsewhere(database)
        with pytest.raises(RequestTaken):
            await ensure_sure(database, entry.id)
        await ensure_sure(database, "another request")
    with working_on(Hold(entry.id, entry.token)):
        await ensure_sure(database, entry.id)  # nobody could have: nobody is asked
