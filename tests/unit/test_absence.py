from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.order_of_words import CommandMeant, meaning
from bot.people.rules.absence import LONGEST, UNTIL, Away, read_absence

THURSDAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ("away until 12 March", date(2026, 3, 12)),
        ("I am away until 12 March 2026", date(2026, 3, 12)),
        ("I\u2019m away till March 12th.", date(2026, 3, 12)),
        ("i'm out of office until the 12th of march", date(2026, 3, 12)),
        ("away until 2026-03-12", date(2026, 3, 12)),
        ("away until 4 mar", date(2027, 3, 4)),
        ("away until 5 March", THURSDAY),
        ("away until tomorrow", date(2026, 3, 6)),
        ("away until Monday", date(2026, 3, 9)),
        ("away until Thursday", date(2026, 3, 12)),
        ("away until 3 Sept", date(2026, 9, 3)),
        ("away", None),
        ("away until", None),
        ("away until 12/03", None),
        ("away until 12/03/2026", None),
        ("away until 30 February", None),
        ("away until 12 ma", None),
        ("away until 12 March 2025", None),
        ("away until 12 March 2206", None),
        ("away until 2026-13-01", None),
        ("away until 00 March", None),
        ("away until \u0661\u0662 March", None),
    ],
)
def test_the_last_day_of_an_absence_is_read_or_asked_for(words: str, last: date | None):
    assert read_absence(words, THURSDAY) == Away(last)


@pytest.mark.parametrize(
    "words", ["how far away until renewal", "ARR until 12 March", "away partners by region"]
)
def test_a_question_is_no_absence(words: str):
    assert not isinstance(meaning(words, {"away": UNTIL}), CommandMeant)


@given(today=st.dates(date(2000, 1, 1), date(2100, 1, 1)), ahead=st.integers(0, 364))
def test_every_day_within_a_year_is_read_as_it_is_written(today: date, ahead: int):
    day = today + timedelta(days=ahead)

    assert read_absence(f"away until {day:%-d %B}", today).last == day
    assert read_absence(f"away until {day.isoformat()}", today).last == day


@given(text=st.text(), today=st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_whatever_is_said_ends_within_a_year_or_is_asked_back(text: str, today: date):
    last = read_absence(f"away until {text}", today).last

    assert last is None or today <= last <= today + LONGEST
