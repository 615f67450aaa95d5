"""Filters in words: what is a filter, and what stays a question."""

from functools import partial

import pytest

from bot.figures.rules.questions.lexicon import shared_lexicon
from bot.figures.rules.questions.tags import tag_question
from bot.figures.rules.windows import Unit
from bot.voice.rules.sought import Sought, named, read_sought
from tests.store.small_programme import CALENDAR, FOOTING

LEXICON = shared_lexicon(FOOTING.catalogue).with_names(
    {"partner": ["Acme IT Services", "Northwind MSP", "Northwind Cloud"], "product": ["Gold"]}
)
KNOWN = named(["partner-nps"], ["Late invoices"])
QUARTER = CALENDAR.unit(Unit.QUARTER, -1)


def sought(words: str) -> Sought | None:
    return read_sought(words, KNOWN, partial(tag_question, lexicon=LEXICON, calendar=CALENDAR))


@pytest.mark.parametrize(
    ("words", "values", "more"),
    [
        ("", {}, {}),
        ("acme", {"partner": ("Acme IT Services",)}, {}),
        (
            "acme detractors last quarter",
            {"partner": ("Acme IT Services",), "band": ("detractors",)},
            {"window": QUARTER},
        ),
        ("silver and platinum", {"partner_tier": ("Silver", "Platinum")}, {}),
        ("northwind", {"partner": ("Northwind MSP", "Northwind Cloud")}, {}),
        ("technical in EMEA", {"role": ("technical",), "region": ("EMEA",)}, {}),
        ("passives with words", {"band": ("passives",)}, {"with_words": True}),
        ("partner-nps last wave", {"survey": ("partner-nps",)}, {"wave": "latest"}),
        ("csat open wave", {"score": ("csat",)}, {"wave": "open"}),
        ("late invoices", {"tag": ("Late invoices",)}, {}),
    ],
)
def test_a_filter_is_read(words, values, more):
    assert sought(words) == Sought(values, words=words, **more)


@pytest.mark.parametrize(
    "words",
    [
        *("by region", "acme vs northwind", "top 5 partners", "trend", "per month", "gold"),
        *("last quarter and this quarter", "of bigcorp", "what is churn", "arr of acme"),
        *("compare acme", "not acme", "of customers"),
    ],
)
def test_what_says_more_than_a_filter_stays_a_question(words):
    assert sought(words) is None
