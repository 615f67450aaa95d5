"""What moved in a window: amounts a year by kind, and how many customers each kind was of."""

from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, case, func, select

from bot.figures.store.families.running import laid_out
from bot.figures.store.figure_cuts import (
    OF_CUSTOMERS,
    OF_PARTNERS,
    at_level,
    by_product,
    cut,
    labelled,
)
from bot.figures.store.ledger_tables import Movement
from bot.figures.store.measures import Family
from bot.figures.store.metrics import Asked
from bot.store.scoping import scoped


def _select(asked: Asked, windows: CTE, names: tuple[str, ...]) -> Select[Any]:
    movement, is_product = scoped(Movement, asked.principal), by_product(asked.plan)
    level = at_level(movement, asked.plan)
    on = laid_out(windows, movement, level)
    source = on.join(movement, and_(level, movement.c.day == on.c.day))
    chosen = cut(source, movement, on.c.closing, asked.plan, asked.principal)
    labels = labelled(chosen.labels)
    unit = [movement.c.customer_id] + ([movement.c.product_id] if is_product else [])
    each = (
        select(on.c.key, movement.c.kind, *labels, func.sum(movement.c.amount).label("amount"))
        .select_from(chosen.source)
        .where(*chosen.conditions)
        .group_by(on.c.key, movement.c.kind, *unit, *chosen.labels)
        .subquery("each")
    )
    groups = [each.c[label.name] for label in labels]

    def measure(name: str) -> ColumnElement[int]:
        kind = name.removesuffix("_units")
        value: Any = 1 if name.endswith("_units") else each.c.amount
        if name == "net":
            return func.sum(each.c.amount)
        return func.sum(case((each.c.kind == kind, value), else_=0))

    return select(each.c.key, *groups, *(measure(name) for name in names)).group_by(
        each.c.key, *groups
    )


MOVED = Family(_select, OF_PARTNERS | OF_CUSTOMERS)
"""A signed amount for each kind of movement, and their sum `net`; `new_units` and so on: of how
many."""
