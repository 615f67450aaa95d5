from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.beat.rules.cadence import (
    Cadence,
    earliest,
    first_slot_from,
    instant,
    latest,
    next_slot,
    read_cadence,
    slot_behind,
    slots_after,
    slots_from,
    zone_named,
)
from bot.errors import CadenceUnreadable


def wall(*parts: int) -> datetime:
    return datetime(*parts)  # noqa: DTZ001 - slots are wall-clock moments


START = wall(2026, 6, 2, 9)
RULES = (
    "FREQ=DAILY",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
    "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,MO;WKST=SU",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=MONTHLY;BYMONTHDAY=31",
    "FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=15;BYHOUR=8,16",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
    "FREQ=HOURLY;INTERVAL=7",
)
zones = st.sampled_from(
    (
        *("UTC", "Europe/Berlin", "Europe/London", "America/New_York", "America/St_Johns"),
        *("Asia/Kolkata", "Asia/Seoul", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham"),
        *("Pacific/Kiritimati", "Etc/GMT+12", "Africa/Casablanca", "America/Sao_Paulo"),
    )
)
slots = st.datetimes(wall(2005, 1, 1), wall(2060, 1, 1)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
# Walking from the start takes longer with every year: two years show as much as fifty.
soon = st.datetimes(START, START + timedelta(days=730)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
# Nights in which clocks change somewhere, so that the rare hours are often met.
changes = st.builds(
    lambda day, minutes: day + timedelta(minutes=minutes),
    st.sampled_from(
        (
            wall(2026, 3, 29),
            wall(2026, 10, 25),
            wall(2026, 3, 8),
            wall(2026, 11, 1),
            wall(2026, 4, 5),
            wall(2026, 10, 4),
            wall(2011, 12, 30),
        )
    ),
    st.integers(0, 300),
)


@given(slots | changes, zones)
def test_a_slot_is_read_off_the_clock_or_falls_right_behind_the_gap(slot: datetime, zone: str):
    place = ZoneInfo(zone)
    moment = instant(slot, zone)

    shown = moment.astimezone(place).replace(tzinfo=None)
    assert shown >= slot
    if shown > slot:
        before = (moment - timedelta(seconds=1)).astimezone(place).replace(tzinfo=None)
        assert before < slot


@given(slots | changes, zones)
def test_of_a_doubled_hour_the_first_is_meant(slot: datetime, zone: str):
    moment = instant(slot, zone)

    earlier = [moment - timedelta(minutes=span) for span in (30, 60, 120)]
    place = ZoneInfo(zone)
    assert slot not in [at.astimezone(place).replace(tzinfo=None) for at in earlier]


@given(slots | changes, slots | changes, zones)
def test_later_slots_never_come_earlier(one: datetime, other: datetime, zone: str):
    first, second = sorted((one, other))

    assert instant(first, zone) <= instant(second, zone)


@given(slots | changes, zones)
def test_every_zone_lies_between_the_first_and_the_last_on_earth(slot: datetime, zone: str):
    assert earliest(slot, None) <= instant(slot, zone) <= latest(slot, None)
    assert earliest(slot, zone) == latest(slot, zone) == instant(slot, zone)


@given(st.sampled_from(RULES), st.integers(0, 30))
def test_a_slot_can_stand_for_the_start(rule: str, number: int):
    cadence = read_cadence(rule, START)
    *_, slot, behind = islice(slots_after(cadence, START - timedelta(days=1)), number + 2)

    assert slot_behind(cadence, slot) == behind


@given(st.sampled_from(RULES), soon)
def test_slots_rise_and_none_is_passed_over(rule: str, moment: datetime):
    cadence = read_cadence(rule, START)
    first, second = islice(slots_after(cadence, moment), 2)

    assert moment < first < second
    assert next_slot(cadence, moment) == first
    assert next_slot(cadence, first) == second


@given(st.sampled_from(RULES), soon, zones | st.none())
def test_a_new_promise_begins_with_the_first_slot_that_anybody_can_still_get(
    rule: str, moment: datetime, zone: str | None
):
    cadence = read_cadence(rule, START, zone)
    now = moment.replace(tzinfo=UTC)
    slot = first_slot_from(cadence, now)

    assert slot is not None
    assert latest(slot, zone) >= now
    before = [one for one in islice(slots_from(cadence), 2000) if one < slot][-3:]
    assert [one for one in before if latest(one, zone) >= now] == []


@given(st.sampled_from(RULES), soon, zones | st.none(), st.integers(-3, 3))
def test_a_changed_promise_adds_nothing_to_a_day_on_which_something_went_out(
    rule: str, moment: datetime, zone: str | None, days: int
):
    behind = (moment + timedelta(days=days)).date()
    slot = first_slot_from(read_cadence(rule, START, zone), moment.replace(tzinfo=UTC), behind)

    assert slot is not None
    assert slot.date() > behind


def test_on_monday_evening_tuesday_is_not_lost_for_the_world():
    tuesdays = read_cadence("FREQ=WEEKLY;BYDAY=TU", START)

    assert first_slot_from(tuesdays, datetime(2026, 6, 1, 20, tzinfo=UTC)) == START
    assert first_slot_from(tuesdays, datetime(2026, 6, 2, 21, 1, tzinfo=UTC)) == wall(
        2026, 6, 9, 9
    )


def test_the_spring_gap_ends_in_its_first_valid_moment():
    assert instant(wall(2026, 3, 29, 2, 30), "Europe/Berlin") == datetime(
        2026, 3, 29, 1, tzinfo=UTC
    )


def test_a_day_that_an_island_left_out_ends_at_its_next_midnight():
    assert instant(wall(2011, 12, 30, 9), "Pacific/Apia") == datetime(2011, 12, 30, 10, tzinfo=UTC)


def test_the_last_weekday_of_the_month():
    cadence = read_cadence(RULES[3], START)

    assert list(islice(slots_after(cadence, START), 3)) == [
        wall(2026, 6, 30, 9),
        wall(2026, 7, 31, 9),
        wall(2026, 8, 31, 9),
    ]


def test_a_count_is_kept_as_an_end():
    cadence = read_cadence("RRULE:FREQ=DAILY;COUNT=3", START)

    assert cadence == Cadence("FREQ=DAILY;UNTIL=20260604T090000", START)
    assert slot_behind(cadence, wall(2026, 6, 4, 9)) is None


@pytest.mark.parametrize(
    ("rule", "advice"),
    [
        ("every tuesday", "write a rule such as FREQ=WEEKLY"),
        ("INTERVAL=2", "needs a FREQ"),
        ("FREQ=SECONDLY", "quickest is FREQ=HOURLY"),
        ("FREQ=MINUTELY;INTERVAL=30", "quickest is FREQ=HOURLY"),
        ("FREQ=DAILY;UNTIL=20261231T090000Z", "UNTIL is local time too"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20261231", "keep one of them"),
        ("FREQ=DAILY;COUNT=0", "COUNT is a number from 1"),
        ("FREQ=DAILY;INTERVAL=-1", "INTERVAL is a number from 1"),
        ("FREQ=DAILY;UNTIL=20250101T000000", "move UNTIL or starts_on"),
        ("FREQ=WEEKLY;BYDAY=XX", "cannot be read"),
        ("FREQ=DAILY;FREQ=WEEKLY", "empty or twice"),
        ("FREQ=DAILY;BYEASTER=1", "'BYEASTER' is not known here"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "no day ever fits"),
    ],
)
def test_an_unreadable_rule_says_what_to_write_instead(rule: str, advice: str):
    with pytest.raises(CadenceUnreadable) as caught:
        read_cadence(rule, START)

    assert advice in str(caught.value)


@pytest.mark.parametrize("zone", ["Berlin", "Europe", "", "/etc/passwd", "../UTC"])
def test_a_zone_that_is_none_says_how_one_is_written(zone: str):
    with pytest.raises(CadenceUnreadable, match="Europe/Berlin"):
        zone_named(zone)


def test_a_start_with_an_offset_is_refused():
    with pytest.raises(CadenceUnreadable, match="name a zone"):
        read_cadence("FREQ=DAILY", START.replace(tzinfo=UTC))
