"""Our recurring revenue, customers and churn against a peer's, month by month."""

import csv
from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import pytest

from bot.figures.rules.figures import Footing
from bot.figures.rules.windows import Calendar, Unit, Window
from bot.store.sessions import Database
from tests.imports.conftest import operator
from tests.reference.questions import REFERENCE
from tests.store.small_programme import ADMINISTRATOR, FOOTING, REGISTRY, plan

__all__ = ["operator"]
PEER = REFERENCE / "peers" / "mrr_playbook"


def read(name):
    with (PEER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def imported(operator, sqlite_url: str) -> str:
    """The peer's file as it is, brought in with a mapping on the command line."""
    operator.brought("partners", "name,tier,region,stage\nPartner 1,Gold,EMEA,build\n")
    periods = read("subscription_periods.csv")
    ids = sorted({row["customer_id"] for row in periods})
    rows = "".join(f"{each},Customer {each},Partner 1,SMB\n" for each in ids)
    operator.brought("customers", "id,name,partner,segment\n" + rows)
    told = operator.run(
        *("import", "subscriptions", str(PEER / "subscription_periods.csv"), "--json"),
        *("--map", "subscription_id=subscription", "--map", "customer_id=customer"),
        *("--map", "start_date=start", "--map", "end_date=end", "--map", "monthly_amount=amount"),
        *("--set", "period=monthly", "--set", "product=Plan", "--currency", "USD"),
        *("--end-is", "next-day", "--until", "2020-12-31"),
    )
    assert told.code == 0, told.out + told.err
    assert told.json["new"] == len(periods)
    return sqlite_url


@pytest.fixture
async def database(imported: str) -> AsyncIterator[Database]:
    opened = Database(imported)
    yield opened
    await opened.close()


async def by_month(database, metric, first, last):
    window = Window(first, Calendar(last).unit(Unit.MONTH).end)
    footing = Footing(Calendar(date(2030, 1, 1)), FOOTING.catalogue)
    wanted = plan(metric, window=window, grain=Unit.MONTH)
    async with database.read() as session:
        result = await REGISTRY.answer(session, wanted, ADMINISTRATOR, footing)
    figure = result.figures[0]
    return {figure.pieces[cell.piece].start: cell for cell in figure.cells}


async def test_every_month_equals_the_peer_s(database):
    peer = {date.fromisoformat(r["date_month"]): r for r in read("peer_monthly_mrr_wide.csv")}
    first, last = min(peer), max(peer)
    mrr = await by_month(database, "mrr", first, last)
    customers = await by_month(database, "active_customers", first, last)
    churn = await by_month(database, "customer_churn_rate", first, last)

    assert len(peer) == 29
    for month, theirs in peer.items():
        assert mrr[month].quantity.value == Decimal(theirs["mrr"]) * 100, month
        assert customers[month].quantity.value == int(theirs["active_customers"]), month
        assert churn[month].base == int(theirs["opening_customers"]), month
        rate = churn[month].quantity.value
        if theirs["logo_churn_rate"]:
            assert float(rate) == pytest.approx(100 * float(theirs["logo_churn_rate"])), month
        else:
            assert rate is None, month


MOVED = {
    "new_mrr": ("new_mrr", "new_customers"),
    "expansion_mrr": ("expansion_mrr", "upgraded_customers"),
    "contraction_mrr": ("contraction_mrr", "downgraded_customers"),
    "churned_mrr": ("churned_mrr", "churned_customers"),
    "reactivation_mrr": ("reactivation_mrr", "reactivated_customers"),
    "net_new_mrr": ("net_new_mrr", None),
}
COUNTED = ("new_customers", "churned_customers")
RATES = {"nrr": "nrr_1m", "grr": "grr_1m"}


async def test_what_moved_in_every_month_equals_the_peer_s(database):
    peer = {date.fromisoformat(r["date_month"]): r for r in read("peer_monthly_mrr_wide.csv")}
    first, last = min(peer), max(peer)
    for metric, (amount, customers) in MOVED.items():
        ours = await by_month(database, metric, first, last)
        for month, theirs in peer.items():
            cell = ours[month]
            moved = Decimal(theirs[amount])
            is_loss = metric in {"contraction_mrr", "churned_mrr"}
            assert cell.quantity.value == (-moved if is_loss else moved) * 100, (metric, month)
            assert customers is None or cell.base == int(theirs[customers]), (metric, month)


async def test_customers_and_retention_of_every_month_equal_the_peer_s(database):
    peer = {date.fromisoformat(r["date_month"]): r for r in read("peer_monthly_mrr_wide.csv")}
    first, last = min(peer), max(peer)
    for metric in COUNTED:
        ours = await by_month(database, metric, first, last)
        assert {month: ours[month].quantity.value for month in peer} == {
            month: int(theirs[metric]) for month, theirs in peer.items()
        }
    for metric, column in RATES.items():
        ours = await by_month(database, metric, first, last)
        for month, theirs in peer.items():
            rate = ours[month].quantity.value
            if theirs[column]:
                assert float(rate) == pytest.approx(100 * float(theirs[column])), (metric, month)
            else:
                assert rate is None, (metric, month)
