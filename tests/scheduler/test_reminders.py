"""Who was asked and did not answer is reminded once, in the morning of their fifth working day."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from bot.beat.store.tables import Delivery, Send
from bot.store.columns import Base
from bot.voice.reminders import ReminderWatch
from bot.voice.rules.reminding import reminder_slot
from scheduler.lanes import Lanes
from scheduler.tick import tick
from tests.scheduler.world import LANE, NINE, NINE_UTC, World, newsletter, survey


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("opened", "closes", "slot"),
    [
        (at(2), at(16), datetime(2026, 11, 9, 9)),  # noqa: DTZ001 - a wall-clock moment
        (at(6), at(20), datetime(2026, 11, 13, 9)),  # noqa: DTZ001
        (at(7), at(20), datetime(2026, 11, 13, 9)),  # noqa: DTZ001 - a Saturday
        (at(2), at(10), None),
    ],
)
def test_the_reminder_comes_after_five_working_days_where_a_day_is_left(opened, closes, slot):
    assert reminder_slot(opened, closes) == slot


async def answers(world: World, who: str) -> None:
    [wave] = await world.waves()
    invited = await world.invitations()
    async with world.database.begin() as session:
        row = {"id": f"r-{who}", "wave_id": wave.id, "invitation_id": invited[who].id}
        told = {"contact_id": who, "partner_id": "p1", "role": "sales", "score": 9}
        await session.execute(
            insert(Base.metadata.tables["response"]), [{**row, **told, "answered_at": NINE_UTC}]
        )


async def at_hours(world: World, *moments: datetime) -> None:
    """Let the drum strike at these moments, and all that is due leave."""
    watch = ReminderWatch(world.database, world.texts)
    for now in moments:
        world.clock.moment = now
        await watch.look(now)
        await tick(world.beat(), now)
        await Lanes(world.beat()).drain(LANE)


async def test_one_reminder_reaches_whoever_did_not_answer_and_nobody_else(world: World):
    await world.person("ann")
    await world.person("bob")
    await world.write(replace(survey(), open_days=14))
    await world.promise(type(newsletter())("survey", "nps", "FREQ=YEARLY", NINE, "UTC", 720))
    await at_hours(world, NINE_UTC)
    await answers(world, "ann")

    fifth = NINE_UTC + timedelta(days=7)
    await at_hours(world, fifth - timedelta(hours=12), fifth, fifth + timedelta(days=1))

    [wave] = await world.waves()
    async with world.database.read() as session:
        told = await session.execute(
            select(Delivery.contact_id, Delivery.state, Delivery.due_at)
            .join(Send, Send.id == Delivery.send_id)
            .where(Send.id == wave.reminder_id)
            .order_by(Delivery.contact_id)
        )
        found = {who: (state, due_at.hour) for who, state, due_at in told}
    assert len([send for send in await world.sends() if send.kind == "wave"]) == 2
    assert found["bob"] == ("delivered", 9)
    assert found["ann"][0] == "skipped"
