"""Laws of the figures of the books over random histories, held against a sum by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.figures.rules.plan import Filter
from bot.figures.rules.windows import DAY, Calendar, Unit, Window
from bot.figures.store.families.balances import balance_since
from bot.figures.store.families.cohorts import joined_cohort
from bot.figures.store.families.held import summed_balance
from bot.figures.store.families.running import running_balance, running_cohort
from bot.figures.store.figure_windows import window_table
from bot.figures.store.metrics import Asked
from tests.fixtures.tiers import in_worlds
from tests.store.small_programme import (
    ADMINISTRATOR,
    FOOTING,
    REGISTRY,
    TODAY,
    Programme,
    forget_everyone_but,
    partner_user,
    plan,
)

FIRST = date(2026, 1, 1)
CUTS = ((), ("partner",), ("partner_tier",), ("region",), ("segment",), ("product",))
FILTERS = (
    (),
    (Filter("partner", ("Partner 1",)),),
    (Filter("partner_tier", ("Gold",), negated=True),),
    (Filter("product", ("Mail",)),),
    (Filter("segment", ("SMB",)),),
)
GAINS = ("new_mrr", "expansion_mrr", "reactivation_mrr")
LOSSES = ("contraction_mrr", "churned_mrr")
ASKED_BY_PARTNERS = (
    "arr", "mrr", "active_customers", *GAINS, *LOSSES, "net_new_mrr", "new_customers",
    "churned_customers", "customer_churn_rate", "retention_rate", "nrr", "grr",
    "revenue_churn_rate", "quick_ratio", "arpu", "ltv", "products_per_customer",
)  # fmt: skip

days = st.integers(0, 270)
interval = st.tuples(
    st.integers(0, 3),
    st.integers(1, 3),
    st.sampled_from(["Mail", "Backup"]),
    days,
    st.none() | st.integers(1, 150),
    st.sampled_from([12, 24, 60]),
    st.sampled_from(["paid", "paid", "paid", "trial"]),
)
histories = st.lists(interval, min_size=1, max_size=12)
windows = st.tuples(days, st.integers(1, 120)).map(
    lambda span: Window(FIRST + timedelta(span[0]), FIRST + timedelta(sum(span)))
)


def world_of(history) -> Programme:
    world = Programme()
    world.partner(1)
    world.partner(2, tier="Silver", region="NA")
    world.partner(3, region="NA")
    for name in ("Mail", "Backup"):
        world.product(name)
    for number in range(4):
        world.customer(f"c{number}", 1, segment="SMB" if number % 2 else "Enterprise")
    for customer, partner, product, start, length, annual, kind in history:
        begins = FIRST + timedelta(start)
        ends = None if length is None else begins + timedelta(length)
        world.paid(f"c{customer}", product, begins, ends, annual, partner=partner, kind=kind)
    return world


async def values(session, metric, window, asker=ADMINISTRATOR, **slots):
    wanted = plan(metric, window=window, **slots)
    figure = (await REGISTRY.answer(session, wanted, asker, FOOTING)).figures[0]
    return {cell.groups: Decimal(cell.quantity.value or 0) for cell in figure.cells}


def held(history, day, *, product=None):
    """Add up by hand what each customer pays at the end of a day."""
    found = {}
    for customer, _, sold, start, length, annual, kind in history:
        begins = FIRST + timedelta(start)
        ends = None if length is None else begins + timedelta(length)
        is_held = kind == "paid" and begins <= day and (ends is None or ends > day)
        if is_held and product in (None, sold):
            found[customer] = found.get(customer, 0) + annual
    return found


@given(histories, windows, st.sampled_from(CUTS), st.sampled_from(FILTERS))
@in_worlds(25)
@pytest.mark.every_change
def test_opening_and_what_moved_make_the_close(ask, history, window, cut, filters):
    async def trial(session):
        before = Window(window.start - DAY, window.start)
        slots = {"group_by": cut, "filters": filters}
        opening = await values(session, "mrr", before, **slots)
        closing = await values(session, "mrr", window, **slots)
        net = await values(session, "net_new_mrr", window, **slots)

        for group in opening.keys() | closing.keys() | net.keys():
            moved = closing.get(group, 0) - opening.get(group, 0)
            assert net.get(group, 0) == pytest.approx(moved), group

    ask(world_of(history), trial)


@given(histories, windows)
@in_worlds(25)
def test_of_each_kind_partners_add_up_to_the_whole(ask, history, window):
    async def trial(session):
        kinds = dict.fromkeys((*GAINS, *LOSSES), Decimal(0))
        for metric in kinds:
            whole = await values(session, metric, window)
            kinds[metric] = whole[()]
            for cut in (("partner",), ("partner_tier",), ("segment",)):
                parts = await values(session, metric, window, group_by=cut)
                assert sum(parts.values()) == pytest.approx(whole[()]), (metric, cut)
        net = await values(session, "net_new_mrr", window)
        gained = sum(kinds[each] for each in GAINS) - sum(kinds[each] for each in LOSSES)
        assert gained == pytest.approx(net[()])

    ask(world_of(history), trial)


@given(histories, windows, st.sampled_from([None, "Mail"]))
@in_worlds(25)
@pytest.mark.every_change
def test_what_became_of_an_opening_is_what_a_sum_by_hand_says(ask, history, window, product):
    filters = (Filter("product", (product,)),) if product else ()
    opening = held(history, window.start - DAY, product=product)
    close = held(history, min(window.last, TODAY), product=product)
    paid = sum(opening.values())
    wanted = {
        "customer_churn_rate": (sum(c not in close for c in opening), len(opening)),
        "nrr": (sum(close.get(c, 0) for c in opening), paid),
        "grr": (sum(min(close.get(c, 0), opening[c]) for c in opening), paid),
    }

    async def trial(session):
        for metric, (part, whole) in wanted.items():
            found = await values(session, metric, window, filters=filters)
            by_hand = Decimal(100 * part) / whole if whole else Decimal(0)
            assert found[()] == pytest.approx(by_hand), metric

    ask(world_of(history), trial)


@given(histories, windows, st.sampled_from([(), ("segment",), ("product",)]))
@in_worlds(15)
def test_what_moved_tells_the_same_as_what_is_held(ask, history, window, cut):
    wanted = plan("nrr", window=window, group_by=cut)
    asked = Asked(wanted, (window,), ADMINISTRATOR, FOOTING)
    names = ("opening", "lost", "opening_amount", "closing_amount", "kept_amount")

    async def rows(session, ways):
        table = window_table((window,), TODAY, "UTC")
        found = []
        for select, measures in ways:
            result = await session.execute(select(asked, table, measures))
            found.append(sorted(tuple(map(str, row)) for row in result))
        return found

    async def trial(session):
        held = ((summed_balance, ("amount", "customers")), (joined_cohort, names))
        moved = ((running_balance, ("amount", "customers")), (running_cohort, names))
        assert await rows(session, held) == await rows(session, moved)

    ask(world_of(history), trial)


@given(
    histories,
    st.lists(windows, min_size=1, max_size=4),
    st.sampled_from(CUTS[:4]),
    st.sampled_from(FILTERS[:3]),
)
@in_worlds(40)
def test_balances_since_a_month_began_are_those_of_all_rows(ask, history, windows, cut, filters):
    pieces, names = tuple(windows), ("amount", "customers")
    wanted = plan("arr", window=pieces[0], group_by=cut, filters=filters)
    asked = Asked(wanted, pieces, ADMINISTRATOR, FOOTING)

    async def trial(session):
        table = window_table(pieces, TODAY, "UTC")
        found = [
            sorted([tuple(row) for row in await session.execute(way(asked, table, names))])
            for way in (summed_balance, balance_since)
        ]
        assert found[0] == found[1]

    ask(world_of(history), trial)


@given(histories, windows)
@in_worlds(10)
def test_the_order_of_rows_changes_nothing(ask, history, window):
    found = []

    async def trial(session):
        found.append(
            [
                await values(session, metric, window, group_by=("product",))
                for metric in ("mrr", "nrr", "new_mrr", "customer_churn_rate")
            ]
        )

    ask(world_of(history), trial)
    ask(world_of(history), trial, backwards=True)
    assert found[0] == found[1]


@given(histories, windows)
@in_worlds(10)
def test_a_partner_s_figures_are_the_same_without_anybody_else_s_rows(ask, history, window):
    own, asker = (Filter("partner", ("Partner 1",)),), partner_user(1)

    async def answers(session):
        wanted = plan(*ASKED_BY_PARTNERS, window=window, filters=own)
        return repr(await REGISTRY.answer(session, wanted, asker, FOOTING))

    async def trial(session):
        among_others = await answers(session)
        await forget_everyone_but(session, "p1")
        assert await answers(session) == among_others

    ask(world_of(history), trial)


@given(histories)
@in_worlds(10)
def test_both_sides_read_one_number(ask, history):
    own, window = (Filter("partner", ("Partner 2",)),), Calendar(TODAY).trailing(Unit.MONTH, 12)

    async def trial(session):
        for metric in ("nrr", "grr", "customer_churn_rate", "arr", "churned_customers"):
            ours = await values(session, metric, window, filters=own)
            assert await values(session, metric, window, partner_user(2), filters=own) == ours

    ask(world_of(history), trial)
