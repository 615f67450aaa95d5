import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, update
from structlog.testing import capture_logs

from bot.beat.rules.audience import Audience
from bot.beat.store.tables import Delivery, Send
from bot.people.store.tables import Contact
from bot.principal import Role
from scheduler.beat import Bounds
from scheduler.tick import tick
from tests.scheduler.world import (
    MONDAY,
    NINE,
    NINE_UTC,
    DyingDatabase,
    World,
    edition,
    newsletter,
    survey,
)


async def test_a_slot_is_planned_once_though_two_ticks_race(world: World):
    await world.person("ann")
    await world.person("bob")
    await world.promise(newsletter(zone="UTC"))

    await asyncio.gather(tick(world.beat(), NINE_UTC), tick(world.beat(), NINE_UTC))

    assert await world.occurrences() == [(NINE, "planned")]
    assert [send.subject for send in await world.sends()] == ["pulse-1"]
    assert len(await world.all(Delivery)) == 2


async def test_who_was_erased_is_no_reader_and_no_miss(world: World):
    await world.person("ann")
    await world.person("gone")
    await world.change(Contact, "gone", active=False, erased_at=MONDAY)
    await world.promise(newsletter(zone="UTC"))

    await tick(world.beat(), NINE_UTC)

    assert list(await world.states()) == ["ann"]


async def test_nothing_happens_before_the_slot(world: World):
    await world.person("ann")
    await world.promise(newsletter(zone="UTC"))

    await tick(world.beat(), NINE_UTC - timedelta(seconds=1))

    assert await world.occurrences() == []


async def test_the_next_slot_brings_the_next_edition(world: World):
    await world.person("ann")
    await world.promise(newsletter(zone="UTC"))

    await tick(world.beat(), NINE_UTC)
    await tick(world.beat(), NINE_UTC + timedelta(days=1))

    assert sorted(send.subject for send in await world.sends()) == ["pulse-1", "pulse-2"]


async def test_two_slots_found_together_get_two_editions(world: World):
    await world.person("ann")
    await world.promise(newsletter(zone="UTC", catch_up=3 * 24 * 60))

    later = NINE_UTC + timedelta(days=1)
    await asyncio.gather(tick(world.beat(), later), tick(world.beat(), later))

    assert sorted(send.subject for send in await world.sends()) == ["pulse-1", "pulse-2"]


