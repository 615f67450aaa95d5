"""What the sample's customers pay and how that moved, as an import stores it."""

from collections.abc import Sequence

from bot.figures.rules.cohorts import Totals, first_of, totals
from bot.figures.rules.ledger import Movement, Paid, Stretch, ledger_of
from bot.figures.rules.sharing import Shared, shared_days
from drumbeat.demo.sample.rows import Row, Rows


def write_ledger(rows: Rows) -> None:
    """Add the stored figures of every subscription that was made up before."""
    paid: dict[str, list[Paid]] = {}
    for interval in rows.of("subscription_interval"):
        if interval["kind"] == "paid":
            paid.setdefault(interval["customer_id"], []).append(_paid(interval))
    sums = Totals()
    for customer in sorted(paid):
        ledger = ledger_of(paid[customer])
        stored: dict[str, Sequence[Stretch | Movement | Shared]] = {
            "stretch": ledger.stretches,
            "movement": ledger.movements,
            "shared_customer": shared_days(ledger.movements),
        }
        for table, found in stored.items():
            for row in found:
                number = len(rows.of(table)) + 1
                rows.add(table, id=number, customer_id=customer, **row._asdict())
        sums.take(ledger.movements)
    _write_totals(rows, sums)


def _write_totals(rows: Rows, sums: Totals) -> None:
    for group, steps in sums.steps().items():
        for since, until, found in totals(steps.items()):
            days = {"start_date": first_of(since), "end_date": first_of(until) if until else None}
            number = len(rows.of("cohort_total")) + 1
            rows.add("cohort_total", id=number, **group._asdict(), **days, **found._asdict())


def _paid(interval: Row) -> Paid:
    price, usage = interval["annualised_reporting"], interval["usage_annualised_reporting"]
    return Paid(
        interval["partner_id"],
        interval["product_id"],
        interval["start_date"],
        interval["end_date"],
        amount=price + usage,
        usage=usage,
    )
