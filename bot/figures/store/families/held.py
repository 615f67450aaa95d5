"""What is held at the end of a day: amounts a year, who pays them, and for what."""

from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Select,
    and_,
    func,
    literal,
    select,
    union_all,
)

from bot.figures.store.families.added_up import (
    added_up_balance,
    balance_since,
    is_balance_added_up,
    is_whole_on_a_day,
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

_RUNNING = frozenset({"amount", "customers"})


def _select(asked: Asked, windows: CTE, names: tuple[str, ...]) -> Select[Any]:
    if {*names} <= _RUNNING:
        if is_running(asked):
            return running_balance(asked, windows, names)
        if is_whole_on_a_day(asked):
            return balance_since(asked, windows, names)
        if asked.plan.dimensions <= OF_PARTNERS:
            return balance_by_customer(asked, windows, names)
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


def balance_by_customer(asked: Asked, windows: CTE, names: tuple[str, ...]) -> Select[Any]:
    """Add up what each customer holds, and look partner by partner at those alone who have many.

    Rows come in the order of customers, so that takes one walk through them; whom nobody shares
    are added up by partner before anything is joined.
    """
    each = _each_customer(asked, windows)
    if not asked.plan.dimensions:
        everybody = each.subquery("each_customer")
        measures = {"amount": func.sum(everybody.c.amount), "customers": func.count()}
        key = everybody.c.key
        return select(key, *(measures[name] for name in names)).group_by(key)
    return _by_partner(asked, each.cte("each_customer").prefix_with("MATERIALIZED"), names)


def _by_partner(asked: Asked, each: CTE, names: tuple[str, ...]) -> Select[Any]:
    sole = (
        select(
            *(each.c.key, each.c.closing, each.c.first.label("partner_id")),
            func.sum(each.c.amount).label("amount"),
            func.count().label("customers"),
        )
        .where(each.c.first == each.c.last)
        .group_by(each.c.key, each.c.closing, each.c.first)
        .subquery("sole")
    )
    chosen = cut(sole, sole, sole.c.closing, asked.plan, asked.principal)
    parts = [
        select(
            *(sole.c.key, *labelled(chosen.labels), sole.c.amount, sole.c.customers),
        )
        .select_from(chosen.source)
        .where(*chosen.conditions)
    ]
    stretch = scoped(Stretch, asked.principal)
    theirs = and_(
        each.c.first != each.c.last,
        stretch.c.customer_id == each.c.customer_id,
        in_force(stretch, each.c.closing),
    )
    shared = cut(each.join(stretch, theirs), stretch, each.c.closing, asked.plan, asked.principal)
    parts.append(
        select(
            *(each.c.key, *labelled(shared.labels), func.sum(stretch.c.amount).label("amount")),
            func.count(stretch.c.customer_id.distinct()).label("customers"),
        )
        .select_from(shared.source)
        .where(*shared.conditions)
        .group_by(each.c.key, *shared.labels)
    )
    found = union_all(*parts).subquery("found")
    groups = [found.c[f"label_{index}"] for index in range(len(asked.plan.group_by))]
    return select(found.c.key, *groups, *(func.sum(found.c[name]) for name in names)).group_by(
        found.c.key, *groups
    )


def _each_customer(asked: Asked, windows: CTE) -> Select[Any]:
    """Select what each customer holds at each close, with the first and last of their partners."""
    stretch = scoped(Stretch, asked.principal)
    key: ColumnElement[int] = windows.c.key
    closing: ColumnElement[Any] = windows.c.closing
    source: FromClause = windows.join(stretch, in_force(stretch, closing))
    groups = [key, closing]
    alone = len(asked.pieces) == 1
    if alone:  # grouped by customer and nothing else rows are in order already
        key = literal(0, Integer)
        closing = literal(min(asked.pieces[0].last, asked.footing.calendar.today), Date)
        source, groups = stretch, []
    partner = stretch.c.partner_id
    rows = (
        select(
            *(key.label("key"), closing.label("closing"), stretch.c.customer_id),
            func.min(partner).label("first"),
            func.max(partner).label("last"),
            func.sum(stretch.c.amount).label("amount"),
        )
        .select_from(source)
        .group_by(*groups, stretch.c.customer_id)
    )
    return rows.where(in_force(stretch, closing)) if alone else rows


HELD = Family(_select, OF_PARTNERS | OF_CUSTOMERS, AddedUp(is_balance_added_up, added_up_balance))
"""`amount` and its part `usage`, a year; `customers` (cut by product: once for each), `partners`,
and `holdings`: how many products all customers have together."""
