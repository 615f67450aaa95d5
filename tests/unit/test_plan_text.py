"""Plans and their days in words."""

from datetime import date

import pytest

from bot.figures.cards.written import say_piece
from bot.figures.rules.windows import Window
from content.wording import load_wording


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2026, 1, 1), date(2026, 2, 1), "Jan 2026"),
        (date(2026, 1, 1), date(2026, 4, 1), "Jan to Mar 2026"),
        (date(2026, 1, 1), date(2027, 1, 1), "2026"),
        (date(2025, 7, 1), date(2026, 7, 1), "Jul 2025 to Jun 2026"),
        (date(2026, 11, 1), date(2026, 11, 26), "1 to 25 Nov 2026"),
        (date(2026, 11, 30), date(2026, 12, 7), "30 Nov to 6 Dec 2026"),
        (date(2025, 12, 29), date(2026, 1, 5), "29 Dec 2025 to 4 Jan 2026"),
        (date(2026, 11, 3), date(2026, 11, 4), "3 Nov 2026"),
    ],
)
def test_a_piece_of_time_is_said_as_short_as_it_can_be_read(start, end, words):
    assert say_piece(load_wording(), Window(start, end)) == words
