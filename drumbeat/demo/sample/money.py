"""The books of the sample programme: revenue by customer, costs by month."""

from collections import Counter
from datetime import date

from drumbeat.demo.sample.customers import paid_months, product_id
from drumbeat.demo.sample.dice import Dice, first_of_month, month_starts, share
from drumbeat.demo.sample.rows import Row, Rows
from drumbeat.demo.sample.world import MONTHS, PRODUCTS

REGIONS = {"EMEA": 38, "NA": 37, "APAC": 20, "LATAM": 5}
SEGMENT_COSTS = {"SMB": 32, "Mid-Market": 34, "Enterprise": 22, "Public Sector": 12}
SALES_A_MONTH = 7_400_000
MARKETING_A_MONTH = 3_900_000
COGS_SHARE = (23, 30)


def write_money(rows: Rows, today: date, seed: int) -> None:
    """Add revenue lines from the subscriptions, and the costs that go with them."""
    _add_revenue(rows, today, Dice(seed, "revenue"))
    _add_sales_costs(rows, today, Dice(seed, "costs"))
    _add_goods(rows, Dice(seed, "goods"))


def _add_revenue(rows: Rows, today: date, dice: Dice) -> None:
    for interval in rows.of("subscription_interval"):
        if interval["reason"] in ("new", "trial_converted") and dice.chance(450):
            fee = share(interval["annualised_reporting"], dice.between(4, 9), 100)
            _book(rows, interval["start_date"], interval, "one_off", fee)
    for day, interval in paid_months(rows, today):
        _book(rows, day, interval, "recurring", share(interval["annualised_reporting"], 1, 12))
        usage = interval["usage_annualised_reporting"]
        if usage:
            _book(rows, day, interval, "usage", share(usage, dice.between(90, 110), 1200))
        if dice.chance(30):
            _book(rows, day, interval, "services", dice.between(5, 60) * 10_000)


def _book(rows: Rows, day: date, interval: Row, kind: str, amount: int) -> None:
    rows.add(
        "revenue_line",
        id=f"revenue-{len(rows.of('revenue_line')) + 1:06}",
        booked_on=day,
        customer_id=interval["customer_id"],
        partner_id=interval["partner_id"],
        product_id=interval["product_id"],
        kind=kind,
        amount=amount,
    )


def _add_sales_costs(rows: Rows, today: date, dice: Dice) -> None:
    for month, day in enumerate(month_starts(first_of_month(today, -MONTHS), today)):
        # The team grew: from three quarters of today's spending to all of it.
        grown = 75 + share(25, min(month, MONTHS), MONTHS)
        for kind, amount in (("sales", SALES_A_MONTH), ("marketing", MARKETING_A_MONTH)):
            for region, part in REGIONS.items():
                for segment, piece in SEGMENT_COSTS.items():
                    spent = share(amount * part * piece, grown * dice.between(88, 112), 10**8)
                    _spend(rows, day, kind, spent, region=region, segment=segment)


def _add_goods(rows: Rows, dice: Dice) -> None:
    sums: Counter[tuple[date, str]] = Counter()
    for line in rows.of("revenue_line"):
        if line["kind"] != "services":
            sums[line["booked_on"].replace(day=1), line["product_id"]] += line["amount"]
    days = sorted({day for day, _ in sums})
    for day in days:
        for product in PRODUCTS:
            revenue = sums[day, product_id(product)]
            if revenue:
                cost = share(revenue, dice.between(*COGS_SHARE), 100)
                _spend(rows, day, "cogs", cost, product=product_id(product))


def _spend(  # noqa: PLR0913 - a cost line has this many places
    rows: Rows,
    day: date,
    kind: str,
    amount: int,
    *,
    region: str | None = None,
    segment: str | None = None,
    product: str | None = None,
) -> None:
    rows.add(
        "cost_line",
        id=f"cost-{len(rows.of('cost_line')) + 1:05}",
        booked_on=day,
        kind=kind,
        amount=amount,
        region=region,
        segment=segment,
        product_id=product,
    )
