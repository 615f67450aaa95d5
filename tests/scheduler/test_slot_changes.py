"""Single slots that somebody skipped, moved, paused or put back, as the clock carries them out."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.beat.store import slots
from bot.beat.store.slot_tables import SlotChange
from bot.beat.store.slots import Change
from bot.beat.store.tables import Cadence
from bot.store.audit_tables import Audit
from scheduler.reach import recent_reach
from scheduler.tick import tick
from tests.scheduler.world import MONDAY, NINE, NINE_UTC, World, newsletter

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
async def daily(world: World) -> World:
    """Ann gets an edition every day at nine UTC."""
    await world.person("ann")
    await world.promise(newsletter(zone="UTC"))
    return world


async def change(world: World, how, *words) -> Change | bool | None:
    [cadence] = await world.all(Cadence)
    async with world.database.begin() as session:
        return await how(session, cadence.id, *words, world.clock.now())


async def skip(world: World, slot: datetime, reason: str = "nothing to say"):
    return await change(world, slots.skip_slot, slot, "operator", reason)


async def move(world: World, slot: datetime, to: datetime):
    return await change(world, slots.move_slot, slot, to, "operator")


async def pause(world: World, slot: datetime):
    return await change(world, slots.pause_slot, slot, "operator", "until legal has read it")


async def put_back(world: World, slot: datetime):
    return await change(world, slots.put_back, slot, "operator")


async def at(world: World, moment: datetime) -> None:
    world.clock.moment = moment
    await tick(world.beat(), moment)


async def due(world: World) -> list[datetime]:
    return sorted(row.due_at for row in (await world.deliveries_of("ann")))


async def the_next(world: World) -> datetime | None:
    [cadence] = await world.all(Cadence)
    return cadence.next_slot


async def test_a_skipped_slot_is_in_the_books_with_its_reason_and_the_next_one_goes(daily: World):
    assert await skip(daily, NINE)
    assert await the_next(daily) == NINE + DAY

    await at(daily, NINE_UTC)
    assert await daily.occurrences() == [(NINE, "missed: skipped")]
    [miss] = (await recent_reach(daily.database)).missed
    assert (miss.slot, miss.reason) == (NINE, "skipped: nothing to say")

    await at(daily, NINE_UTC + DAY)
    assert await due(daily) == [NINE_UTC + DAY]
    assert [send.subject for send in await daily.sends()] == ["pulse-1"]


async def test_several_in_a_row_are_passed_over(daily: World):
    for ahead in (1, 0, 2):
        assert await skip(daily, NINE + ahead * DAY)

    assert await the_next(daily) == NINE + 3 * DAY
    await at(daily, NINE_UTC + 2 * DAY)
    assert [state for _, state in await daily.occurrences()] == ["missed: skipped"] * 3


@pytest.mark.parametrize(
    "moved",
    [-2 * HOUR, 5 * HOUR, 30 * HOUR, 3 * DAY],
    ids=["before", "after", "behind its neighbour", "behind several"],
)
async def test_a_moved_slot_goes_out_once_at_its_new_moment(daily: World, moved: timedelta):
    slot = NINE + DAY
    assert await move(daily, slot, slot + moved)

    promised = [NINE_UTC + n * DAY for n in (0, 2, 3, 4)]
    moments = sorted([*promised, NINE_UTC + DAY, NINE_UTC + DAY + moved])
    for moment in moments:
        await at(daily, moment)

    assert await due(daily) == sorted([*promised, NINE_UTC + DAY + moved])
    assert dict(await daily.occurrences())[slot] == "planned"


async def test_the_first_slot_may_be_moved_before_all_others_and_back_again(daily: World):
    assert await move(daily, NINE, NINE - 4 * HOUR)
    assert await move(daily, NINE, NINE + 4 * HOUR)

    await at(daily, NINE_UTC - HOUR)
    assert await due(daily) == []
    assert await put_back(daily, NINE)
    await at(daily, NINE_UTC)
    await at(daily, NINE_UTC + 5 * HOUR)

    assert await due(daily) == [NINE_UTC]
    assert await daily.all(SlotChange) == []


async def test_a_moved_slot_keeps_the_edition_of_its_own_day(daily: World):
    theirs = [replace(daily.texts.editions[3], day=NINE.date()), daily.texts.editions[0]]
    await daily.write(*theirs)
    await move(daily, NINE, NINE + 30 * HOUR)

    await at(daily, NINE_UTC + 30 * HOUR)

    subjects = {send.slot: send.subject for send in await daily.sends()}
    assert subjects[NINE + 30 * HOUR] == theirs[0].key


async def test_in_the_readers_own_time_a_moved_slot_comes_when_their_clock_shows_it(world: World):
    await world.person("ann", "Asia/Seoul")
    await world.promise(newsletter())
    await move(world, NINE, NINE + 3 * HOUR)

    await at(world, NINE_UTC - 11 * HOUR)

    assert await due(world) == [NINE_UTC - 6 * HOUR]


async def test_a_paused_slot_waits_until_it_is_put_back(daily: World):
    await pause(daily, NINE)
    await at(daily, NINE_UTC + HOUR)
    assert await due(daily) == []

    assert await put_back(daily, NINE)
    await at(daily, NINE_UTC + 2 * HOUR)

    assert await due(daily) == [NINE_UTC]


async def test_a_slot_that_stays_paused_past_its_catch_up_limit_is_missed_for_that(daily: World):
    await pause(daily, NINE)

    await at(daily, NINE_UTC + 12 * HOUR)

    assert await daily.occurrences() == [(NINE, "missed: paused")]
    assert not await put_back(daily, NINE)


async def test_what_was_put_back_after_others_went_out_opens_none_of_them_again(daily: World):
    await daily.change(Cadence, (await daily.all(Cadence))[0].id, catch_up_minutes=3 * 24 * 60)
    await pause(daily, NINE)
    await at(daily, NINE_UTC + DAY)

    await put_back(daily, NINE)
    await at(daily, NINE_UTC + DAY + HOUR)

    assert await due(daily) == [NINE_UTC, NINE_UTC + DAY]
    assert await the_next(daily) == NINE + 2 * DAY


async def test_what_is_no_slot_to_come_is_not_changed(daily: World):
    await at(daily, NINE_UTC)

    assert await skip(daily, NINE) is None
    assert await skip(daily, NINE + HOUR) is None
    assert await skip(daily, NINE - DAY) is None
    assert await move(daily, NINE + DAY, NINE - 20 * HOUR) is None
    assert not await put_back(daily, NINE + DAY)
    assert await daily.all(SlotChange) == []
    assert await daily.all(Audit) == []


async def test_the_only_slot_of_a_promise_can_be_moved(world: World):
    await world.person("ann")
    await world.promise(newsletter(rule="FREQ=DAILY;COUNT=1", zone="UTC"))
    await move(world, NINE, NINE + DAY)
    await world.promise(*world.texts.files)

    await at(world, NINE_UTC + DAY)

    assert await due(world) == [NINE_UTC + DAY]


async def test_who_changed_a_slot_is_in_the_audit(daily: World):
    await skip(daily, NINE)
    await move(daily, NINE, NINE + HOUR)
    await put_back(daily, NINE)

    assert {row.act for row in await daily.all(Audit)} == {"skip slot", "move slot", "put back"}
    assert {row.detail for row in await daily.all(Audit)} == {'{"slot": "2026-06-02T09:00:00"}'}


async def test_a_paused_promise_keeps_its_moved_slots_waiting_too(daily: World):
    [cadence] = await daily.all(Cadence)
    await move(daily, NINE, NINE + HOUR)
    await daily.change(Cadence, cadence.id, paused=True)
    await at(daily, NINE_UTC + 2 * HOUR)
    assert await due(daily) == []

    await daily.change(Cadence, cadence.id, paused=False)
    await at(daily, NINE_UTC + 3 * HOUR)
    assert await due(daily) == [NINE_UTC + HOUR]


async def test_another_rule_in_the_files_forgets_what_was_decided_about_slots_it_has_not(
    daily: World,
):
    await move(daily, NINE + DAY, NINE + 26 * HOUR)
    await daily.promise(newsletter(rule="FREQ=WEEKLY;BYDAY=FR", zone="UTC"))

    for day in range(4):
        await at(daily, NINE_UTC + day * DAY + 2 * HOUR)

    assert await daily.all(SlotChange) == []
    assert await due(daily) == [NINE_UTC + 3 * DAY]


async def test_two_ticks_that_race_carry_a_change_out_once(daily: World):
    await move(daily, NINE + DAY, NINE)
    await skip(daily, NINE + 2 * DAY)

    for moment in (NINE_UTC, NINE_UTC + 2 * DAY):
        daily.clock.moment = moment
        await asyncio.gather(*(tick(daily.beat(), moment) for _ in range(3)))

    books = dict(await daily.occurrences())
    assert (books[NINE], books[NINE + DAY], books[NINE + 2 * DAY]) == (
        "planned",
        "planned",
        "missed: skipped",
    )
    assert await due(daily) == [NINE_UTC, NINE_UTC]


async def test_somebody_who_changes_the_next_slot_while_it_is_stepped_on_is_obeyed(daily: World):
    for day in range(5):
        slot = NINE + (day + 1) * DAY
        daily.clock.moment = NINE_UTC + day * DAY
        await asyncio.gather(
            tick(daily.beat(), daily.clock.moment), skip(daily, slot), skip(daily, slot)
        )

    assert await due(daily) == [NINE_UTC]
    assert await the_next(daily) == NINE + 6 * DAY


async def test_a_slot_is_known_by_the_moment_of_its_rule(daily: World):
    await move(daily, NINE, NINE + HOUR)
    [cadence] = await daily.all(Cadence)

    async with daily.database.read() as session:
        found = await slots.change_of(session, cadence.id, [NINE, NINE + HOUR, NINE + DAY])

    assert {slot: one.moved_to for slot, one in found.items()} == {NINE: NINE + HOUR}
    assert found[NINE].at == MONDAY
