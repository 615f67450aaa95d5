"""The one way figures take a table: narrowed to what the asker may see."""

from functools import lru_cache

from sqlalchemy import ColumnElement, Subquery, false, or_, select

from bot.domain.people import Principal
from bot.store.columns import Base
from bot.store.generations import is_shown
from bot.store.tables import (
    Contact,
    Customer,
    Partner,
    PartnerHistory,
    Product,
    Response,
    SubscriptionInterval,
    Wave,
)

_OPEN = (Product, Wave)
"""Tables that hold nothing of any partner."""
KEEP_SUBQUERIES = 512
"""Making one costs as much as running it; a partner's question takes three or four."""


Scope = tuple[bool, str | None]


def scope_of(principal: Principal) -> Scope:
    """Return what decides which rows a person sees: people of one scope see the same."""
    return principal.is_vendor, None if principal.is_vendor else principal.partner_id


def scoped(table: type[Base], principal: Principal) -> Subquery:
    """Return the rows of a table this person may see; a partner sees their own partner's only.

    A table whose owner nobody has settled here is refused with `LookupError`.
    """
    return _rows(table, scope_of(principal))


@lru_cache(maxsize=KEEP_SUBQUERIES)
def _rows(table: type[Base], scope: Scope) -> Subquery:
    sees_all, partner_id = scope
    # Of plain tables: the mapper marks what it has compiled, and that would be compiled anew.
    rows = select(table.__table__).where(is_shown(table))
    if not sees_all and table not in _OPEN:
        rows = rows.where(_owned(table, partner_id))
    return rows.subquery(table.__tablename__)


def _owned(table: type[Base], partner_id: str | None) -> ColumnElement[bool]:
    if partner_id is None:
        return false()
    columns = table.__table__.c
    if table is Partner:
        return columns.id == partner_id
    if table is Customer:
        interval = SubscriptionInterval.__table__.c
        served = select(interval.customer_id).where(
            interval.partner_id == partner_id, is_shown(SubscriptionInterval)
        )
        return or_(columns.partner_id == partner_id, columns.id.in_(served))
    if table in (SubscriptionInterval, PartnerHistory, Response, Contact):
        return columns.partner_id == partner_id
    raise LookupError(f"nobody has settled who may see {table.__tablename__}")
