from dataclasses import replace
from datetime import timedelta

from bot.beat.rules.announcements import Announcement
from bot.beat.store import beats, cadences, drafts, slots
from bot.beat.store.tables import Cadence
from scheduler.tick import tick
from tests.scheduler.world import MONDAY, NINE, NINE_UTC, World, newsletter


async def the_cadence(world: World) -> Cadence:
    [row] = await world.all(Cadence)
    return row


async def test_a_new_promise_knows_its_next_slot_and_its_first_instant(world: World):
    await world.promise(newsletter())

    row = await the_cadence(world)
    assert (row.next_slot, row.next_due_at) == (NINE, NINE_UTC - timedelta(hours=14))


async def test_a_promise_that_stayed_as_it_was_keeps_its_next_slot(world: World):
    await world.promise(newsletter(zone="UTC"))
    world.clock.moment = NINE_UTC + timedelta(hours=1)
    await world.promise(newsletter(zone="UTC", catch_up=30))

    row = await the_cadence(world)
    assert (row.next_slot, row.catch_up_minutes) == (NINE, 30)


async def test_a_promise_with_another_rule_begins_anew(world: World):
    await world.promise(newsletter(zone="UTC"))
    await world.promise(replace(newsletter(zone="UTC"), rule="FREQ=WEEKLY;BYDAY=FR"))

    row = await the_cadence(world)
    assert row.next_slot == NINE + timedelta(days=3)


async def test_a_promise_that_left_the_files_is_paused_and_may_come_back(world: World):
    await world.promise(newsletter(zone="UTC"))
    await world.promise()
    await tick(world.beat(), NINE_UTC)
    assert (await the_cadence(world)).paused
    assert await world.occurrences() == []

    world.clock.moment = NINE_UTC + timedelta(hours=1)
    await world.promise(newsletter(zone="UTC"))

    row = await the_cadence(world)
    assert (row.paused, row.next_slot) == (False, NINE + timedelta(days=1))


async def test_a_promise_paused_by_hand_stays_paused(world: World):
    await world.promise(newsletter(zone="UTC"))
    await world.change(Cadence, (await the_cadence(world)).id, paused=True)
    await world.promise(newsletter(zone="UTC"))

    assert (await the_cadence(world)).paused


async def test_a_promise_that_has_ended_is_done(world: World):
    await world.promise(newsletter(rule="FREQ=DAILY;COUNT=1", zone="UTC"))
    await tick(world.beat(), NINE_UTC)

    row = await the_cadence(world)
    assert (row.next_slot, row.next_due_at) == (None, None)


async def test_what_a_person_promised_is_left_alone_by_the_files(world: World):
    await world.promise(newsletter(zone="UTC"))
    [row] = await world.all(Cadence)
    await world.change(Cadence, row.id, owner="ann")

    await world.promise()

    [kept] = await world.all(Cadence)
    assert (kept.owner, kept.paused, kept.next_slot) == ("ann", False, row.next_slot)


async def test_who_inherits_finds_what_was_being_written_too(world: World):
    for who in ("vera", "jon"):
        await world.person(who, partner_id=None, permission="manager")
    text = Announcement(title="Prices", words="They hold.", topic="pulse")
    async with world.database.begin() as session:
        await drafts.begin(session, "vera", text, MONDAY)
        gone = await drafts.begin(session, "vera", text, MONDAY)
        await drafts.settle(session, gone.id, "dropped", MONDAY)
        await cadences.hand_over(session, "vera", "jon", "operator", MONDAY)
    async with world.database.read() as session:
        found = [len(await drafts.waiting(session, 9, who)) for who in ("vera", "jon")]

    assert found == [0, 1]


async def test_a_server_that_starts_in_the_evening_keeps_the_next_day_for_most(world: World):
    await world.person("kai", "Pacific/Kiritimati")
    await world.person("cho", "Asia/Seoul")
    await world.person("ann", "Europe/Berlin")
    world.clock.moment = NINE_UTC - timedelta(hours=8)
    await world.promise(newsletter(catch_up=120))

    await tick(world.beat(), world.clock.moment)

    assert await world.states() == {"kai": "skipped: too late", "cho": "planned", "ann": "planned"}


async def test_a_changed_rule_brings_nothing_more_on_a_day_on_which_something_went_out(
    world: World,
):
    await world.person("ann", "Europe/Berlin")
    await world.promise(newsletter())
    await tick(world.beat(), NINE_UTC)

    later = replace(newsletter(), starts_on=NINE + timedelta(hours=6))
    world.clock.moment = NINE_UTC + timedelta(hours=1)
    await world.promise(later)
    row = await the_cadence(world)
    assert row.next_slot == NINE + timedelta(days=1, hours=6)


async def test_a_changed_rule_may_still_fill_a_day_on_which_nothing_could_be_said(world: World):
    await world.person("ann")
    await world.write()
    await world.promise(newsletter(zone="UTC"))
    await tick(world.beat(), NINE_UTC)
    assert [state for _, state in await world.occurrences()] == ["missed: no edition"]

    world.clock.moment = NINE_UTC + timedelta(hours=1)
    await world.promise(replace(newsletter(zone="UTC"), starts_on=NINE + timedelta(hours=6)))

    assert (await the_cadence(world)).next_slot == NINE + timedelta(hours=6)


async def test_what_somebody_has_passed_already_can_still_be_undone_for_two_minutes(world: World):
    now = NINE_UTC - timedelta(hours=8)
    file = replace(newsletter(), kind="announcement", subject="ours")
    async with world.database.begin() as session:
        row = await cadences.promise(session, file, "ann", now)

    assert row is not None
    assert (row.next_slot, row.next_due_at) == (NINE, now + timedelta(minutes=2))


async def test_a_moved_slot_is_what_comes_next_for_a_reader(world: World):
    await world.person("ann")
    await world.promise(newsletter(rule="FREQ=WEEKLY", zone="UTC"))
    row, moved = await the_cadence(world), NINE_UTC + timedelta(hours=3)
    async with world.database.begin() as session:
        to = NINE + timedelta(hours=3)
        await slots.move_slot(session, row.id, NINE, to, "operator", world.clock.now())
    async with world.database.read() as session:
        hers = await beats.next_due(session, "ann", "UTC", world.clock.now())
        anybodys = await beats.next_of_anybody(session, world.clock.now())

    assert (hers, anybodys) == (moved, moved)
