"""Which coming slots of a newsletter are free, and that one of them is taken once."""

import asyncio
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.beat.rules.texts import FileText, TextKind, choose_edition, free_of
from bot.beat.store import free_slots, slots, texts
from scheduler.tick import tick
from tests.scheduler.world import MONDAY, NINE, NINE_UTC, World, edition, newsletter
from tests.unit.test_choosing_editions import Head

DAYS = [NINE + timedelta(days=n) for n in range(8)]


async def free(world: World) -> list[tuple[datetime, datetime]]:
    async with world.database.read() as session:
        found = await free_slots.free_slots(session, world.texts.head, ["pulse"], 3)
    return [(one.slot, one.at) for one in found]


async def test_what_waits_fills_the_next_slots_and_what_is_kept_for_a_day_that_day(world: World):
    await world.person("ann")
    await world.write(edition(1), edition(2), edition(3, day=date(2026, 6, 5)))
    await world.promise(newsletter(zone="UTC"))
    assert await free(world) == [(at, at) for at in (DAYS[2], DAYS[4], DAYS[5])]

    await world.strike_nine()
    await tick(world.beat(), NINE_UTC)
    assert await free(world) == [(at, at) for at in (DAYS[2], DAYS[4], DAYS[5])]


async def test_a_slot_that_is_skipped_is_not_free_and_one_that_is_moved_is_where_it_went(
    world: World,
):
    await world.write()
    await world.promise(newsletter(zone="UTC"))
    cadence = await cadence_of_pulse(world)
    async with world.database.begin() as session:
        await slots.skip_slot(session, cadence, DAYS[0], "operator", "holiday", MONDAY)
        later = DAYS[2] + timedelta(hours=3)
        await slots.move_slot(session, cadence, DAYS[1], later, "operator", MONDAY)

    assert await free(world) == [(DAYS[2], DAYS[2]), (DAYS[1], later), (DAYS[3], DAYS[3])]


async def cadence_of_pulse(world: World) -> str:
    async with world.database.read() as session:
        found = await free_slots.free_slots(session, world.texts.head, ["pulse"], 1)
    return found[0].cadence_id


@pytest.mark.both_databases
async def test_of_many_who_take_one_slot_at_once_one_gets_it(world: World):
    await world.write()
    await world.promise(newsletter(zone="UTC"))
    world.texts.editions = [edition(n, day=NINE.date()) for n in range(5)]

    async def take(number: int) -> bool:
        async with world.database.begin() as session:
            assert await free_slots.held(session, "pulse")
            found = await free_slots.free_slots(session, world.texts.head, ["pulse"], 1)
            if found[0].slot != NINE:
                return False
            hers = FileText(TextKind.EDITION, f"pulse-{number}", "Hers", series="pulse")
            await texts.write(session, hers, f"writer-{number}", MONDAY)
            return True

    assert sorted(await asyncio.gather(*map(take, range(5)))) == [False] * 4 + [True]


@given(
    st.lists(
        st.builds(
            Head,
            st.sampled_from([f"beat/{n:02}" for n in range(9)]),
            day=st.sampled_from([None, *(day.date() for day in DAYS)]),
        ),
        unique_by=lambda head: head.key,
    ),
    st.data(),
)
def test_who_takes_a_free_slot_gets_it_and_takes_it_from_nobody(heads, data):
    free_days = free_of(heads, "beat", DAYS, ())
    if not free_days:
        return
    slot = data.draw(st.sampled_from(free_days))
    mine = Head("beat/mine", day=slot.date())

    def filled(every: list[Head]) -> dict[datetime, str]:
        sent: dict[datetime, str] = {}
        for day in DAYS:
            if head := choose_edition(every, "beat", day, sent.values()):
                sent[day] = head.key
        return sent

    assert filled([*heads, mine]) == {**filled(heads), slot: "beat/mine"}
