"""Figures over a small programme whose every answer is known by hand, on both databases."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import pytest

from bot.figures.rules.plan import Compare, CompareKind, Filter, Order, Top
from bot.figures.rules.windows import Unit, Window
from bot.people.store.tables import PartnerHistory
from bot.quantities import Quantity
from bot.store.sessions import Database
from tests.store.small_programme import (
    ADMINISTRATOR,
    CALENDAR,
    FOOTING,
    OCTOBER,
    REGISTRY,
    forget_everyone_but,
    partner_user,
    plan,
    sample,
)

AUTUMN = Window(date(2026, 7, 1), date(2027, 1, 1))
PLANS = [
    plan("arr"),
    plan("mrr", window=OCTOBER, group_by=("product",)),
    plan("active_customers", group_by=("segment",)),
    plan("customer_churn_rate", window=OCTOBER),
    plan("customer_churn_rate", window=OCTOBER, group_by=("product",)),
    plan("nps", window=AUTUMN),
    plan("nps", window=AUTUMN, group_by=("role",)),
]


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def filled(database: Database) -> Database:
    async with database.begin() as session:
        await sample().store(session)
    return database


async def computed(database, wanted, asker=ADMINISTRATOR):
    async with database.read() as session:
        return await REGISTRY.answer(session, wanted, asker, FOOTING)


async def cells(database, wanted, asker=ADMINISTRATOR):
    figure = (await computed(database, wanted, asker)).figures[0]
    return {cell.groups: cell for cell in figure.cells}


async def value(database, wanted, asker=ADMINISTRATOR):
    return (await cells(database, wanted, asker))[()].quantity.value


async def test_arr_adds_up_what_is_in_force_today(filled):
    assert await value(filled, plan("arr")) == 120_000 + 50 + 36_000


async def test_usage_is_part_of_arr_and_trials_are_not(filled):
    september = Window(date(2026, 9, 1), date(2026, 10, 1))

    assert await value(filled, plan("arr", window=september)) == 120_000 + 61_000 + 240_000 + 50


async def test_mrr_is_a_twelfth_that_is_rounded_only_when_shown(filled):
    cell = (await cells(filled, plan("mrr", filters=(Filter("partner", ("Partner 2",)),))))[()]

    assert cell.quantity == Quantity(Decimal(36_050) / 12, "money_month", "USD")


async def test_an_end_is_the_first_day_that_is_no_longer_paid(filled):
    last = CALENDAR.unit(Unit.DAY, of=date(2026, 10, 19))
    after = CALENDAR.unit(Unit.DAY, of=date(2026, 10, 20))
    bert = (Filter("segment", ("Enterprise",)),)

    assert await value(filled, plan("active_customers", window=last, filters=bert)) == 1
    assert await value(filled, plan("active_customers", window=after, filters=bert)) == 0


async def test_churn_counts_customers_of_the_opening_with_nothing_at_the_close(filled):
    cell = (await cells(filled, plan("customer_churn_rate", window=OCTOBER)))[()]

    assert cell.base == 3
    assert cell.quantity.value == Decimal(100) / 3


async def test_by_product_a_dropped_product_is_a_lost_customer_of_it(filled):
    found = await cells(filled, plan("customer_churn_rate", window=OCTOBER, group_by=("product",)))

    assert found[("Backup",)].quantity.value == 100
    assert found[("Mail",)].base == 3


async def test_churn_of_nobody_is_not_defined(filled):
    early = Window(date(2020, 1, 1), date(2020, 2, 1))

    assert await value(filled, plan("customer_churn_rate", window=early)) is None


async def test_a_balance_ahead_of_today_is_read_today(filled):
    november = CALENDAR.unit(Unit.MONTH)

    assert await value(filled, plan("arr", window=november)) == 156_050


async def test_tiers_add_up_to_the_whole(filled):
    for metric in ("arr", "active_customers"):
        whole = await value(filled, plan(metric))
        parts = await cells(filled, plan(metric, group_by=("partner_tier",)))

        assert sum(cell.quantity.value for cell in parts.values()) == whole


async def test_the_tier_is_that_of_the_end_of_the_window(filled):
    async with filled.begin() as session:
        history = await session.get(PartnerHistory, ("p1", date(2024, 1, 1)))
        history.valid_to = date(2026, 11, 1)
        session.add(
            PartnerHistory(
                partner_id="p1",
                valid_from=date(2026, 11, 1),
                tier="Platinum",
                stage="build",
                region="EMEA",
            )
        )

    assert set(await cells(filled, plan("arr", window=OCTOBER, group_by=("partner_tier",)))) == {
        ("Gold",),
        ("Silver",),
    }
    assert ("Platinum",) in await cells(filled, plan("arr", group_by=("partner_tier",)))


async def test_excluding_a_partner_leaves_the_others(filled):
    without = (Filter("partner", ("Partner 1",), negated=True),)

    assert await value(filled, plan("arr", filters=without)) == 36_050


async def test_a_series_has_a_figure_for_every_month(filled):
    wanted = plan("arr", window=Window(date(2026, 9, 1), date(2026, 12, 1)), grain=Unit.MONTH)
    figure = (await computed(filled, wanted)).figures[0]

    assert [cell.quantity.value for cell in figure.cells] == [421_050, 156_050, 156_050]


async def test_a_comparison_brings_the_other_period(filled):
    september = Window(date(2026, 9, 1), date(2026, 10, 1))
    compare = Compare(CompareKind.PREVIOUS_PERIOD, september)
    figure = (await computed(filled, plan("arr", window=OCTOBER, compare=compare))).figures[0]

    assert figure.cells[0].quantity.value == 156_050
    assert figure.against[0].quantity.value == 421_050


async def test_each_step_of_a_series_is_held_to_its_own(filled):
    months = Window(date(2026, 9, 1), date(2026, 11, 1))
    compare = Compare(
        CompareKind.PREVIOUS_PERIOD, months.shifted_months(-1), named=False, step=Unit.MONTH
    )
    wanted = plan("arr", window=months, grain=Unit.MONTH, compare=compare)
    figure = (await computed(filled, wanted)).figures[0]

    assert [cell.quantity.value for cell in figure.cells] == [421_050, 156_050]
    assert [(cell.piece, figure.held_to[cell.piece].start) for cell in figure.against] == [
        (0, date(2026, 8, 1)),
        (1, date(2026, 9, 1)),
    ]
    assert figure.against[1].quantity.value == 421_050


async def test_the_top_partner_comes_alone(filled):
    wanted = plan("arr", group_by=("partner",), top_n=Top(1, Order.DESC))

    assert list(await cells(filled, wanted)) == [("Partner 1",)]


async def test_nps_counts_every_respondent_once(filled):
    cell = (await cells(filled, plan("nps", window=AUTUMN)))[()]

    assert cell.base == 11
    assert cell.quantity.value == Decimal(100 * (7 - 2) / 11)


async def test_fewer_than_five_answers_are_withheld(filled):
    found = await cells(filled, plan("nps", window=AUTUMN, group_by=("role",)))
    lonely = (Filter("role", ("technical",)),)
    few = (await cells(filled, plan("nps", window=AUTUMN, filters=lonely)))[()]

    assert all(cell.quantity.is_shown for cell in found.values())
    assert few.quantity.withheld


async def test_a_small_group_takes_the_next_smallest_with_it(database):
    world = sample()
    world.answers("w1", 1, [10, 0], date(2026, 9, 5), role="technical")
    world.answers("w1", 1, [9] * 5, date(2026, 9, 5), role="executive")
    world.answers("w1", 2, [9] * 7, date(2026, 9, 5), role="sales")
    async with database.begin() as session:
        await world.store(session)
    found = await cells(database, plan("nps", window=AUTUMN, group_by=("role",)))

    assert {groups[0] for groups, cell in found.items() if cell.quantity.withheld} == {
        "technical",
        "executive",
    }


@pytest.mark.parametrize(
    "asked",
    [
        Filter("role", ("technical",), negated=True),
        Filter("partner", ("Partner 1",)),
        Filter("role", ("executive", "sales")),
    ],
)
async def test_few_answers_are_not_had_by_subtraction_from_the_whole(database, asked):
    world = sample()
    world.partner(3)
    world.answers("w1", 3, [10, 0], date(2026, 9, 5), role="technical")
    async with database.begin() as session:
        await world.store(session)
    whole = (await cells(database, plan("nps", window=AUTUMN)))[()]
    part = (await cells(database, plan("nps", window=AUTUMN, filters=(asked,))))[()]

    assert whole.quantity.is_shown
    assert part.quantity.withheld or whole.base - part.base >= 5


def test_a_score_of_partners_is_not_cut_by_what_customers_are():
    assert "segment" not in FOOTING.catalogue.metrics["nps"].dimensions


async def test_a_transactional_survey_is_not_mixed_in(database):
    world = sample()
    world.wave("w2", date(2026, 9, 10), kind="transactional")
    world.answers("w2", 1, [0] * 9, date(2026, 9, 12))
    async with database.begin() as session:
        await world.store(session)

    assert (await cells(database, plan("nps", window=AUTUMN)))[()].base == 11


@pytest.mark.parametrize("wanted", PLANS, ids=lambda p: f"{p.metrics[0]}-{p.group_by}")
async def test_a_partner_s_answer_does_not_change_when_all_others_are_deleted(filled, wanted):
    before = await computed(filled, wanted, partner_user(1))
    async with filled.begin() as session:
        await forget_everyone_but(session, "p1")
    after = await computed(filled, wanted, partner_user(1))

    assert before == after


@pytest.mark.parametrize("wanted", PLANS, ids=lambda p: f"{p.metrics[0]}-{p.group_by}")
async def test_a_partner_sees_what_the_vendor_sees_of_them(filled, wanted):
    own = plan(
        *wanted.metrics,
        window=wanted.window,
        group_by=wanted.group_by,
        filters=(Filter("partner", ("Partner 1",)),),
    )
    theirs = (await computed(filled, wanted, partner_user(1))).figures
    ours = (await computed(filled, own)).figures

    assert theirs == ours


@pytest.mark.parametrize("wanted", PLANS, ids=lambda p: f"{p.metrics[0]}-{p.group_by}")
async def test_the_order_of_rows_changes_nothing(database_url, filled, wanted, tmp_path):
    forwards = await computed(filled, wanted)
    async with filled.begin() as session:
        await forget_everyone_but(session, "nobody")
    async with filled.begin() as session:
        world = sample()
        kept = {table.__name__: table for table in world.rows}
        for name in ("Product", "Wave"):
            del world.rows[kept[name]]
        world.ages.clear()
        await world.store(session, backwards=True)

    assert await computed(filled, wanted) == forwards
