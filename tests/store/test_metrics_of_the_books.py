"""Every metric of the books once, over rows made by hand, on both databases."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.figures.rules.plan import Filter
from bot.figures.rules.windows import Window
from bot.figures.store.tables import CostLine, RevenueLine, Term, Touch, Trial
from bot.store.sessions import Database
from tests.store.small_programme import (
    ADMINISTRATOR,
    FOOTING,
    OCTOBER,
    REGISTRY,
    Programme,
    partner_user,
    plan,
    sample,
)

pytestmark = pytest.mark.both_databases
SEPTEMBER = Window(date(2026, 9, 1), date(2026, 10, 1))
NEXT = Window(date(2026, 11, 22), date(2027, 2, 20))


def term(world: Programme, customer: str, ends: date, outcome: str, annual: int) -> None:
    world.add(
        Term,
        id=f"t{len(world.rows.get(Term, []))}",
        subscription_id=f"s-{customer}-{ends}",
        customer_id=customer,
        partner_id="p1",
        product_id="mail",
        term_start=ends.replace(year=ends.year - 1),
        term_end=ends,
        outcome=outcome,
        annualised=annual,
    )


def trial(world: Programme, number: int, outcome: str) -> None:
    world.add(
        Trial,
        id=f"t{number}",
        subscription_id=f"trial-{number}",
        customer_id="dora",
        partner_id="p2",
        product_id="mail",
        started_on=date(2026, 9, 20),
        ended_on=date(2026, 10, 4),
        outcome=outcome,
    )


def billed(world: Programme, customer: str, kind: str, amount: int) -> None:
    number = len(world.rows.get(RevenueLine, []))
    world.add(
        RevenueLine,
        id=f"r{number}",
        booked_on=date(2026, 10, 10),
        customer_id=customer,
        partner_id="p1" if customer in {"anna", "bert"} else "p2",
        product_id="mail",
        kind=kind,
        amount=amount,
    )


def spent(world: Programme, kind: str, amount: int, region: str | None = None) -> None:
    number = len(world.rows.get(CostLine, []))
    world.add(
        CostLine,
        id=f"k{number}",
        booked_on=date(2026, 10, 12),
        kind=kind,
        amount=amount,
        region=region,
    )


def books() -> Programme:
    """The small programme with terms, trials, what was billed and spent, and contacts."""
    world = sample()
    term(world, "anna", date(2026, 10, 1), "renewed", 120_000)
    term(world, "bert", date(2026, 10, 20), "lapsed", 240_000)
    term(world, "anna", date(2026, 10, 31), "open", 12_000)
    term(world, "anna", date(2027, 1, 1), "open", 120_000)
    for number, outcome in enumerate(["converted", "lost", "lost", "open"]):
        trial(world, number, outcome)
    billed(world, "anna", "recurring", 10_000)
    billed(world, "anna", "usage", 500)
    billed(world, "bert", "one_off", 1_500)
    billed(world, "dora", "services", 3_000)
    spent(world, "sales", 20_000, "NA")
    spent(world, "marketing", 16_000)
    spent(world, "cogs", 6_000)
    for number, way in enumerate(["outbound", "outbound", "inbound"]):
        moment = datetime(2026, 10, 7, 12, tzinfo=UTC)
        world.add(Touch, id=f"h{number}", partner_id="p1", at=moment, direction=way)
    return world


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    async with opened.begin() as session:
        await books().store(session)
    yield opened
    await opened.close()


async def figure(database, metric, window=OCTOBER, asker=ADMINISTRATOR, **slots):
    async with database.read() as session:
        wanted = plan(metric, window=window, **slots)
        return (await REGISTRY.answer(session, wanted, asker, FOOTING)).figures[0]


async def cell(database, metric, window=OCTOBER, asker=ADMINISTRATOR, **slots):
    return (await figure(database, metric, window, asker, **slots)).cells[0]


LIFE = 24
"""The customers at the start of twelve months, 1 + 2 + 7 times 3, over the one that was lost."""
BY_HAND = {
    "arr": Decimal(156_050),
    "mrr": Decimal(156_050) / 12,
    "active_customers": 3,
    "active_partners": 2,
    "products_per_customer": 1,
    "new_mrr": Decimal(36_000) / 12,
    "expansion_mrr": 0,
    "contraction_mrr": Decimal(61_000) / 12,
    "churned_mrr": Decimal(240_000) / 12,
    "reactivation_mrr": 0,
    "net_new_mrr": Decimal(156_050 - 421_050) / 12,
    "new_customers": 1,
    "churned_customers": 1,
    "customer_churn_rate": Decimal(100) / 3,
    "retention_rate": Decimal(200) / 3,
    "nrr": Decimal(12_005_000) / 421_050,
    "grr": Decimal(12_005_000) / 421_050,
    "revenue_churn_rate": Decimal(30_100_000) / 421_050,
    "quick_ratio": Decimal(36_000) / 301_000,
    "arpu": Decimal(156_050) / 36,
    "renewal_rate": 50,
    "trial_conversion_rate": Decimal(100) / 3,
    "recurring_revenue_share": 70,
    "gross_margin": 60,
    "cac": 36_000,
    "cac_payback_months": 20,
    "ltv": Decimal(156_050) / 36 * Decimal("0.6") * LIFE,
    "ltv_cac_ratio": Decimal(156_050) / 36 * Decimal("0.6") * LIFE / 36_000,
    "customer_net_profitability": -33_000,
    "touches": 3,
    "outbound_inbound_ratio": 2,
}


@pytest.mark.parametrize("metric", BY_HAND)
async def test_a_metric_is_what_its_definition_says(database, metric):
    found = (await cell(database, metric)).quantity.value

    assert found is not None
    assert abs(found - BY_HAND[metric]) < Decimal("1e-9")


async def test_what_is_due_is_what_the_open_terms_of_a_time_ahead_are(database):
    due = await cell(database, "renewals_due_mrr", NEXT)

    assert due.quantity.value == 10_000
    assert due.base == 1


async def test_what_is_not_decided_is_left_out_and_said(database):
    for metric, key in (("renewal_rate", 1), ("trial_conversion_rate", 1)):
        (note,) = (await figure(database, metric)).notes
        assert note.key == "note_undecided"
        assert note.values["count"].value == key


async def test_costs_that_name_no_region_are_in_no_region_and_said(database):
    by_region = await figure(database, "cac", group_by=("region",))

    values = {one.groups: one.quantity.value for one in by_region.cells}
    assert values == {("NA",): 20_000}, "where nothing was spent and nobody won there is no row"
    assert [note.values["amount"].value for note in by_region.notes] == [16_000]


async def test_to_a_partner_the_lifetime_value_has_no_margin_in_it(database):
    theirs = await figure(
        database, "ltv", asker=partner_user(1), filters=(Filter("partner", ("Partner 1",)),)
    )

    assert theirs.cells[0].quantity.value == Decimal(120_000) / 12 * 17
    assert "note_revenue_life" in {note.key for note in theirs.notes}


async def test_customers_who_won_nothing_yet_are_counted_below_their_cost(database):
    notes = (await figure(database, "customer_net_profitability")).notes

    assert {note.key: note.values["count"].value for note in notes} == {
        "note_below_cost": 1,
        "note_without_cost": 3,
    }


async def test_nothing_spent_and_nobody_won_is_not_defined(database):
    for metric in ("cac", "gross_margin", "quick_ratio", "renewal_rate", "ltv_cac_ratio"):
        assert (
            await cell(database, metric, Window(date(2020, 1, 1), date(2020, 2, 1)))
        ).quantity.value is None
