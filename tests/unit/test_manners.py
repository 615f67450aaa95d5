"""Holidays, blackouts and quiet hours, over zones, weekends and clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.beat.rules.cadence import earliest, instant
from bot.beat.rules.manners import (
    LONGEST,
    NO_MANNERS,
    WEEKEND,
    Blackout,
    DaysOff,
    Due,
    Home,
    Manners,
    Quiet,
    Shift,
    due,
    is_quiet,
    opens_at,
    quiet_until,
)
from bot.beat.rules.suppression import Skip
from tests.unit.test_cadence import changes, wall, zones

CHRISTMAS = {date(2026, 12, 25), date(2026, 12, 26)}
DAY = timedelta(days=1)


class Almanac(DaysOff):
    """DE has Christmas, US Thanksgiving, IL rests on Friday and Saturday, and XX never works."""

    def is_holiday(self, country: str, day: date) -> bool:
        days = {"DE": CHRISTMAS, "US": {date(2026, 11, 26)}}
        return country == "XX" or day in days.get(country, ())

    def weekend(self, country: str) -> frozenset[int]:
        return frozenset({4, 5}) if country == "IL" else WEEKEND


def manners(**said: object) -> Manners:
    return Manners(**{"quiet": Quiet(), "days_off": Almanac(), **said})


around = st.datetimes(wall(2026, 1, 1), wall(2027, 6, 1)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
homes = st.builds(Home, zones, st.sampled_from(("DE", "US", "IL", "FR", None)))
shifts = st.sampled_from(Shift)
blackouts = st.builds(
    lambda first, days, shift: Blackout(first, first + days * DAY, shift),
    st.dates(date(2026, 1, 1), date(2027, 6, 1)),
    st.integers(0, 9),
    shifts,
)
hours = st.builds(time, st.integers(0, 23), st.sampled_from((0, 30)))
quiets = st.none() | st.builds(Quiet, hours, hours, st.booleans())
every = st.builds(
    Manners,
    st.none() | shifts,
    st.lists(blackouts, max_size=2).map(tuple),
    quiets,
    st.just(Almanac()),
)


def local(at: datetime, home: Home) -> datetime:
    return at.astimezone(ZoneInfo(home.zone)).replace(tzinfo=None)


@given(every, around | changes, zones | st.none(), homes)
def test_nothing_comes_on_a_closed_day_or_in_quiet_time(
    kind: Manners, slot: datetime, zone: str | None, home: Home
):
    found = due(kind, slot, zone, home)
    if found.skip:
        return
    shown = local(found.at, home)
    promised = local(instant(slot, zone or home.zone), home)

    assert not is_quiet(kind, shown, home.country)
    # In the gap of a clock change an hour is shown later, and may be of the next day.
    days = {shown.date(), (shown - timedelta(hours=2)).date()}
    assert any(kind.closed(day, home.country) is None for day in days)
    if kind.closed(promised.date(), home.country) is None and not is_quiet(
        kind, promised, home.country
    ):
        assert found.at == instant(slot, zone or home.zone)


@given(every, around | changes, zones | st.none(), homes)
def test_what_is_left_out_says_which_day_it_was(
    kind: Manners, slot: datetime, zone: str | None, home: Home
):
    found = due(kind, slot, zone, home)

    assert found.skip in {None, Skip.HOLIDAY, Skip.BLACKOUT}
    if found.skip is not None:
        shown = local(instant(slot, zone or home.zone), home)
        days = {shown.date(), slot.date()}
        reasons = {kind.closed(day, home.country) for day in days} - {None}
        assert found.skip in {reason for _, reason in reasons}
    assert due(kind, slot, zone, home, kept=True) == Due(instant(slot, zone or home.zone))


@given(every, around | changes, homes)
def test_a_push_waits_until_quiet_ends_and_no_longer(kind: Manners, slot: datetime, home: Home):
    moment = slot.replace(tzinfo=UTC)
    until = quiet_until(kind, moment, home)

    assert until >= moment
    assert not is_quiet(kind, local(until, home), home.country)
    step = moment
    last = local(until, home).date()
    while step < until:
        shown = local(step, home)
        # After a weekend it comes at the hour at which quiet ends, wherever quiet begins.
        rested = kind.is_weekend(last - DAY, home.country) and shown.date() == last
        assert is_quiet(kind, shown, home.country) or rested
        step += timedelta(minutes=30)


@given(every, around, zones | st.none(), homes, st.frozensets(st.sampled_from(("DE", "US", "IL"))))
def test_a_slot_opens_before_it_comes_for_anybody(
    kind: Manners, slot: datetime, zone: str | None, home: Home, others: frozenset[str]
):
    known = others | ({home.country} if home.country else set())
    opens = opens_at(kind, slot, zone, known)

    assert opens <= due(kind, slot, zone, home).at
    assert earliest(slot, zone) - kind.looks_ahead <= opens <= earliest(slot, zone)
    if kind.looks_ahead:
        assert kind.looks_ahead == LONGEST * DAY


@pytest.mark.parametrize(
    ("shift", "comes"),
    [
        (Shift.BEFORE, datetime(2026, 12, 24, 8, tzinfo=UTC)),
        # Saturday is a holiday too, and Sunday of the weekend.
        (Shift.AFTER, datetime(2026, 12, 28, 8, tzinfo=UTC)),
        (Shift.SKIP, None),
    ],
)
def test_at_christmas_germans_get_it_by_the_rule_and_others_when_it_was_promised(
    shift: Shift, comes: datetime | None
):
    slot, kind = wall(2026, 12, 25, 9), manners(holidays=shift)

    german = due(kind, slot, None, Home("Europe/Berlin", "DE"))
    french = due(kind, slot, None, Home("Europe/Paris", "FR"))

    assert (None if german.skip else german.at) == comes
    assert french == Due(datetime(2026, 12, 25, 8, tzinfo=UTC))


@pytest.mark.parametrize(
    ("slot", "zone"),
    [
        # Nine in the evening in Berlin, and quiet until Christmas morning.
        (wall(2026, 12, 24, 15), "America/New_York"),
        (wall(2026, 12, 24, 21), None),
    ],
)
def test_quiet_time_that_would_end_on_a_closed_day_lasts_until_the_next_open_one(
    slot: datetime, zone: str | None
):
    kind = manners(holidays=Shift.SKIP)

    german = due(kind, slot, zone, Home("Europe/Berlin", "DE"))

    assert german == Due(datetime(2026, 12, 28, 6, tzinfo=UTC))


def test_of_a_clock_elsewhere_the_readers_own_day_counts():
    slot, kind = wall(2026, 11, 27, 1), manners(holidays=Shift.SKIP, quiet=None)

    # At one in the morning in Berlin it is still Thanksgiving in New York.
    assert due(kind, slot, "Europe/Berlin", Home("America/New_York", "US")).skip is Skip.HOLIDAY
    assert due(kind, slot, "Europe/Berlin", Home("Europe/Berlin", "US")).skip is None


def test_a_blackout_goes_before_a_holiday_and_holds_for_all_the_world():
    closed = Blackout(date(2026, 12, 21), date(2027, 1, 1), Shift.SKIP)
    kind = manners(holidays=Shift.AFTER, blackouts=(closed,))

    for country in ("DE", "FR", None):
        found = due(kind, wall(2026, 12, 25, 9), None, Home("Europe/Berlin", country))
        assert found.skip is Skip.BLACKOUT


def test_where_no_day_is_free_it_is_left_out():
    for shift in Shift:
        kind = manners(holidays=shift)
        assert due(kind, wall(2026, 6, 2, 9), None, Home("UTC", "XX")).skip is Skip.HOLIDAY


@pytest.mark.parametrize(
    ("home", "comes"),
    [
        (Home("Europe/Berlin", "DE"), datetime(2026, 6, 8, 5, tzinfo=UTC)),  # Friday at ten
        (Home("Asia/Jerusalem", "IL"), datetime(2026, 6, 7, 4, tzinfo=UTC)),  # Sunday is a day
        (Home("America/New_York", "US"), datetime(2026, 6, 5, 20, tzinfo=UTC)),  # four o'clock
        (Home("Mars/Olympus"), datetime(2026, 6, 8, 7, tzinfo=UTC)),  # nobody knows: UTC
    ],
)
def test_a_push_on_friday_evening_comes_when_each_may_be_disturbed(home: Home, comes: datetime):
    assert quiet_until(manners(), datetime(2026, 6, 5, 20, tzinfo=UTC), home) == comes


def test_where_nothing_was_set_everything_comes_when_it_was_promised():
    night = wall(2026, 12, 25, 3)

    assert due(NO_MANNERS, night, None, Home("UTC", "DE")) == Due(night.replace(tzinfo=UTC))


def test_where_a_zone_left_out_a_day_quiet_time_ends_on_the_day_after():
    apia = Home("Pacific/Apia")
    nearly_all_day = Manners(quiet=Quiet(time(1), time(0, 30), weekend=False))
    evening = datetime(2011, 12, 30, 9, tzinfo=UTC)  # the 29th; the 30th never came there
    until = quiet_until(nearly_all_day, evening, apia)

    assert local(until, apia) == datetime(2011, 12, 31, 0, 30)  # noqa: DTZ001 - on the wall
