"""What is held at the end of a day: amounts a year, who pays them, and for what."""

from typing import Any

from sqlalchemy import CTE, Select, func, select

from bot.figures.store.families.balances import (
    BALANCES,
    added_up_balance,
    balance_since,
    is_balance_added_up,
    is_balance_since,
)
from bot.figures.store.families.running import is_running, running_balance
from bot.figures.store.figure_cuts import (
    OF_CUSTOMERS,
    OF_PARTNERS,
    by_product,
    cut,
    in_force,
    labelled,
)
from bot.figures.store.ledger_tables import Stretch
from bot.figures.store.measures import AddedUp, Family
from bot.figures.store.metrics import Asked
from bot.store.scoping import scoped


def _select(asked: Asked, windows: CTE, names: tuple[str, ...]) -> Select[Any]:
    if {*names} <= BALANCES and is_running(asked):
        return running_balance(asked, windows, names)
    if is_balance_since(asked, names):
        return balance_since(asked, windows, names)
    return summed_balance(asked, windows, names)


def summed_balance(asked: Asked, windows: CTE, names: tuple[str, ...]) -> Select[Any]:
    """Add up the stretches that hold at the end of each closing day."""
    stretch = scoped(Stretch, asked.principal)
    day = windows.c.closing
    chosen = cut(
        windows.join(stretch, in_force(stretch, day)), stretch, day, asked.plan, asked.principal
    )
    labels = labelled(chosen.labels)
    sold = stretch.c.customer_id + "\x1f" + stretch.c.product_id
    measures = {
        "amount": func.sum(stretch.c.amount),
        "usage": func.sum(stretch.c.usage),
        "customers": func.count(
            (sold if by_product(asked.plan) else stretch.c.customer_id).distinct()
        ),
        "partners": func.count(stretch.c.partner_id.distinct()),
        "holdings": func.count(sold.distinct()),
    }
    return (
        select(windows.c.key, *labels, *(measures[name] for name in names))
        .select_from(chosen.source)
        .where(*chosen.conditions)
        .group_by(windows.c.key, *chosen.labels)
    )


HELD = Family(_select, OF_PARTNERS | OF_CUSTOMERS, AddedUp(is_balance_added_up, added_up_balance))
"""`amount` and its part `usage`, a year; `customers` (cut by product: once for each), `partners`,
and `holdings`: how many products all customers have together."""