async def test_berlin_and_paris_share_an_instant_and_nobody_is_lost(world: World):
    await world.person("ann", "Europe/Berlin")
    await world.person("bob", "Europe/Paris")
    await world.person("cho", "Asia/Seoul")
    await world.promise(newsletter())

    await tick(world.beat(), NINE_UTC - timedelta(hours=14))

    rows = await world.deliveries()
    seven = datetime(2026, 6, 2, 7, tzinfo=UTC)
    assert rows["ann"].due_at == rows["bob"].due_at == seven
    assert rows["cho"].due_at == datetime(2026, 6, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("slot", "due"),
    [
        (datetime(2027, 3, 28, 2, 30), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),  # noqa: DTZ001
        (datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # noqa: DTZ001
    ],
    ids=["spring: the first moment after the gap", "autumn: the first of the two"],
)
async def test_a_slot_in_the_night_of_a_clock_change_comes_once(
    world: World, slot: datetime, due: datetime
):
    await world.person("ann", "Europe/Berlin")
    file = newsletter()
    await world.promise(type(file)("newsletter", "pulse", "FREQ=DAILY", slot, None, 720))

    await tick(world.beat(), due - timedelta(hours=3))
    await tick(world.beat(), due)

    assert [row.due_at for row in await world.all(Delivery)] == [due]


@pytest.mark.parametrize("said", ["zone", "chosen_zone"])
async def test_a_contact_who_moves_zone_moves_the_instant_and_adds_no_row(world: World, said: str):
    await world.person("ann", "Europe/Berlin")
    await world.person("bob", "Europe/Berlin")
    await world.promise(newsletter())
    early = NINE_UTC - timedelta(hours=14)
    await tick(world.beat(), early)

    await world.change(Contact, "ann", **{said: "America/New_York"})
    await tick(world.beat(), early + timedelta(minutes=1))

    assert len(await world.all(Delivery)) == 2
    rows = await world.deliveries()
    assert rows["ann"].due_at == datetime(2026, 6, 2, 13, tzinfo=UTC)
    assert rows["bob"].due_at == datetime(2026, 6, 2, 7, tzinfo=UTC)


async def test_a_zone_nobody_knows_reads_in_utc(world: World):
    await world.person("ann", "Mars/Olympus")
    await world.promise(newsletter())

    await tick(world.beat(), NINE_UTC - timedelta(hours=14))

    assert (await world.deliveries())["ann"].due_at == NINE_UTC


async def test_planning_that_was_cut_short_is_taken_up_without_doubling(world: World):
    for number in range(5):
        await world.person(f"ann{number}")
    await world.promise(newsletter(zone="UTC"))
    # One transaction opens the occurrence, one the send, one plans the first two contacts.
    dying = DyingDatabase(world.database, lives=3)

    await tick(world.beat(database=dying, limits=Bounds(chunk=2)), NINE_UTC)
    assert [send.state for send in await world.sends()] == ["open"]
    assert len(await world.all(Delivery)) == 2

    await tick(world.beat(limits=Bounds(chunk=2)), NINE_UTC)

    assert [send.state for send in await world.sends()] == ["planned"]
    assert await world.occurrences() == [(NINE, "planned")]
    assert sorted(await world.deliveries()) == [f"ann{number}" for number in range(5)]
    assert len(await world.sends()) == 1


async def test_a_slot_found_too_late_is_shown_as_missed(world: World):
    await world.person("ann")
    await world.promise(newsletter(rule="FREQ=WEEKLY", zone="UTC", catch_up=60))

    await tick(world.beat(), NINE_UTC + timedelta(minutes=61))

    assert await world.occurrences() == [(NINE, "missed: too late")]
    assert await world.all(Delivery) == []


async def test_a_slot_without_an_edition_is_shown_as_missed(world: World):
    await world.person("ann")
    await world.write()
    await world.promise(newsletter(zone="UTC"))

    await tick(world.beat(), NINE_UTC)

    assert await world.occurrences() == [(NINE, "missed: no edition")]


async def test_readers_whose_own_hour_is_long_past_are_skipped(world: World):
    await world.person("cho", "Asia/Seoul")
    await world.person("ann", "America/New_York")
    await world.promise(newsletter(catch_up=60))

    await tick(world.beat(), NINE_UTC)

    assert await world.states() == {"cho": "skipped: too late", "ann": "planned"}


async def test_who_is_left_out_is_shown_with_the_reason(world: World):
    await world.person("gone", active=False)
    await world.person("quiet", opted_out_at=MONDAY)
    await world.person("lost", on=())
    await world.person("ann")
    await world.promise(newsletter(zone="UTC"))

    await tick(world.beat(), NINE_UTC)

    assert await world.states() == {
        "gone": "skipped: inactive",
        "quiet": "skipped: opted out",
        "lost": "skipped: no address",
        "ann": "planned",
    }


async def test_who_has_not_agreed_is_shown_to_be_missed_where_consent_is_wanted(world: World):
    await world.person("ann", consent_at=MONDAY, consent_how="form", consent_by="ann")
    await world.person("bob")
    await world.person("quiet", opted_out_at=MONDAY)
    await world.person("tom", role="technical")
    roles = frozenset({Role.SALES})
    world.texts.editions = [
        edition(1, audience=Audience(roles=roles, consent=True)),
        edition(2, audience=Audience(roles=roles)),
    ]
    await world.promise(newsletter(zone="UTC"))

    await tick(world.beat(), NINE_UTC)
    agreed = await world.states()
    await tick(world.beat(), NINE_UTC + timedelta(days=1))
    rows = await world.all(Delivery)

    assert agreed == {
        "ann": "planned",
        "bob": "skipped: no consent",
        "quiet": "skipped: opted out",
    }
    assert [row.state for row in rows if row.contact_id == "bob"] == ["skipped", "planned"]


async def test_only_the_audience_gets_a_row(world: World):
    await world.person("ann")
    await world.person("tom", role="technical")
    await world.person("vera", partner_id=None, permission="manager")
    world.texts.editions = [edition(1, audience=Audience(roles=frozenset({Role.SALES})))]
    await world.promise(newsletter(zone="UTC"))

    await tick(world.beat(), NINE_UTC)

    assert sorted(await world.deliveries()) == ["ann"]


async def test_an_audience_names_partners_as_people_do(world: World):
    await world.person("ann")
    named = [frozenset({"Northwind"}), frozenset({"Contoso"})]
    world.texts.editions = [
        edition(number, audience=Audience(partners=names)) for number, names in enumerate(named)
    ]
    await world.promise(newsletter(zone="UTC"))

    await tick(world.beat(), NINE_UTC)
    await tick(world.beat(), NINE_UTC + timedelta(days=1))

    assert [send.subject for send in await world.sends()] == ["pulse-0"]
    assert len(await world.all(Delivery)) == 1
    missed = "pulse-1: nobody in the audience: no partner is called \u201cContoso\u201d"
    assert [told for _, told in await world.occurrences()] == ["planned", f"missed: {missed}"]


async def test_a_survey_opens_a_wave_and_invites_whom_it_asks(world: World):
    await world.person("ann")
    await world.person("quiet", opted_out_at=MONDAY)
    world.texts.surveys = {"nps": survey()}
    file = newsletter()
    await world.promise(type(file)("survey", "nps", "FREQ=MONTHLY", NINE, "UTC", 720))

    await asyncio.gather(tick(world.beat(), NINE_UTC), tick(world.beat(), NINE_UTC))

    [wave] = await world.waves()
    [send] = await world.sends()
    assert (send.kind, send.subject) == ("wave", wave.id)
    assert wave.closes_at == NINE_UTC + timedelta(days=14)
    assert list(await world.invitations()) == ["ann"]


async def test_one_broken_promise_does_not_hold_up_the_others(world: World):
    await world.person("ann")
    world.texts.surveys = {"nps": survey()}
    file = newsletter(zone="UTC")
    broken = type(file)("survey", "nps", "FREQ=DAILY", NINE - timedelta(hours=1), "UTC", 720)
    await world.promise(broken, file)
    world.texts.surveys = {}  # what was brought in cannot be read

    await tick(world.beat(), NINE_UTC)

    assert [send.subject for send in await world.sends()] == ["pulse-1"]


async def test_a_send_of_a_kind_of_a_newer_program_is_left_to_it(world: World):
    await world.person("ann")
    await world.promise(newsletter(zone="UTC"))
    older = world.beat(kinds={})
    newer = world.beat()
    await tick(newer, NINE_UTC)
    async with world.database.begin() as session:
        await session.execute(update(Send).values(state="open"))
        await session.execute(delete(Delivery))

    with capture_logs() as told:
        await tick(older, NINE_UTC)
    [send] = await world.sends()
    assert (told, send.state) == ([], "open")
    await tick(newer, NINE_UTC)
    [send] = await world.sends()
    assert send.state == "planned"
