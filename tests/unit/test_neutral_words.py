"""Small words mean nothing, wherever they stand; and a plan in words is the plan again."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.figures.rules.catalogue import TO_A_TIER
from bot.figures.rules.plan import Compare, CompareKind, Filter, Order, Plan, Top
from bot.figures.rules.plan_text import question_for
from bot.figures.rules.questions.chat import CHAT
from bot.figures.rules.questions.lexicon import shared_lexicon
from bot.figures.rules.questions.reading import Clarify, read
from bot.figures.rules.questions.tags import tag_question
from bot.figures.rules.questions.vocabulary import STOPS
from bot.figures.rules.resolving import compared_window
from bot.figures.rules.windows import Calendar, Unit, Window
from bot.principal import Permission, Principal, Role
from content.catalogue import load_catalogue

CATALOGUE = load_catalogue()
CALENDAR = Calendar(date(2026, 11, 22))
NAMES = {
    "partner": ("Harbour IT", "Lumen North", "Lumen South", "Quarry Systems"),
    "product": ("MailGuard", "Phone Line 7", "Vault Pro"),
}
LEXICON = shared_lexicon(CATALOGUE).with_names(NAMES)
SOMEBODY = Principal("a", "Ada", Permission.ADMINISTRATOR, Role.EXECUTIVE, "UTC")
READABLE = (
    "arr",
    "churn for gold partners last quarter",
    "nps by region in q3 yoy",
    "new mrr by month since january",
    "top 5 partners by csat",
    "arr without harbour in emea",
    "mrr and churn for smb in october",
    "compare jan and feb 2025 new customers",
    "renewals next 60 days",
    "which product has the worst nps",
    "churn last 6 months vs prior 6 months",
    "gross and net revenue retention by tier",
    "active customers at end of march",
    "lost mrr q1 vs q2 2025",
    "how is grr calculated",
    "customers in emea and arr in apac",
)


def meant(question, calendar=CALENDAR):
    """Read a question; what is asked back is the same whatever words it repeats."""
    found = read(question, LEXICON, calendar, SOMEBODY)
    return replace(found, offers=()) if isinstance(found, Clarify) else found


@cache
def torn_nowhere():
    """List questions as words, and between which others may be put: in no name and no time."""
    found = []
    for question in READABLE:
        words, ends = [], [0]
        for tag in tag_question(question, LEXICON, CALENDAR).tags:
            words += [*tag.lead, *tag.words]
            ends.append(len(words))
        found.append((words, ends, meant(" ".join(words))))
    return found


@pytest.mark.parametrize("word", sorted(STOPS))
def test_a_word_that_means_nothing_changes_nothing(word):
    for words, ends, plan in torn_nowhere():
        for at in ends:
            said = " ".join((*words[:at], word, *words[at:]))
            assert meant(said) == plan, said


@pytest.mark.parametrize("phrase", sorted(text.strip() for text in CHAT.split(";")))
def test_what_is_said_out_of_kindness_changes_nothing(phrase):
    for words, _, plan in torn_nowhere()[:-1]:
        question = " ".join(words)
        for said in (f"{phrase}, {question}", f"{question} {phrase}"):
            assert meant(said) == plan, said


DAYS = st.dates(date(2021, 1, 1), date(2026, 11, 1))
METRICS = st.sampled_from(sorted(CATALOGUE.metrics.keys() - {TO_A_TIER}))
"""Of the way to a tier, a tier is where somebody wants to get, and asked back else."""


@st.composite
def plans(draw):
    """Draw a plan that can be asked for: what its metrics may be cut by, and no more."""
    metric = CATALOGUE.metrics[draw(METRICS)]
    ahead = metric.kind == "lookahead"
    dimensions = sorted(metric.dimensions)
    chosen = (
        draw(st.lists(st.sampled_from(dimensions), unique=True, max_size=3)) if dimensions else []
    )
    cut = draw(st.integers(0, len(chosen)))
    group_by, filtered = tuple(chosen[:cut]), chosen[cut:]
    drawn = (draw(filter_of(dimension)) for dimension in filtered)
    filters = tuple(sorted(drawn, key=lambda chosen: chosen.negated))
    grain = draw(st.sampled_from([None, *sorted(metric.grains)])) if not ahead else None
    grain = CALENDAR.plain(grain) if grain else None
    default = ahead or draw(st.booleans())
    plan = Plan(
        (metric.id,), drawn_window(draw, grain, default, metric), default, group_by, filters
    )
    plan = replace(plan, grain=grain, compare=None if ahead else draw(compared(plan, grain)))
    if len(group_by) == 1 and grain is None and draw(st.booleans()):
        top = Top(draw(st.integers(1, 20)), draw(st.sampled_from(Order)))
        plan = replace(plan, top_n=top)
    return plan


def drawn_window(draw, grain, default, metric):
    if default and grain is not None:
        pieces = read(f"{metric.synonyms[0]} {BY[grain]}", LEXICON, CALENDAR, SOMEBODY)
        return pieces.window
    if default:
        return metric.default_period.window(CALENDAR)
    start = draw(DAYS)
    return Window(start, start + timedelta(days=draw(st.integers(1, 500))))


BY = {unit: f"by {unit.value.replace('_', ' ')}" for unit in Unit}


@st.composite
def filter_of(draw, dimension):
    values = NAMES.get(dimension) or [v.id for v in CATALOGUE.dimensions[dimension].values]
    some = draw(st.lists(st.sampled_from(list(values)), min_size=1, max_size=3, unique=True))
    return Filter(dimension, tuple(some), negated=draw(st.booleans()))


@st.composite
def compared(draw, plan, grain):
    kind = draw(st.sampled_from([None, "year", "named", "step"]))
    window = plan.window
    if kind is None:
        return None
    balance = CATALOGUE.metrics[plan.metrics[0]].kind == "balance"
    stepped = kind == "step" and grain is not None
    if kind == "year" or (not stepped and plan.default_period and not balance):
        compare = Compare(CompareKind.SAME_PERIOD_LAST_YEAR, window, named=False)
    elif stepped:
        step = draw(st.sampled_from([Unit.WEEK, Unit.MONTH, Unit.QUARTER]))
        compare = Compare(CompareKind.PREVIOUS_PERIOD, window, named=False, step=step)
    else:
        start = draw(DAYS)
        other = Window(start, start + timedelta(days=draw(st.integers(1, 500))))
        before = other.end <= window.start
        kind = CompareKind.PREVIOUS_PERIOD if before else CompareKind.EXPLICIT
        return Compare(kind, other) if other != window else None
    return replace(compare, window=compared_window(compare, window, CALENDAR))


@given(plans())
def test_a_plan_in_words_is_read_as_the_same_plan(plan):
    said = question_for(plan, CATALOGUE)

    assert meant(said) == plan, said
