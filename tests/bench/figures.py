"""What a figure costs over many subscriptions, warm: in seconds, and against SQL by hand."""

import random
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import date, timedelta
from itertools import count, islice
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import Date, bindparam, insert, text

from bot.figures.rules.ages import Rows
from bot.figures.rules.cohorts import Totals, first_of, totals
from bot.figures.rules.ledger import Paid, ledger_of
from bot.figures.rules.plan import Plan
from bot.figures.rules.sharing import shared_days
from bot.figures.rules.windows import Unit, Window, add_months
from bot.figures.store.age_tables import CompleteUntil
from bot.figures.store.figures import MetricRegistry
from bot.figures.store.ledger_tables import CohortTotal, Movement, SharedCustomer, Stretch
from bot.figures.store.tables import CostLine, Customer, Product, RevenueLine
from bot.metrics import METRICS
from bot.people.store.tables import Partner, PartnerHistory
from bot.store.sessions import Database
from tests.bench.figures_by_hand import BY_HAND, by_hand
from tests.bench.progress import Progress
from tests.bench.storage import POSTGRESQL, SQLITE, new_database
from tests.store.small_programme import ADMINISTRATOR, FOOTING, TODAY

A_CUSTOMER = 10
"""Intervals of each customer, over six years."""
PARTNERS = 1000
A_SHARED = 20
"""Of so many customers one buys from a second partner later on."""
PRODUCTS = ("Mail", "Backup", "Voice", "Guard", "Office", "Logs")
TIERS, REGIONS = ("Platinum", "Gold", "Silver", "Bronze"), ("NA", "EMEA", "APAC", "LATAM")
SEGMENTS = ("SMB", "Mid-Market", "Enterprise", "Public Sector")
FIRST = date(2020, 12, 1)
AT_A_TIME = 20_000
BAR_SECONDS, BAR_RATIO = 1.0, 1.3
THIS_MONTH = TODAY.replace(day=1)
LAST_36 = Window(add_months(THIS_MONTH, -36), THIS_MONTH)
YEAR = Window(add_months(THIS_MONTH, -12), THIS_MONTH)
QUARTER = Window(date(2026, 7, 1), date(2026, 10, 1))
NOW = Window(TODAY, TODAY + timedelta(days=1))
ASKED = {
    "ARR by tier": Plan(("arr",), NOW, group_by=("partner_tier",)),
    "ARR by month, 36": Plan(("arr",), LAST_36, grain=Unit.MONTH),
    "churn by month, 36": Plan(("customer_churn_rate",), LAST_36, grain=Unit.MONTH),
    "GRR by month, 36": Plan(("grr",), LAST_36, grain=Unit.MONTH),
    "NRR of a year by product": Plan(("nrr",), YEAR, group_by=("product",)),
    "churn of a quarter by partner": Plan(
        ("customer_churn_rate",), QUARTER, group_by=("partner",)
    ),
    "LTV to CAC by region": Plan(("ltv_cac_ratio",), YEAR, group_by=("region",)),
    "new MRR by month, 36": Plan(("new_mrr",), LAST_36, grain=Unit.MONTH),
}


class Figured(NamedTuple):
    """Seconds of one figure on one database, and how many times as long as by hand."""

    database: str
    intervals: int
    asked: str
    seconds: float
    ratio: float | None


DAYS = {
    "today": TODAY,
    "begun": THIS_MONTH,
    "before": THIS_MONTH - timedelta(days=1),
    "first": LAST_36.start,
    "closing": date(2026, 9, 30),
}


async def measure(intervals: int) -> list[Figured]:
    """Measure every figure on both databases."""
    found = []
    for dialect in (SQLITE, POSTGRESQL):
        progress = Progress(f"figures, {dialect}")
        async with new_database(dialect) as database:
            progress.say("making up subscriptions ...")
            await _fill(database, intervals)
            for asked, plan in ASKED.items():
                progress.say(f"{asked} ...")
                ours, theirs = await _both(database, asked, plan)
                found.append(Figured(dialect, intervals, asked, ours, theirs and ours / theirs))
        progress.end()
    return found


async def _both(database: Database, asked: str, plan: Plan) -> tuple[float, float | None]:
    """Return the seconds of a figure, and those of the same by hand where that is written."""
    registry = MetricRegistry(METRICS, FOOTING.catalogue)
    ours = await _seconds(lambda: _answer(database, registry, plan))
    if asked not in BY_HAND:
        return ours, None
    statement = by_hand(asked, database.engine.dialect.name)
    return ours, await _seconds(lambda: _ask(database, statement))


async def _seconds(work: Callable[[], Awaitable[None]]) -> float:
    """Return the median of three, after one that warms."""
    await work()
    taken = []
    for _ in range(3):
        began = time.monotonic()
        await work()
        taken.append(time.monotonic() - began)
    return median(taken)


