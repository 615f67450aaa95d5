"""Holidays, blackouts and quiet hours as the ledger shows them: each reader by their own."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from bot.beat.rules.audience import Audience, To
from bot.beat.rules.manners import Blackout, DaysOff, Manners, Quiet, Shift
from bot.beat.store import sends
from bot.beat.store.slots import move_slot
from bot.beat.store.tables import Cadence
from bot.people.store.tables import Contact, Partner
from scheduler.beat import Beat
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from scheduler.reach import recent_reach
from scheduler.tick import tick
from tests.scheduler.test_notice import CaseNotice, tell
from tests.scheduler.test_shared_conversations import share
from tests.scheduler.world import NINE, NINE_UTC, World, edition, newsletter

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TUESDAY = "FREQ=WEEKLY;BYDAY=TU"


class Almanac(DaysOff):
    """Italy celebrates on 2 June, and Saturday and Sunday are the weekend everywhere."""

    def is_holiday(self, country: str, day: date) -> bool:
        return (country, day.month, day.day) == ("IT", 6, 2)

    def weekend(self, country: str) -> frozenset[int]:
        del country
        return frozenset({5, 6})


def by(world: World, **said: object) -> Beat:
    manners = Manners(**{"days_off": Almanac(), **said})
    return world.beat(manners=lambda: manners)


@pytest.fixture
async def two(world: World) -> World:
    """Ada lives in Italy and Ben in France; every Tuesday at nine they get something."""
    await world.person("ada", "Europe/Rome", country="IT")
    await world.person("ben", "Europe/Paris", country="FR")
    await world.promise(newsletter(rule=TUESDAY))
    return world


async def due(world: World) -> dict[str, datetime]:
    return {who: row.due_at for who, row in (await world.deliveries()).items()}


async def test_who_has_a_holiday_gets_it_on_the_next_day_and_others_when_it_was_promised(
    two: World,
):
    await tick(by(two, holidays=Shift.AFTER), NINE_UTC - 14 * HOUR)

    assert await due(two) == {"ada": NINE_UTC + 22 * HOUR, "ben": NINE_UTC - 2 * HOUR}


async def test_who_is_to_get_it_the_day_before_gets_it_then_and_once(two: World):
    beat = by(two, holidays=Shift.BEFORE)

    await tick(beat, NINE_UTC - 38 * HOUR - timedelta(minutes=1))
    assert await two.occurrences() == []
    for hours in (38, 26, 14, 2, 0):
        await Drum(replace(beat, clock=two.clock), EmbeddedEngine()).strike(
            NINE_UTC - hours * HOUR
        )

    assert await due(two) == {"ada": NINE_UTC - 26 * HOUR, "ben": NINE_UTC - 2 * HOUR}
    assert await two.states() == {"ada": "delivered", "ben": "delivered"}
    assert len(await two.sends()) == 1


async def test_who_is_left_out_for_a_holiday_stands_in_the_books(two: World):
    await tick(by(two, holidays=Shift.SKIP), NINE_UTC)

    assert await two.states() == {"ada": "skipped: holiday", "ben": "planned"}
    [send] = (await recent_reach(two.database)).sends
    assert send.skipped == {"holiday": 1}


async def test_a_blackout_moves_it_for_everybody_and_a_holiday_behind_it_moves_on(two: World):
    closed = (Blackout(date(2026, 5, 31), date(2026, 6, 1), Shift.AFTER),)
    await two.promise(replace(newsletter(rule="FREQ=DAILY"), starts_on=NINE - DAY))

    await tick(by(two, holidays=Shift.AFTER, blackouts=closed), NINE_UTC - DAY)

    assert await due(two) == {"ada": NINE_UTC + 22 * HOUR, "ben": NINE_UTC - 2 * HOUR}


async def test_the_contacts_own_country_goes_before_their_partners(world: World):
    await world.change(Partner, "p1", country="IT")
    await world.person("ada")
    await world.person("ben", country="FR")
    await world.promise(newsletter(rule=TUESDAY, zone="UTC"))

    await tick(by(world, holidays=Shift.SKIP), NINE_UTC)

    assert await world.states() == {"ada": "skipped: holiday", "ben": "planned"}


async def test_a_conversation_has_the_holidays_of_its_partner(world: World):
    await world.change(Partner, "p1", country="IT")
    await world.person("ada")
    await share(world, "room", zone="UTC")
    await world.write(edition(1, audience=Audience(to=To.CONVERSATIONS)))
    await world.promise(newsletter(rule=TUESDAY, zone="UTC"))

    await tick(by(world, holidays=Shift.AFTER), NINE_UTC)

    assert (await due(world))["room"] == NINE_UTC + DAY


async def test_who_travels_keeps_their_day_and_their_quiet_hours(two: World):
    beat = by(two, holidays=Shift.AFTER, quiet=Quiet(time(8), time(10)))
    await tick(beat, NINE_UTC - 14 * HOUR)
    assert await due(two) == {"ada": NINE_UTC + 23 * HOUR, "ben": NINE_UTC - HOUR}

    await two.change(Contact, "ada", chosen_zone="America/New_York")
    await tick(beat, NINE_UTC - 13 * HOUR)

    assert (await due(two))["ada"] == NINE_UTC + DAY + 5 * HOUR


async def test_in_the_readers_night_a_slot_of_another_clock_waits_until_morning(world: World):
    await world.person("ann", "America/Los_Angeles")
    await world.person("ben", "Europe/Paris")
    await world.promise(newsletter(rule=TUESDAY, zone="UTC"))

    await tick(by(world, quiet=Quiet()), NINE_UTC)

    assert await due(world) == {"ann": NINE_UTC + 5 * HOUR, "ben": NINE_UTC}


async def test_what_can_only_be_planned_in_the_evening_waits_for_the_morning(world: World):
    """Nobody was there to plan it, or to approve it; it is not too late for it."""
    await world.person("ann", "UTC")
    await world.person("kit", "America/Los_Angeles")
    await share(world, "room", zone="UTC")
    await world.write(edition(1, audience=Audience(to=To.BOTH)))
    await world.promise(newsletter(rule=TUESDAY, zone="UTC"))
    drum = Drum(by(world, quiet=Quiet()), EmbeddedEngine())

    got = []
    for hours in (11.5, 22):
        world.clock.moment = NINE_UTC + hours * HOUR
        await drum.strike(world.clock.moment)
        states = await world.states()
        got.append({who for who, state in states.items() if state == "delivered"})

    assert got == [{"kit"}, {"ann", "kit", "room"}]


async def strike(world: World, beat: Beat, hours: float) -> dict[str, str]:
    world.clock.moment = NINE_UTC + hours * HOUR
    await Drum(beat, EmbeddedEngine()).strike(world.clock.moment)
    return await world.states()


async def test_a_backlog_that_reaches_the_evening_waits_for_the_morning_and_is_late(world: World):
    await world.person("ann", "UTC")
    await world.person("kit", "America/Los_Angeles")
    await share(world, "room", zone="UTC")
    await world.write(edition(1, audience=Audience(to=To.BOTH)))
    await world.promise(newsletter(rule=TUESDAY, zone="UTC"))
    await tick(by(world), NINE_UTC)

    evening = await strike(world, by(world, quiet=Quiet()), 11.5)
    night = await strike(world, by(world, quiet=Quiet()), 21.5)
    morning = await strike(world, by(world, quiet=Quiet()), 22)

    assert evening == night == {"ann": "planned", "kit": "delivered", "room": "planned"}
    assert set(morning.values()) == {"delivered"}
    assert {row.timing for row in (await world.deliveries()).values()} == {"late"}


async def test_what_waited_for_one_morning_is_a_miss_on_the_second_evening(world: World):
    await world.person("ann", "UTC")
    await world.promise(newsletter(rule=TUESDAY, zone="UTC", catch_up=3 * 24 * 60))
    await tick(by(world), NINE_UTC)
    beat = by(world, quiet=Quiet())

    assert await strike(world, beat, 11.5) == {"ann": "planned"}
    assert await strike(world, beat, 35.5) == {"ann": "skipped: too late"}
    assert world.messenger.posts == []


async def test_who_moved_into_the_night_since_it_was_planned_gets_it_in_their_morning(
    world: World,
):
    await world.person("ann", "UTC")
    await world.promise(newsletter(rule=TUESDAY, zone="UTC"))
    beat = by(world, quiet=Quiet())
    await tick(beat, NINE_UTC - HOUR)
    await world.change(Contact, "ann", chosen_zone="America/Los_Angeles")

    assert await strike(world, beat, 0) == {"ann": "planned"}
    assert await due(world) == {"ann": NINE_UTC + 5 * HOUR}
    assert await strike(world, beat, 5) == {"ann": "delivered"}
    assert [row.timing for row in (await world.deliveries()).values()] == ["on time"]


async def test_a_moment_that_was_kept_may_disturb_by_a_backlog_too(world: World):
    await world.person("ann", "UTC")
    await world.promise(replace(newsletter(rule=TUESDAY, zone="UTC"), kept=True))
    await tick(by(world), NINE_UTC)

    assert await strike(world, by(world, quiet=Quiet()), 11.5) == {"ann": "delivered"}


async def test_where_the_day_before_is_over_it_comes_on_the_day_after(two: World):
    """What is announced now on a holiday, or was moved onto one, misses nobody."""
    await tick(by(two, holidays=Shift.BEFORE), NINE_UTC - 2 * HOUR)

    assert await due(two) == {"ada": NINE_UTC + 22 * HOUR, "ben": NINE_UTC - 2 * HOUR}
    assert await two.states() == {"ada": "planned", "ben": "planned"}


async def test_an_hour_that_was_kept_is_kept_for_everybody(two: World):
    await two.promise(replace(newsletter(rule=TUESDAY), kept=True))

    await tick(by(two, holidays=Shift.SKIP, quiet=Quiet(time(8), time(10))), NINE_UTC)

    assert await due(two) == {"ada": NINE_UTC - 2 * HOUR, "ben": NINE_UTC - 2 * HOUR}
    assert [send.kept for send in await two.sends()] == [True]


class Urgent(CaseNotice):
    """The same where it wants a hand at once."""

    disturbs = True


@pytest.mark.parametrize(("kind", "waits"), [(CaseNotice, 9 * HOUR), (Urgent, 0 * HOUR)])
async def test_a_push_by_event_waits_for_the_morning_unless_its_kind_may_disturb(
    world: World, kind: type[CaseNotice], waits: timedelta
):
    world.kinds = (kind(),)
    await world.person("ann")
    await share(world, "room", zone="UTC")
    await tell(world)
    beat = by(world, quiet=Quiet(time(8), time(18)))

    await tick(beat, NINE_UTC)

    assert await due(world) == {"ann": NINE_UTC + waits, "room": NINE_UTC + waits}


async def test_the_catch_up_limit_of_what_waited_begins_when_quiet_ends(world: World):
    world.kinds = (CaseNotice(),)
    await world.person("ann")
    await share(world, "room", zone="UTC")
    await tell(world)
    [send] = await world.all(sends.Send)
    await world.change(sends.Send, send.id, catch_up_minutes=60)
    beat = by(world, quiet=Quiet(time(8), time(18)))
    await tick(beat, NINE_UTC)

    world.clock.moment = NINE_UTC + 9 * HOUR + timedelta(minutes=59)
    await Drum(beat, EmbeddedEngine()).strike(world.clock.moment)

    assert await world.states() == {"ann": "delivered", "room": "delivered"}


async def test_a_slot_moved_by_hand_onto_a_holiday_comes_the_day_before_as_well(two: World):
    await two.promise(newsletter(rule="FREQ=WEEKLY;BYDAY=WE"))
    [cadence] = await two.all(Cadence)
    async with two.database.begin() as session:
        moment = two.clock.now()
        assert await move_slot(session, cadence.id, NINE + DAY, NINE, "operator", moment)

    await tick(by(two, holidays=Shift.BEFORE), NINE_UTC - 38 * HOUR)

    assert await due(two) == {"ada": NINE_UTC - 26 * HOUR, "ben": NINE_UTC - 2 * HOUR}
