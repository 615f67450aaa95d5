"""What moved in a window: amounts a year by kind, and how many customers each kind was of."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Select,
    String,
    Subquery,
    and_,
    bindparam,
    case,
    func,
    select,
)

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

FEW = 2
"""Of so many windows rows are joined to each: laying the days out looks at all rows once more."""


def _select(asked: Asked, windows: CTE, names: tuple[str, ...]) -> Select[Any]:
    movement, is_product = scoped(Movement, asked.principal), by_product(asked.plan)
    counts = and_(at_level(movement, asked.plan), *_of_kinds(movement, names))
    on: FromClause = windows
    inside = and_(movement.c.day > windows.c.opening, movement.c.day <= windows.c.closing)
    if len(asked.pieces) > FEW:
        on = laid_out(windows, movement, counts)
        inside = movement.c.day == on.c.day
    source = on.join(movement, and_(counts, inside))
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


def _of_kinds(movement: Subquery, names: tuple[str, ...]) -> Iterator[ColumnElement[bool]]:
    """Say which kinds are asked for, in the statement itself: an index holds one of them."""
    if "net" not in names:
        kinds = sorted({name.removesuffix("_units") for name in names})
        if len(kinds) == 1:
            kind = bindparam(None, kinds[0], String, literal_execute=True)
            yield movement.c.kind == kind
        else:
            yield movement.c.kind.in_(kinds)


MOVED = Family(_select, OF_PARTNERS | OF_CUSTOMERS)
"""A signed amount for each kind of movement, and their sum `net`; `new_units` and so on: of how
many."""
