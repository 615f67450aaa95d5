"""The one way figures take a table: narrowed to what the asker may see."""

from functools import lru_cache

from sqlalchemy import Subquery, false, select

from bot.principal import Principal
from bot.rights import Right, may
from bot.store.columns import Base
from bot.store.generations import is_shown

KEEP_SUBQUERIES = 512
"""Making one costs as much as running it; a partner's question takes three or four."""

Scope = tuple[bool, str | None]


def scope_of(principal: Principal) -> Scope:
    """Return what decides which rows a person sees: people of one scope see the same."""
    sees_all = may(principal, Right.SEE_EVERY_PARTNER)
    return sees_all, None if sees_all else principal.partner_id


def scoped(table: type[Base], principal: Principal) -> Subquery:
    """Return the rows of a table this person may see; a partner sees their own partner's only.

    Each table says itself whose its rows are; one that does not is refused with `LookupError`.
    """
    return _rows(table, scope_of(principal))


@lru_cache(maxsize=KEEP_SUBQUERIES)
def _rows(table: type[Base], scope: Scope) -> Subquery:
    sees_all, partner_id = scope
    # Of plain tables: the mapper marks what it has compiled, and that would be compiled anew.
    rows = select(table.__table__).where(is_shown(table))
    if not sees_all:
        rows = rows.where(false() if partner_id is None else table.owned_by(partner_id))
    return rows.subquery(table.__tablename__)
