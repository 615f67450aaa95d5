"""What was added up when rows came in is what the rows say, however it is asked for."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.figures.rules.cohorts import LENGTHS
from bot.figures.rules.windows import Window, add_months
from bot.figures.store.families.added_up import added_up_cohort
from bot.figures.store.families.balances import added_up_balance
from bot.figures.store.families.cohorts import COHORT, joined_cohort
from bot.figures.store.families.held import HELD, summed_balance
from bot.figures.store.figure_windows import window_table
from bot.figures.store.metrics import Asked
from tests.fixtures.tiers import in_worlds
from tests.store.small_programme import ADMINISTRATOR, FOOTING, TODAY, partner_user, plan
from tests.store.test_laws_of_figures import FILTERS, histories, world_of

CUTS = ((), ("partner",), ("partner_tier",), ("region",), ("product",))
ASKERS = (ADMINISTRATOR, partner_user(1), partner_user(3))
SUMS = ("opening", "lost", "opening_amount", "closing_amount", "kept_amount")
BALANCES = ("amount", "customers")
lengths = st.lists(st.sampled_from(LENGTHS), min_size=1, max_size=4)
MONTHS = 11


def whole_months(lengths: list[int]) -> tuple[Window, ...]:
    """Windows of whole months, the last of which ends before today."""
    ends = [add_months(date(2026, 11, 1), -back) for back in range(MONTHS)]
    return tuple(
        Window(add_months(end, -length), end)
        for end, length in zip(ends, lengths * MONTHS, strict=False)
    )


def is_kept(asked: Asked, family: Any, names: tuple[str, ...]) -> bool:
    return all(family.added_up.holds(asked, each, names) for each in asked.pieces)


@given(
    histories,
    lengths,
    st.sampled_from(CUTS),
    st.sampled_from(FILTERS),
    st.sampled_from(ASKERS),
)
@in_worlds(20)
def test_cohorts_and_balances_are_those_of_the_rows(ask, history, lengths, cut, filters, asker):
    pieces = whole_months(lengths)
    slots = {"group_by": cut, "filters": filters}
    asked = Asked(plan("nrr", window=pieces[0], **slots), pieces, asker, FOOTING)
    table = window_table(pieces, TODAY, FOOTING.zone)

    async def rows(session, select, names):
        result = await session.execute(select(asked, table, names))
        return sorted(tuple(map(str, row)) for row in result)

    async def trial(session):
        if is_kept(asked, COHORT, SUMS):
            added = await rows(session, added_up_cohort, SUMS)
            assert added == await rows(session, joined_cohort, SUMS)
        if is_kept(asked, HELD, BALANCES):
            added = await rows(session, added_up_balance, BALANCES)
            assert added == await rows(session, summed_balance, BALANCES)

    ask(world_of(history), trial)


def test_what_was_not_added_up_is_worked_out():
    months = whole_months([1])

    def kept(window, cut=(), asker=ADMINISTRATOR, family=COHORT):
        asked = Asked(plan("nrr", window=window, group_by=cut), (window,), asker, FOOTING)
        return is_kept(asked, family, BALANCES if family is HELD else SUMS)

    assert kept(months[0])
    assert kept(months[0], ("region",))
    assert kept(Window(date(2025, 11, 1), date(2026, 11, 1)), ("product",))
    assert kept(months[0], asker=partner_user(1))
    assert kept(Window(months[1].start, months[0].end), family=HELD)
    assert not kept(months[0], ("segment",))
    assert not kept(months[0], ("product",))
    assert not kept(months[0], ("product", "region"))
    assert not kept(months[0], ("product",), partner_user(1))
    assert not kept(Window(months[1].start, months[0].end))  # two months
    assert not kept(Window(date(2026, 10, 2), date(2026, 11, 1)))
    assert not kept(Window(date(2026, 11, 1), date(2026, 12, 1)))  # not over yet
    assert kept(months[0], ("region",), family=HELD)
    assert kept(months[0], asker=partner_user(1), family=HELD)
    assert not kept(months[0], ("segment",), family=HELD)
    assert not kept(Window(date(2026, 10, 2), date(2026, 10, 31)), family=HELD)
