"""Whom several partners share, held against what every single day says by itself."""

from datetime import timedelta

from hypothesis import given

from bot.figures.rules.ledger import CHURN, NEW, REACTIVATION, Movement, ledger_of
from bot.figures.rules.sharing import Shared, shared_days
from tests.unit.test_ledger import DAYS, FIRST, HISTORIES, at_partners

A_DAY = timedelta(days=1)
TOLD = {NEW: 1, REACTIVATION: 1, CHURN: -1}


@given(HISTORIES)
def test_of_every_other_day_the_kinds_tell_how_many_came_to_partners_and_left(paid):
    movements = [each for each in ledger_of(paid).movements if each.product_id is None]
    shared = shared_days(ledger_of(paid).movements)
    for day in DAYS:
        among = [each for each in shared if each.first_day <= day <= (each.last_day or day)]
        now, before = at_partners(paid, day, None), at_partners(paid, day - A_DAY, None)
        told = sum(TOLD.get(each.kind, 0) for each in movements if each.day == day)
        assert len(among) <= 1
        if not among:
            assert len(now) <= 1
            assert len(now) - len(before) == told


def test_what_was_decided_when_others_had_rows_still_is_not_told_by_kinds():
    own = [
        Movement("customer", FIRST + number * A_DAY, "north", None, kind, amount)
        for number, (kind, amount) in enumerate(
            [("expansion", 5), ("churn", -5), ("reactivation", 3), ("contraction", -3)]
        )
    ]

    assert shared_days(own) == [
        Shared(FIRST, FIRST),
        Shared(FIRST + 3 * A_DAY, FIRST + 3 * A_DAY),
    ]
