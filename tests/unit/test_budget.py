"""The budget's law: whatever is pushed in whatever order, no seven days hold too much."""

import random
from bisect import bisect_right
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.beat.kinds import CASE, NEWSLETTER, SURVEY
from bot.beat.rules.budget import (
    OWED,
    WINDOW,
    Push,
    Walked,
    Weekly,
    added,
    read_weekly,
    share,
    walk,
)
from tests.fixtures.tiers import times

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
PEOPLE, YEAR = 200, 365
KINDS = {
    "must-read": (NEWSLETTER, 4),
    "case": (CASE, 12),
    "survey": (SURVEY, 8),
    "announcement": (NEWSLETTER, 60),
    "newsletter": (NEWSLETTER, 104),
    "answer": (OWED, 40),
}
"""Six kinds with their priority, and how many of each come in a year."""
pushes = st.builds(
    Push,
    at=st.integers(0, 24 * 40).map(lambda hour: NOW + timedelta(hours=hour)),
    priority=st.sampled_from([OWED, CASE, SURVEY, NEWSLETTER]),
    what=st.just("push"),
    passes=st.booleans(),
)


def counted(walked: Walked) -> list[Push]:
    return [one for one in walked.left if one.priority != OWED]


def assert_no_week_is_too_full(walked: Walked, budget: int) -> int:
    """Say how many weeks hold more than the budget: each ends with what passes it."""
    told = counted(walked)
    moments = [one.at for one in told]
    full = 0
    for place, push in enumerate(told):
        first = bisect_right(moments, push.at - WINDOW)
        if place - first + 1 > budget:
            full += 1
            assert push.passes
    return full


@given(st.lists(pushes, max_size=40), st.integers(1, 5))
def test_no_seven_days_hold_more_than_the_budget_but_by_what_passes_it(some, budget):
    walked = walk(some, budget)

    assert_no_week_is_too_full(walked, budget)
    assert Counter((*walked.left, *walked.over)) == Counter(some)
    assert all(one.priority != OWED and not one.passes for one in walked.over)


@given(st.lists(pushes, max_size=25), st.integers(1, 5))
def test_what_is_owed_changes_nothing_for_the_rest(some, budget):
    rest = [one for one in some if one.priority != OWED]

    assert walk(some, budget).over == walk(rest, budget).over


def test_a_year_of_six_kinds_for_thousands_of_people(tried):
    people = times(PEOPLE)
    dice = random.Random(people)  # noqa: S311 - a story that can be told again, no secret
    full = left = rounded = 0
    for _ in range(people):
        budget, year = dice.randint(1, 6), a_year(dice)
        walked = walk(year, budget)
        full += assert_no_week_is_too_full(walked, budget)
        assert Counter((*walked.left, *walked.over)) == Counter(year)
        rounded += len(walked.over)
        left += len(walked.left)
        assert_each_is_rounded_up(walked, dice.choice(["UTC", "Asia/Kathmandu", "America/Lima"]))
    tried(people * YEAR, "simulated days")
    tried(left + rounded, "pushes")

    assert min(full, left, rounded) > 0


def a_year(dice: random.Random) -> list[Push]:
    """Return what comes to somebody in a year; some of it is planned only as it comes."""
    year = []
    for what, (priority, often) in KINDS.items():
        for _ in range(dice.randint(0, often)):
            at = NOW + timedelta(hours=dice.randrange(YEAR * 24))
            known_at = dice.choice([None, at, at - 3 * DAY])
            year.append(Push(at, priority, what, what == "must-read", known_at))
    return year


def assert_each_is_rounded_up(walked: Walked, zone: str) -> None:
    """Say that all that did not fit comes within eight days, in no more than one a week."""
    weekly = Weekly()
    slots = {next(weekly.slots(one.at, zone)) for one in walked.over}
    for one in walked.over:
        _, due_at = next(weekly.slots(one.at, zone))
        assert one.at < due_at <= one.at + 8 * DAY
    assert all(later - sooner >= WINDOW for (sooner, _), (later, _) in pairwise(sorted(slots)))


def test_a_newsletter_yields_to_what_is_planned_and_not_to_what_might_come():
    survey = Push(NOW + 3 * DAY, SURVEY, "survey")
    newsletter = Push(NOW, NEWSLETTER, "newsletter")
    unplanned = Push(NOW + 3 * DAY, SURVEY, "survey", known_at=NOW + DAY)

    assert walk([newsletter, survey], 1).over == (newsletter,)
    assert walk([newsletter, unplanned], 1).over == (unplanned,)
    assert walk([survey, Push(NOW, CASE, "case")], 1).over == (survey,)


def test_it_leaves_no_room_where_the_two_share_no_seven_days():
    survey = Push(NOW + 7 * DAY, SURVEY, "survey")
    newsletter = Push(NOW, NEWSLETTER, "newsletter")

    assert walk([newsletter, survey], 1).over == ()
    # What left six days ago is out of the window before the survey comes.
    assert share([NOW - 6 * DAY], [NOW + 2 * DAY], NOW) == 1
    assert share([NOW - 4 * DAY], [NOW + 2 * DAY], NOW) == 2


def test_what_leaves_together_counts_once_for_whom_it_was_reckoned_already():
    assert added(NEWSLETTER, [NEWSLETTER, SURVEY, OWED]) == 1
    assert added(SURVEY, [NEWSLETTER, SURVEY, OWED]) == 2


@given(
    st.integers(0, 2 * 365 * 24 * 60).map(lambda minute: NOW + timedelta(minutes=minute)),
    st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Kiritimati", "America/Lima", "nowhere"]),
    st.builds(Weekly, st.integers(0, 6), st.times().map(lambda at: at.replace(second=0))),
)
def test_a_weekly_moment_comes_once_a_week_on_the_readers_clock(now, zone, weekly):
    found = weekly.slots(now, zone)
    some = [next(found) for _ in range(3)]

    assert now < some[0][1] <= now + 8 * DAY
    for (slot, due_at), (following, _) in pairwise(some):
        assert following - slot == WINDOW
        assert (slot.weekday(), slot.time()) == (weekly.day, weekly.at)
        if zone not in {"nowhere", "Europe/Berlin"}:
            assert due_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == slot


@pytest.mark.parametrize(
    ("words", "weekly"),
    [("friday 10:00", Weekly()), ("Monday 9:05", Weekly(0, time(9, 5)))],
)
def test_an_operator_writes_it_as_a_day_and_a_time(words: str, weekly: Weekly):
    assert read_weekly(words) == weekly