async def _answer(database: Database, registry: MetricRegistry, plan: Plan) -> None:
    async with database.read() as session:
        result = await registry.answer(session, plan, ADMINISTRATOR, FOOTING)
    assert result.figures[0].cells


async def _ask(database: Database, statement: str) -> None:
    async with database.read() as session:
        days = {name: day for name, day in DAYS.items() if f":{name}" in statement}
        rows = await session.execute(
            text(statement).bindparams(*(bindparam(name, type_=Date) for name in days)), days
        )
        assert rows.all()


async def _fill(database: Database, intervals: int) -> None:
    chance = random.Random(11)  # noqa: S311 - made-up amounts
    async with database.begin() as session:
        await session.execute(insert(Product), [{"id": each, "name": each} for each in PRODUCTS])
        partners = [_partner(number, chance) for number in range(PARTNERS)]
        await session.execute(insert(Partner), partners)
        histories = [
            {"partner_id": one["id"], "valid_from": FIRST, "valid_to": None}
            | {name: one[name] for name in ("tier", "region", "stage")}
            for one in partners
        ]
        await session.execute(insert(PartnerHistory), histories)
        await session.execute(insert(CostLine), list(_costs(chance)))
        reached = [
            {"id": kind.value, "kind": kind.value, "day": TODAY, "is_said": True} for kind in Rows
        ]
        await session.execute(insert(CompleteUntil), reached)
    sums = Totals()
    made = _customers(intervals // A_CUSTOMER, chance, sums)
    while some := list(islice(made, AT_A_TIME // A_CUSTOMER)):
        async with database.begin() as session:
            for table in (Customer, Stretch, Movement, SharedCustomer, RevenueLine):
                if rows := [row for one in some for row in one[table]]:
                    await session.execute(insert(table.__table__), rows)
    numbers = count(1)
    async with database.begin() as session:
        for group, steps in sums.steps().items():
            rows = [
                {"id": next(numbers), **group._asdict(), **found._asdict()}
                | {"start_date": first_of(since), "end_date": until and first_of(until)}
                for since, until, found in totals(steps.items())
            ]
            await session.execute(insert(CohortTotal.__table__), rows)
    async with database.engine.begin() as connection:
        await connection.execute(text("ANALYZE"))


def _partner(number: int, chance: random.Random) -> dict[str, Any]:
    return {
        "id": f"p{number}",
        "name": f"Harbour {number}",
        "tier": chance.choice(TIERS),
        "region": chance.choice(REGIONS),
        "stage": "build",
    }


def _costs(chance: random.Random) -> Iterator[dict[str, Any]]:
    months = (add_months(THIS_MONTH, -back) for back in range(1, 37))
    for day in months:
        for region in REGIONS:
            for kind in ("sales", "marketing", "cogs"):
                name = f"{day}-{region}-{kind}"
                amount = chance.randint(10_000, 99_000) * 100
                yield {
                    "id": name,
                    "booked_on": day,
                    "kind": kind,
                    "amount": amount,
                    "region": region,
                }


def _customers(
    many: int, chance: random.Random, sums: Totals
) -> Iterator[dict[type, list[dict[str, Any]]]]:
    """Make customers with their stretches and movements, as an import would store them."""
    number = 0
    for one in range(many):
        name, partner = f"c{one}", f"p{one % PARTNERS}"
        later = f"p{(one + 7) % PARTNERS}" if one % A_SHARED == 0 else partner
        ledger = ledger_of(_paid((partner, later), chance))
        sums.take(ledger.movements)
        found: dict[type, list[dict[str, Any]]] = {
            Customer: [
                {"id": name, "partner_id": partner, "name": name, "segment": SEGMENTS[one % 4]}
            ],
            RevenueLine: [
                {"id": name, "booked_on": date(2026, 5, 1), "customer_id": name}
                | {"partner_id": partner, "product_id": PRODUCTS[one % 6]}
                | {"kind": "recurring", "amount": chance.randint(1_000, 90_000)}
            ],
        }
        shared = shared_days(ledger.movements)
        stored = {Stretch: ledger.stretches, Movement: ledger.movements, SharedCustomer: shared}
        for table, rows in stored.items():
            found[table] = [
                {"id": (number := number + 1), "customer_id": name, **row._asdict()}
                for row in rows
            ]
        yield found


def _paid(partners: tuple[str, str], chance: random.Random) -> Iterator[Paid]:
    begins = FIRST + timedelta(days=chance.randrange(1_200))
    for place in range(A_CUSTOMER):
        product = PRODUCTS[place * 6 // A_CUSTOMER]
        partner = partners[place * 2 // A_CUSTOMER]
        lasts = timedelta(days=chance.randrange(60, 500))
        ends = None if chance.random() < 0.3 else begins + lasts
        amount = chance.randint(10, 900) * 1_200
        yield Paid(partner, product, begins, ends, amount=amount, usage=0)
        begins += timedelta(days=chance.randrange(30, 240))
