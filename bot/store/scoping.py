"""The one way figures take a table: narrowed to what the asker may see."""

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


Scope = tuple[bool, str | None]


def scope_of(principal: Principal) -> Scope:
    """Return what decides which rows a person sees: people of one scope see the same."""
    return principal.is_vendor, None if principal.is_vendor else principal.partner_id


def scoped(table: type[Base], principal: Principal) -> Subquery:
    """Return the rows of a table this person may see; a partner sees their own partner's only.

    A table whose owner nobody has settled here is refused with `LookupError`.
    """
    rows = select(table).where(is_shown(table))
    sees_all, partner_id = scope_of(principal)
    if not sees_all and table not in _OPEN:
        rows = rows.where(_owned(table, partner_id))
    return rows.subquery(table.__tablename__)


def _owned(table: type[Base], partner_id: str | None) -> ColumnElement[bool]:
    if partner_id is None:
        return false()
    if table is Partner:
        return Partner.id == partner_id
    if table is Customer:
        served = select(SubscriptionInterval.customer_id).where(
            SubscriptionInterval.partner_id == partner_id, is_shown(SubscriptionInterval)
        )
        return or_(Customer.partner_id == partner_id, Customer.id.in_(served))
    for owned in (SubscriptionInterval, PartnerHistory, Response, Contact):
        if table is owned:
            return owned.partner_id == partner_id
    raise LookupError(f"nobody has settled who may see {table.__tablename__}")
