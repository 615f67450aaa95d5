"""What comes to whom in the next weeks: to a person, to a partner, and to everybody."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.beat.cards import calendars as cards
from bot.beat.cards.calendars import Drawn
from bot.beat.ports import Shelves
from bot.beat.rules.audience import Audience
from bot.beat.rules.manners import (
    NO_MANNERS,
    WEEKEND,
    Blackout,
    DaysOff,
    Manners,
    Quiet,
    Shift,
)
from bot.beat.store import calendars, slots
from bot.beat.store.calendars import Sight, Whose
from bot.beat.store.choosing import NOTHING_BROUGHT
from bot.beat.store.tables import Cadence
from bot.message import Message
from bot.people.store.tables import Contact, Mute
from bot.plain_text import plain_text
from bot.principal import Role
from content.wording import load_wording
from scheduler.tick import tick
from tests.scheduler.world import NINE, NINE_UTC, World, edition, newsletter

WEEK = timedelta(weeks=1)
ANN, NORTHWIND, ALL = Whose(contact_id="ann"), Whose(partner_id="p1"), Whose()


@pytest.fixture
async def weekly(world: World) -> World:
    """Ann sells and Tom is technical; the first edition is for all, the second for technicians."""
    world.clock.moment = NINE_UTC - timedelta(days=1)
    await world.person("ann", zone="Asia/Tokyo")
    await world.person("tom", role="technical")
    await world.write(
        edition(1, audience=Audience()),
        edition(2, audience=Audience(roles=frozenset({Role.TECHNICAL}))),
    )
    await world.promise(newsletter(rule="FREQ=WEEKLY", zone="UTC"))
    return world


class Tuesdays(DaysOff):
    """The ninth is a holiday in Japan."""

    def is_holiday(self, country: str, day: date) -> bool:
        return (country, day) == ("JP", date(2026, 6, 9))

    def weekend(self, country: str) -> frozenset[int]:
        return WEEKEND


SECOND = date(2026, 6, 2)
CLOSED = Manners(Shift.AFTER, (Blackout(SECOND, SECOND, Shift.SKIP),), Quiet(), Tuesdays())


async def drawn(world: World, whose: Whose, manners: Manners = NO_MANNERS, **how: object) -> str:
    """Return three weeks of a calendar as they are read."""
    now, shelves = world.clock.now(), Shelves(world.texts.head, world.texts.when_empty)
    sight = Sight(shelves, world.texts, NOTHING_BROUGHT, manners)
    async with world.database.read() as session:
        found = await calendars.calendar(session, sight, whose, now, now + 3 * WEEK)
    message: Message = cards.card(Drawn(load_wording(), world.texts, **how), found)
    return plain_text(message)


async def change(world: World, decide, slot: datetime, *more: object) -> None:
    [cadence] = await world.all(Cadence)
    async with world.database.begin() as session:
        await decide(session, cadence.id, slot, *more, world.clock.now())


async def test_a_person_reads_what_comes_to_them_on_their_own_clock(weekly: World):
    said = await drawn(weekly, ANN, zone="Asia/Tokyo")

    assert "Tue 2 Jun, 18:00: Pulse: “Pulse 1”" in said
    assert "Pulse 2" not in said
    assert "Tue 16 Jun, 18:00: Pulse: no text yet" in said
    assert "Asia/Tokyo" in said


async def test_closed_days_and_quiet_hours_stand_beside_the_slots_that_they_move(weekly: World):
    await weekly.write(*(edition(n, audience=Audience()) for n in (1, 2, 3)))
    await weekly.change(Contact, "ann", country="JP", zone="Pacific/Honolulu")
    hers = await drawn(weekly, ANN, CLOSED, zone="Pacific/Honolulu")
    everybody = await drawn(weekly, ALL, CLOSED)

    assert "Pulse: “Pulse 1” · a day on which nothing goes out: left out" not in hers
    assert "waits until quiet time ends" in hers
    assert "Pulse: “Pulse 1” · a day on which nothing goes out: left out" in everybody
    assert "Pulse: “Pulse 2” · a holiday in JP: comes on another day" in everybody
    assert "Pulse 3” · 2" in everybody


async def test_a_person_reads_for_which_day_it_was_promised_where_a_holiday_moves_it(
    weekly: World,
):
    await weekly.write(edition(1, audience=Audience()), edition(2, audience=Audience()))
    await weekly.change(Contact, "ann", country="JP")
    said = await drawn(weekly, ANN, CLOSED, zone="Asia/Tokyo")

    assert "Tue 2 Jun, 18:00: Pulse: “Pulse 1” · a day on which nothing goes out: left out" in said
    assert (
        "Wed 10 Jun, 18:00: Pulse: “Pulse 2” · promised for Tue 9 Jun, 18:00, but that is"
        " a holiday there" in said
    )


async def test_who_works_at_a_partner_reads_of_no_text_that_others_have_and_they_have_not(
    weekly: World,
):
    await weekly.change(Cadence, (await weekly.all(Cadence))[0].id, zone=None)
    weekly.clock.moment = NINE_UTC - timedelta(hours=4)  # it is past nine in Tokyo
    await tick(weekly.beat(), weekly.clock.now())
    hers = await drawn(weekly, Whose(contact_id="tom"), zone="UTC", is_vendor=False)
    ours = await drawn(weekly, Whose(contact_id="tom"), zone="UTC")

    assert "Pulse 1" in ours
    assert "Pulse 1" not in hers
    assert "Pulse" in hers


async def test_a_partner_is_shown_with_how_many_of_its_people_each_slot_means(weekly: World):
    async with weekly.database.begin() as session:
        session.add(Mute(contact_id="tom", topic="pulse", muted_at=NINE_UTC))
    said = await drawn(weekly, NORTHWIND, name="Northwind")

    assert "Pulse: “Pulse 1” · 2\N{NO-BREAK SPACE}people · 1 of them muted it" in said
    assert "Pulse: “Pulse 2” · 1\N{NO-BREAK SPACE}person" in said


async def test_an_audience_in_words_is_counted_and_one_that_cannot_be_read_counts_nobody(
    weekly: World,
):
    await weekly.write(
        edition(1, audience=Audience(words="technical people")),
        edition(2, audience=Audience(words="the left-handed")),
    )
    told = await drawn(weekly, ALL)

    assert "Pulse: “Pulse 1” · 1\N{NO-BREAK SPACE}person" in told
    assert "Pulse: “Pulse 2” · 0\N{NO-BREAK SPACE}people" in told


async def test_changes_of_slots_stand_beside_them(weekly: World):
    await change(weekly, slots.skip_slot, NINE, "max", "holidays")
    await change(weekly, slots.move_slot, NINE + WEEK, NINE + WEEK + timedelta(days=2), "max")
    said = await drawn(weekly, ALL)

    assert "Tue 2 Jun, 09:00, UTC: Pulse · left out this time" in said
    assert "Thu 11 Jun, 09:00, UTC: Pulse: “Pulse 1” · moved from Tue 9 Jun, 09:00" in said
    assert "Tue 16 Jun, 09:00, UTC: Pulse: “Pulse 2”" in said


async def test_who_works_at_a_partner_reads_no_text_that_is_still_to_come(weekly: World):
    said = await drawn(weekly, ANN, zone="UTC", is_vendor=False)

    assert "Tue 2 Jun, 09:00: Pulse\n" in f"{said}\n"
    assert "Pulse 1" not in said
    assert "no text" not in said


async def test_what_was_opened_and_comes_later_in_the_day_is_on_its_way(weekly: World):
    await weekly.promise(replace(newsletter(rule="FREQ=WEEKLY"), zone=None))
    weekly.clock.moment = NINE_UTC - timedelta(hours=12)
    await weekly.person("kim", zone="Pacific/Honolulu")
    await weekly.strike_nine()
    said = await drawn(weekly, Whose(contact_id="kim"), zone="Pacific/Honolulu")

    assert said.index("On its way") < said.index("Tue 2 Jun, 09:00: Pulse 1")
