"""The times of a plan: every metric finds its own, and every piece what it is held against."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.figures.rules.plan import Compare, CompareKind, Plan
from bot.figures.rules.questions.lexicon import shared_lexicon
from bot.figures.rules.questions.reading import read
from bot.figures.rules.resolving import resolve
from bot.figures.rules.windows import DAY, Calendar, Unit, Window
from bot.principal import Permission, Principal, Role
from content.catalogue import load_catalogue

CATALOGUE = load_catalogue()
LEXICON = shared_lexicon(CATALOGUE)
CALENDAR = Calendar(date(2026, 11, 22))
SOMEBODY = Principal("a", "Ada", Permission.ADMINISTRATOR, Role.EXECUTIVE, "UTC")


def span(first, last):
    return Window(date.fromisoformat(first), date.fromisoformat(last) + DAY)


def times(question, metric=None, calendar=CALENDAR):
    plan = read(question, LEXICON, calendar, SOMEBODY)
    assert isinstance(plan, Plan), plan
    return resolve(plan, CATALOGUE.metrics[metric or plan.metrics[0]], calendar)


def test_every_metric_of_a_question_has_its_own_time_and_comparison():
    question = "arr and churn vs last year"
    arr, churn = times(question, "arr"), times(question, "customer_churn_rate")

    assert (arr.window, arr.compare) == (
        span("2026-11-22", "2026-11-22"),
        span("2025-11-22", "2025-11-22"),
    )
    assert (churn.window, churn.compare) == (
        span("2026-10-01", "2026-10-31"),
        span("2025-10-01", "2025-10-31"),
    )
    assert arr.default_period
    assert churn.default_period


@pytest.mark.parametrize(
    ("question", "last", "held_to"),
    [
        ("churn by month 2026 yoy", ("2026-11-01", "2026-11-22"), ("2025-11-01", "2025-11-30")),
        ("churn by month mom", ("2026-10-01", "2026-10-31"), ("2026-09-01", "2026-09-30")),
        ("arr by quarter 2026 qoq", ("2026-10-01", "2026-11-22"), ("2026-07-01", "2026-09-30")),
        ("new mrr by week yoy", ("2026-11-09", "2026-11-15"), ("2025-11-10", "2025-11-16")),
        ("churn by month q3 vs q2", ("2026-09-01", "2026-09-30"), ("2026-06-01", "2026-06-30")),
    ],
)
def test_each_piece_is_held_against_its_own(question, last, held_to):
    found = times(question)

    assert (found.pieces[-1], found.against[-1]) == (span(*last), span(*held_to))
    assert len(found.pieces) == len(found.against)


@pytest.mark.parametrize(
    ("question", "first", "pieces"),
    [
        ("arr by half since 2025", ("2025-01-01", "2025-06-30"), 4),
        ("arr by fiscal year since fy25", ("2024-09-01", "2025-08-31"), 3),
        ("arr per fiscal half fy26", ("2025-09-01", "2026-02-28"), 2),
        ("arr by fiscal quarter fy26", ("2025-09-01", "2025-11-30"), 4),
    ],
)
def test_halves_and_fiscal_steps_begin_where_the_vendor_begins(question, first, pieces):
    found = times(question, calendar=Calendar(date(2026, 11, 22), 9))

    assert (found.pieces[0], len(found.pieces)) == (span(*first), pieces)


def test_a_fiscal_quarter_that_is_the_calendars_is_called_so():
    assert read("arr by fiscal quarter fy26", LEXICON, CALENDAR, SOMEBODY).grain is Unit.QUARTER


DAYS = st.dates(date(2019, 1, 1), date(2031, 12, 31))
GRAINS = st.sampled_from([None, *Unit])
COMPARED = st.sampled_from(
    [
        Compare(CompareKind.SAME_PERIOD_LAST_YEAR, span("2020-01-01", "2020-01-01"), named=False),
        Compare(CompareKind.PREVIOUS_PERIOD, span("2020-01-01", "2020-01-01"), named=False),
        Compare(
            CompareKind.PREVIOUS_PERIOD,
            span("2020-01-01", "2020-01-01"),
            named=False,
            step=Unit.MONTH,
        ),
        Compare(CompareKind.EXPLICIT, span("2018-01-01", "2018-12-31")),
        None,
    ]
)


METRICS = st.sampled_from(["arr", "customer_churn_rate", "nps"])


@given(DAYS, st.integers(1, 800), GRAINS, COMPARED, st.integers(1, 12), METRICS)
def test_pieces_cover_the_time_asked_for_and_each_has_one_before(
    start, length, grain, compare, first_month, metric
):
    calendar = Calendar(date(2026, 11, 22), first_month)
    window = Window(start, start + timedelta(days=length))
    plan = Plan((metric,), window, length % 2 == 0, grain=grain, compare=compare)
    found = resolve(plan, CATALOGUE.metrics[metric], calendar)

    clipped = found.window.clipped(calendar.today)
    assert found.pieces[0].start == clipped.start
    assert found.pieces[-1].end == clipped.end
    assert all(a.end == b.start for a, b in zip(found.pieces, found.pieces[1:], strict=False))
    assert len(found.against) <= len(found.pieces)
    if compare is not None and not compare.named:
        beside = zip(found.pieces, found.against, strict=False)
        assert all(then.start < now.start for now, then in beside)
        whole = compare.kind is CompareKind.PREVIOUS_PERIOD and compare.step is None
        assert whole or len(found.against) == len(found.pieces)
