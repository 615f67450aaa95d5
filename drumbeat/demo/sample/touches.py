"""How often the vendor and its partners were in touch."""

from datetime import date

from drumbeat.demo.sample.dice import Dice, first_of_month, moment, month_starts
from drumbeat.demo.sample.people import partner_id
from drumbeat.demo.sample.rows import Row, Rows
from drumbeat.demo.sample.world import MONTHS, PARTNERS

_OPENING, _CLOSING = 7 * 60, 17 * 60


def write_touches(rows: Rows, today: date, seed: int) -> None:
    """Add the touches of every month; large and happy partners are met more often."""
    dice = Dice(seed, "touches")
    customers: dict[str, list[Row]] = {}
    for customer in rows.of("customer"):
        customers.setdefault(customer["partner_id"], []).append(customer)
    for month in month_starts(first_of_month(today, -MONTHS), today):
        days = (min(first_of_month(month, 1), today) - month).days
        for plan in PARTNERS:
            most = 4 + plan.customers // 8
            for direction, count in (
                ("outbound", dice.between(3, most)),
                ("inbound", dice.between(1, most * 2 // 3)),
            ):
                for _ in range(count if days > 0 else 0):
                    about = dice.one_of(customers[partner_id(plan)])
                    day = month.replace(day=dice.between(1, days))
                    rows.add(
                        "touch",
                        id=f"touch-{len(rows.of('touch')) + 1:05}",
                        partner_id=partner_id(plan),
                        customer_id=about["id"] if dice.chance(550) else None,
                        at=moment(day, dice.between(_OPENING, _CLOSING)),
                        direction=direction,
                    )
