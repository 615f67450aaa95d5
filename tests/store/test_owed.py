"""An answer that is owed stays with its request, sealed, until it is given or told to be lost."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.action import ActionRef
from bot.errors import AnswerOwed, NothingFound
from bot.event import WAVE_KEY, Origin, Reply, Said
from bot.form import Form, TextField
from bot.message import Button, Buttons, Message, notice
from bot.ports import WORTH, Owed
from bot.store.fence import Hold, working_on
from bot.store.inbox import StoredInbox, mark_failed, mark_handled
from bot.store.owed import StoredDebts
from bot.store.tables import InboxRow
from drumbeat.housekeeping import housekeeping_of
from drumbeat.inbox_workers import InboxWorkers
from tests.fixtures.moments import NOON
from tests.fixtures.secrets import BOX

AGAIN = Button("Again", ActionRef("again", {"id": "7"}))
REPLY = Reply(
    (notice("Churn", "5 %"), Message("More", (Buttons((AGAIN,)),))),
    form=Form(ActionRef("why"), "Why?", "Send", (TextField("why", "Why?", 50),), AGAIN),
    update=notice("Thanks"),
    home=notice("Home"),
    only_asker=False,
    language="de",
)


@pytest.fixture
def inbox(database):
    return StoredInbox(database)


@pytest.fixture
def debts(database):
    return StoredDebts(database, BOX)


async def handled(database, inbox, key="1"):
    entry = await inbox.accept("slack", key, "event", "{}")
    async with database.begin() as session:
        await mark_handled(session, entry.id)
    return entry


async def after_a_restart(database, **ago):
    """Return what a new process takes up, some time after the old one died."""
    past = datetime.now(UTC) - timedelta(**ago)
    async with database.begin() as session:
        await session.execute(update(InboxRow).values(taken_until=past, received_at=past))
    return await StoredInbox(database).take_left_over(["slack"])


async def owed_on(database):
    async with database.read() as session:
        return list(await session.scalars(select(InboxRow.owed)))


async def test_an_owed_answer_survives_a_restart_word_for_word(database, inbox, debts):
    entry = await handled(database, inbox)
    await debts.keep(entry.id, Owed(REPLY, 3))

    [left] = await after_a_restart(database, minutes=2)
    assert debts.read(left.owed) == Owed(REPLY, 3)


async def test_what_is_owed_is_sealed(database, inbox, debts):
    entry = await handled(database, inbox)
    await debts.keep(entry.id, Owed(REPLY))

    [sealed] = await owed_on(database)
    assert "Churn" not in sealed


async def test_a_question_is_asked_again_rather_than_its_answer_kept(database, inbox, debts):
    entry = await inbox.accept("slack", "1", "event", "{}")
    await debts.keep(entry.id, Owed(REPLY))

    [left] = await after_a_restart(database, minutes=2)
    assert left.owed == ""


async def test_an_answer_that_met_a_fault_is_given_and_not_worked_out_again(
    database, inbox, debts
):
    entry = await inbox.accept("slack", "1", "event", "{}")
    await debts.keep(entry.id, Owed(REPLY), done=True)

    [left] = await after_a_restart(database, minutes=2)
    assert debts.read(left.owed) == Owed(REPLY)


async def test_an_answer_is_kept_by_the_commit_of_what_it_tells_of_and_only_once(context):
    database, debts = context.database, StoredDebts(context.database, BOX)
    entry = await StoredInbox(database).accept("slack", "1", "event", "{}")
    with working_on(Hold(entry.id, entry.token)):
        async with context.work(Said(Origin("slack", "T1", "U1"), "nps", entry.id)) as session:
            said = context.owe(session, Reply((notice("Thanks"),)))
        kept = await owed_on(database)
        await debts.keep(entry.id, Owed(said))

        assert debts.read(kept[0]) == Owed(said)
        assert await owed_on(database) == kept
        await debts.keep(entry.id, Owed(said, 1))
    [left] = await after_a_restart(database, minutes=2)
    assert debts.read(left.owed) == Owed(said, 1)


async def test_of_an_anonymous_wave_no_form_is_kept_for_it_tells_the_answer(inbox, debts):
    entry = await inbox.accept("slack", "1", "event", "{}")
    form = Form(ActionRef("reason", {WAVE_KEY: "w1"}), "Why only 3?", "Send", (), AGAIN)
    kept = await debts.keep(entry.id, Owed(replace(REPLY, form=form)), done=True)

    assert debts.read(kept) == Owed(replace(REPLY, form=None))


async def test_what_was_undone_owes_no_answer(context):
    entry = await StoredInbox(context.database).accept("slack", "1", "event", "{}")

    async def fail():
        async with context.work(Said(Origin("slack", "T1", "U1"), "nps", entry.id)) as session:
            context.owe(session, Reply((notice("Thanks"),)))
            raise NothingFound

    with working_on(Hold(entry.id, entry.token)), pytest.raises(NothingFound):
        await fail()
    assert await owed_on(context.database) == [None]


async def test_a_given_answer_is_owed_no_more(database, inbox, debts):
    entry = await handled(database, inbox)
    await debts.keep(entry.id, Owed(REPLY))
    await inbox.close(entry.id)

    assert await owed_on(database) == [None]
    assert await after_a_restart(database, minutes=2) == []


async def test_after_half_an_hour_an_answer_is_lost_and_that_is_told_once(database, inbox, debts):
    entry = await handled(database, inbox)
    await debts.keep(entry.id, Owed(REPLY))

    assert await after_a_restart(database, minutes=WORTH.total_seconds() / 60 + 1) == []
    assert [lost.id for lost in await debts.lost("slack")] == [entry.id]
    assert [await debts.forgive([entry.id]) for _ in range(2)] == [True, False]
    assert await debts.lost("slack") == []


@pytest.mark.parametrize("failed", [True, False])
async def test_an_answer_that_was_never_written_down_is_lost_at_once(
    database, inbox, debts, failed
):
    entry = await inbox.accept("slack", "1", "event", "{}")
    async with database.begin() as session:
        if failed:
            await mark_failed(session, entry.id, "4711")
        else:
            await mark_handled(session, entry.id)

    assert await debts.lost("slack") == []  # it is in hand
    assert await after_a_restart(database, minutes=2) == []
    assert [lost.id for lost in await debts.lost("slack")] == [entry.id]


async def test_what_is_owed_is_forgotten_with_the_words_it_answers(database, inbox, debts):
    entry = await handled(database, inbox)
    await debts.keep(entry.id, Owed(REPLY))
    await after_a_restart(database, days=8)
    await housekeeping_of(database).look(NOON)

    assert await owed_on(database) == [None]


class Door:
    """Answers only the third time."""

    platform = "slack"

    def __init__(self):
        self.asked = []
        self.given = asyncio.Event()

    def heard(self, entry):
        return None

    async def work(self, entry):
        self.asked.append(entry.owed)
        if len(self.asked) < 3:
            raise AnswerOwed(f"owed {len(self.asked)}", 0.01)
        self.given.set()


async def test_the_workers_try_an_owed_answer_again_until_it_is_given(database, inbox):
    door, workers = Door(), InboxWorkers(database, inbox)
    workers.add(door)
    entry = await handled(database, inbox)
    workers.submit(entry)
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        group.create_task(workers.run())
        await door.given.wait()
        workers.stop()

    assert door.asked == ["", "owed 1", "owed 2"]
    assert await owed_on(database) == [None]
