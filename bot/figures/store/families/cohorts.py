"""The customers of an opening day, and what became of them by the close."""

from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, Subquery, and_, case, func, select

from bot.figures.rules.plan import Filter, Plan
from bot.figures.store.families.added_up import added_up_cohort, is_cohort_added_up
from bot.figures.store.families.running import is_running, laid_out, running_cohort
from bot.figures.store.figure_cuts import (
    OF_CUSTOMERS,
    OF_PARTNERS,
    at_level,
    by_product,
    cut,
    in_force,
    labelled,
    partners_apart,
)
from bot.figures.store.ledger_tables import Movement, Stretch
from bot.figures.store.measures import AddedUp, Family
from bot.figures.store.metrics import Asked
from bot.store.scoping import scoped

TRANSFERS = ("transfer_in", "transfer_out")


def _select(asked: Asked, windows: CTE, names: tuple[str, ...]) -> Select[Any]:
    if is_running(asked):
        return running_cohort(asked, windows, names)
    return joined_cohort(asked, windows, names)


def joined_cohort(asked: Asked, windows: CTE, names: tuple[str, ...]) -> Select[Any]:
    """Join the opening of every unit with its close, both without what moved between partners.

    A unit is a customer; looked at product by product a customer and product, and partner by
    partner what a customer has there. Groups and filters hold as of the opening.
    """
    unit = _unit(asked)
    opened = _held(asked, windows, windows.c.opening, unit).subquery("opened")
    closed = _held(_unit_only(asked), windows, windows.c.closing, unit).subquery("closed")
    source = opened.outerjoin(closed, _same(opened, closed, unit))
    away: ColumnElement[Any] = func.coalesce(0, 0)
    come: ColumnElement[Any] = away
    if "partner_id" in unit:
        between = _between(asked, windows, unit).subquery("between")
        source = source.outerjoin(between, _same(opened, between, unit))
        away, come = (func.coalesce(between.c[each], 0) for each in ("away", "come"))
    start = opened.c.amount - away
    end = func.coalesce(closed.c.amount, 0) - come
    end = case((end < 0, 0), else_=end)
    is_there = start > 0
    measures: dict[str, ColumnElement[Any]] = {
        "opening": func.sum(case((is_there, 1), else_=0)),
        "lost": func.sum(case((and_(is_there, end == 0), 1), else_=0)),
        "opening_amount": func.sum(case((is_there, start), else_=0)),
        "closing_amount": func.sum(case((is_there, end), else_=0)),
        "kept_amount": func.sum(case((~is_there, 0), (end < start, end), else_=start)),
    }
    groups = [opened.c[f"label_{index}"] for index in range(len(asked.plan.group_by))]
    return (
        select(opened.c.key, *groups, *(measures[name] for name in names))
        .select_from(source)
        .group_by(opened.c.key, *groups)
        .having(measures["opening"] > 0)
    )


def _unit(asked: Asked) -> tuple[str, ...]:
    return (
        "customer_id",
        *(("product_id",) if by_product(asked.plan) else ()),
        *(("partner_id",) if partners_apart(asked.plan, asked.principal) else ()),
    )


def _held(
    asked: Asked, windows: CTE, day: ColumnElement[object], unit: tuple[str, ...]
) -> Select[Any]:
    stretch = scoped(Stretch, asked.principal)
    chosen = cut(
        windows.join(stretch, in_force(stretch, day)), stretch, day, asked.plan, asked.principal
    )
    columns = [stretch.c[name] for name in unit]
    amount = func.sum(stretch.c.amount).label("amount")
    return (
        select(windows.c.key, *columns, *labelled(chosen.labels), amount)
        .select_from(chosen.source)
        .where(*chosen.conditions)
        .group_by(windows.c.key, *columns, *chosen.labels)
    )


def _between(asked: Asked, windows: CTE, unit: tuple[str, ...]) -> Select[Any]:
    """Select what each unit took to another partner, and what it brought from one."""
    movement = scoped(Movement, asked.principal)
    kind = and_(at_level(movement, asked.plan), movement.c.kind.in_(TRANSFERS))
    on = laid_out(windows, movement, kind)
    columns = [movement.c[name] for name in unit]
    amount, went = movement.c.amount, movement.c.kind == "transfer_out"
    return (
        select(
            on.c.key,
            *columns,
            func.sum(case((went, -amount), else_=0)).label("away"),
            func.sum(case((went, 0), else_=amount)).label("come"),
        )
        .select_from(on.join(movement, and_(kind, movement.c.day == on.c.day)))
        .group_by(on.c.key, *columns)
    )


def _same(one: Subquery, other: Subquery, unit: tuple[str, ...]) -> ColumnElement[bool]:
    return and_(one.c.key == other.c.key, *(one.c[name] == other.c[name] for name in unit))


def _unit_only(asked: Asked) -> Asked:
    """Keep what decides the unit; other filters hold for the opening alone."""
    plan = asked.plan
    product = plan.filter_on("product")
    filters: tuple[Filter, ...] = (product,) if product else ()
    return Asked(
        Plan(plan.metrics, plan.window, filters=filters),
        asked.pieces,
        asked.principal,
        asked.footing,
    )


COHORT = Family(_select, OF_PARTNERS | OF_CUSTOMERS, AddedUp(is_cohort_added_up, added_up_cohort))
"""`opening` customers, and how many are `lost` by the close; what they paid a year
(`opening_amount`), pay at the close (`closing_amount`), and pay of what they paid
(`kept_amount`). Who went to another partner, or came from one, is in none of them."""
