"""The demo's clock walks: whoever reads far away gets theirs in time as well."""

import pytest
from sqlalchemy import func, select

from bot.beat.rules.outcomes import State
from bot.beat.store.tables import Delivery, Send
from drumbeat.demo.stage import DemoStage
from scheduler.tick import TOO_LATE
from tests.fixtures.tiers import is_soak

SOMEBODY = "acme-it-01"
SLOTS = 10 if is_soak() else 4


@pytest.fixture
def stage(demo, clock):
    house = demo.house
    ports = {"wording": house.wording, "personas": (), "strike": house.drum.strike}
    return DemoStage(
        database=house.database, clock=clock, title_of=house.library.title_of, **ports
    )


async def reasons(house, state):
    """Count why deliveries ended in a state."""
    ends = select(Delivery.reason, func.count()).where(Delivery.state == state)
    async with house.database.read() as session:
        return dict((await session.execute(ends.group_by(Delivery.reason))).all())


async def test_slot_after_slot_nobody_is_too_late(demo, stage, clock):
    began = clock.now()
    told = [await stage.next_beat(SOMEBODY) for _ in range(SLOTS)]
    skipped = await reasons(demo.house, State.SKIPPED)
    delivered = await reasons(demo.house, State.DELIVERED)
    async with demo.house.database.read() as session:
        sends = await session.scalar(select(func.count()).select_from(Send))

    assert sends >= SLOTS // 2
    assert sum(delivered.values()) > 100
    assert TOO_LATE not in skipped
    assert (clock.now() - began).days > 7
    assert is_soak() <= ("no edition was left" in told[-1])
