from datetime import datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.beat.rules.cadence import next_slot, read_cadence, slots_after
from bot.beat.rules.left_out import left_out, note

START = datetime(2026, 1, 5, 9)  # noqa: DTZ001 - slots are wall-clock moments
SUNDAY_31 = datetime(2026, 5, 31, 9)  # noqa: DTZ001 - likewise


@pytest.mark.parametrize(
    ("rule", "start", "why", "meant"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=31", START, "no 31st", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=30",
            START,
            "February has no 30th",
            "FREQ=MONTHLY;BYMONTHDAY=-1",
        ),
        ("FREQ=MONTHLY;BYMONTHDAY=29", START, "leap years", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("FREQ=MONTHLY;BYMONTHDAY=15,31", START, "no 31st", "FREQ=MONTHLY;BYMONTHDAY=15,-1"),
        ("FREQ=MONTHLY", SUNDAY_31, "no 31st", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        (
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
            START,
            "leap years",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1",
        ),
        ("FREQ=MONTHLY;BYDAY=5TU", START, "only four Tuesdays", "FREQ=MONTHLY;BYDAY=-1TU"),
        (
            "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=5",
            START,
            "only four Fridays",
            "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1",
        ),
    ],
)
def test_a_rule_names_what_it_leaves_out_and_what_was_meant(
    rule: str, start: datetime, why: str, meant: str
):
    found = left_out(read_cadence(rule, start).rule, start)

    assert found is not None
    assert why in found.why
    assert found.meant == meant
    assert note(found.meant, start) == ""


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=TU",
        "FREQ=MONTHLY;BYMONTHDAY=28",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=MONTHLY;BYDAY=4TU",
        "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYMONTH=1,3,5,7,8,10,12;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=MONTHLY",
    ],
)
def test_a_rule_with_a_day_in_every_month_is_left_alone(rule: str):
    assert left_out(rule, START) is None


@given(st.integers(1, 31), st.integers(1, 6), st.integers(1, 12))
def test_months_are_left_out_exactly_where_it_is_said(day: int, interval: int, month: int):
    start = datetime(2027, month, 1, 9)  # noqa: DTZ001 - likewise
    rule = f"FREQ=MONTHLY;INTERVAL={interval};BYMONTHDAY={day}"
    cadence = read_cadence(rule, start)
    steps = [month - 1 + n * interval for n in range(48)]
    wanted = {(2027 + n // 12, n % 12 + 1) for n in steps}

    walked = islice(slots_after(cadence, start - timedelta(minutes=1)), 48)
    found = {(slot.year, slot.month) for slot in walked}
    assert (left_out(rule, start) is None) == (wanted <= found)


def test_a_day_as_until_includes_that_day():
    cadence = read_cadence("FREQ=DAILY;UNTIL=20260108", START)

    last = datetime(2026, 1, 8, 9)  # noqa: DTZ001 - likewise
    assert next_slot(cadence, last - timedelta(days=1)) == last
    assert next_slot(cadence, last) is None
