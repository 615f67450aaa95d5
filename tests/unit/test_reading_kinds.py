"""Kinds of questions that were once answered wrongly in silence: answered as meant, or asked."""

import pytest

from bot.figures.rules.plan import Filter, Plan
from bot.figures.rules.questions.readings import Clarify, Help, Reason, Refusal, Slot
from tests.unit.test_reading import PARTNER, ask, days


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        ("arr without mail guard for gold partners", {("product", True), ("partner_tier", False)}),
        ("arr excluding harbour and quarry in emea", {("partner", True), ("region", False)}),
        ("new customers, no smb, for vault", {("segment", True), ("product", False)}),
    ],
)
def test_an_exclusion_ends_where_the_next_filter_begins(question, filters):
    assert {(f.dimension, f.negated) for f in ask(question).filters} == filters


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("q1 vs q2 2025 churn", ("2025-01-01", "2025-04-01"), ("2025-04-01", "2025-07-01")),
        ("churn q3 2025 vs q4", ("2025-07-01", "2025-10-01"), ("2025-10-01", "2026-01-01")),
        ("churn q1 vs q2 fy26", ("2025-07-01", "2025-10-01"), ("2025-10-01", "2026-01-01")),
        (
            "churn september vs prior month",
            ("2026-09-01", "2026-10-01"),
            ("2026-08-01", "2026-09-01"),
        ),
    ],
)
def test_what_was_said_once_holds_for_both_times(question, first, second):
    plan = ask(question)

    assert (plan.window, plan.compare.window) == (days(*first), days(*second))


@pytest.mark.parametrize(
    ("question", "slot"),
    [
        ("arr for harbour and nps for quarry", Slot.QUESTION),
        ("what is our arr and how many customers left last month?", Slot.QUESTION),
        ("new mrr up to september", Slot.PERIOD),
        ("new mrr early 2026", Slot.PERIOD),
        ("churn last month vs last month", Slot.PERIOD),
        ("arr this month vs last month vs the month before", Slot.PERIOD),
        ("top 10% of partners by arr", Slot.TOP_N),
        ("arr at scale", Slot.FILTER),
        ("arr last year vs now", Slot.COMPARE),
        ("is churn up?", Slot.WORD),
        ("how many customers do we have left", Slot.METRIC),
    ],
)
def test_what_is_not_certain_is_asked(question, slot):
    reading = ask(question)

    assert isinstance(reading, Clarify), reading
    assert reading.slot is slot


def test_two_questions_are_offered_one_by_one():
    assert ask("arr by product and churn by region").offers == (
        "arr by product",
        "churn by region",
    )


def test_the_rest_of_a_question_is_offered_and_not_computed():
    assert ask("blorbified arr for gold").offers == ("arr for Gold",)


def test_a_partners_offer_is_the_same_whatever_name_it_was():
    known, unknown = (ask(f"arr of {name}", PARTNER) for name in ("quarry", "blorbify"))

    assert known.offers == unknown.offers == ("arr",)


@pytest.mark.parametrize("question", ["what % of arr is emea", "arr in percent by region"])
def test_a_share_of_a_total_is_refused_with_the_table(question):
    reading = ask(question)

    assert isinstance(reading, Refusal)
    assert (reading.reason, reading.offers) == (Reason.UNSUPPORTED, ("arr by region",))


@pytest.mark.parametrize(
    ("question", "metrics"),
    [
        ("how many clients left in q3", ("churned_customers",)),
        ("customers we have lost in q3", ("churned_customers",)),
        ("what percent of customers did we lose in q3", ("customer_churn_rate",)),
        ("gross and net revenue retention", ("grr", "nrr")),
        ("new and lost customers q3", ("new_customers", "churned_customers")),
        ("nsp by region", ("nps",)),
        ("newmrr lastquarter", ("new_mrr",)),
    ],
)
def test_words_are_read_as_people_say_them(question, metrics):
    assert ask(question).metrics == metrics


@pytest.mark.parametrize(
    "question", ["how do you work out arr?", "where does the mrr number come from", "grr formula?"]
)
def test_what_a_figure_is_may_be_asked_in_other_words(question):
    assert isinstance(ask(question), Help)


def test_money_is_told_in_the_reporting_currency_alone():
    assert isinstance(ask("arr in dollars"), Plan)
    assert isinstance(ask("arr in euros"), Refusal)


@pytest.mark.parametrize(
    ("before", "question", "filters"),
    [
        ("arr by region", "remove apac", (Filter("region", ("APAC",), negated=True),)),
        ("arr emea", "and overall", ()),
        ("arr for gold", "and silver?", (Filter("partner_tier", ("Silver",)),)),
    ],
)
def test_a_follow_up_replaces_what_it_says(before, question, filters):
    assert ask(question, previous=ask(before)).filters == filters


@pytest.mark.parametrize(
    ("question", "metrics", "filters"),
    [
        ("how many gold partners do we have", ("active_partners",), ("partner_tier",)),
        ("arr for partners in emea", ("arr",), ("region",)),
    ],
)
def test_partners_at_large_are_counted_or_narrowed(question, metrics, filters):
    plan = ask(question)

    assert (plan.metrics, tuple(f.dimension for f in plan.filters)) == (metrics, filters)
