"""The dimensions of a figure: what it is grouped by, and which rows are let in."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, FromClause, Subquery, and_, bindparam, func, or_

from bot.figures.rules.plan import Filter, Plan
from bot.figures.store.tables import Customer, Product
from bot.people.store.tables import Partner, PartnerHistory
from bot.principal import Principal
from bot.store.columns import Base
from bot.store.scoping import scoped

_OF_PARTNER = {"partner_tier": "tier", "region": "region", "partner_stage": "stage"}
_OF_CUSTOMER: dict[str, tuple[type[Base], str, str]] = {
    "segment": (Customer, "customer_id", "segment"),
    "product": (Product, "product_id", "name"),
}
OF_PARTNERS = frozenset({"partner", *_OF_PARTNER})
"""What any row that names a partner can be cut by."""
OF_CUSTOMERS = frozenset(_OF_CUSTOMER)
"""What only a row that names customer and product can be cut by."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where to select from, the label of each group, and the conditions of the filters."""

    source: FromClause
    labels: tuple[ColumnElement[str], ...]
    conditions: tuple[ColumnElement[bool], ...]


def cut(
    source: FromClause,
    rows: FromClause,
    day: ColumnElement[object],
    plan: Plan,
    principal: Principal,
) -> Cut:
    """Join what the plan's dimensions need to `rows`, as they were at the end of `day`.

    `source` is the join that `rows` already stand in. A dimension of no other table is a column
    of `rows`.
    """
    needed = plan.dimensions
    own = needed - OF_PARTNERS - OF_CUSTOMERS
    columns: dict[str, ColumnElement[str]] = {name: rows.c[name] for name in own}
    if needed & OF_PARTNERS:
        partner = scoped(Partner, principal)
        source = source.join(partner, partner.c.id == rows.c.partner_id)
        columns["partner"] = partner.c.name
        if needed & set(_OF_PARTNER):
            history = scoped(PartnerHistory, principal)
            source = source.outerjoin(history, _in_force(history, rows, day))
            for dimension, name in _OF_PARTNER.items():
                columns[dimension] = func.coalesce(history.c[name], partner.c[name])
    for dimension, (table, key, name) in _OF_CUSTOMER.items():
        if dimension in needed:
            beside = scoped(table, principal)
            source = source.join(beside, beside.c.id == rows.c[key])
            columns[dimension] = beside.c[name]
    return Cut(
        source,
        tuple(columns[dimension] for dimension in plan.group_by),
        tuple(condition(columns[chosen.dimension], chosen) for chosen in plan.filters),
    )


def columns_of(plan: Plan) -> list[str]:
    """Return the columns of a row that decide by what `cut` cuts it."""
    whose = ["partner_id"] if plan.dimensions & OF_PARTNERS else []
    return whose + [key for name, (_, key, _) in _OF_CUSTOMER.items() if name in plan.dimensions]


def in_force(stretch: FromClause, day: ColumnElement[object]) -> ColumnElement[bool]:
    """Say that a stretch holds at the end of this day."""
    return and_(
        stretch.c.start_date <= day,
        or_(stretch.c.end_date.is_(None), stretch.c.end_date > day),
    )


def labelled(labels: Sequence[ColumnElement[str]]) -> list[ColumnElement[str]]:
    """Name the columns of the groups `label_0` and so on, to be found in a statement around."""
    return [label.label(f"label_{index}") for index, label in enumerate(labels)]


def by_product(plan: Plan) -> bool:
    """Say whether the plan counts a customer once for each product."""
    return "product" in plan.group_by or plan.filter_on("product") is not None


def at_level(movement: Subquery, plan: Plan) -> ColumnElement[bool]:
    """Say that a row of what moved is of the unit that the plan counts."""
    level = "product" if by_product(plan) else "customer"
    return movement.c.level == bindparam(None, level, literal_execute=True)


def by_partner(plan: Plan, principal: Principal) -> bool:
    """Say whether the plan looks at partners one by one, as a partner does at their own."""
    return (
        "partner" in plan.group_by
        or plan.filter_on("partner") is not None
        or not principal.is_vendor
    )


def partners_apart(plan: Plan, principal: Principal) -> bool:
    """Say whether what a customer has with one partner is a unit of its own.

    So it is wherever partners are told apart, by name or by what they are.
    """
    return bool(plan.dimensions & OF_PARTNERS) or not principal.is_vendor


def _in_force(
    history: Subquery, rows: FromClause, day: ColumnElement[object]
) -> ColumnElement[bool]:
    return and_(
        history.c.partner_id == rows.c.partner_id,
        history.c.valid_from <= day,
        or_(history.c.valid_to.is_(None), history.c.valid_to > day),
    )


def condition(column: ColumnElement[str], chosen: Filter) -> ColumnElement[bool]:
    """Say that a row belongs to what a filter lets in."""
    return column.not_in(chosen.values) if chosen.negated else column.in_(chosen.values)
