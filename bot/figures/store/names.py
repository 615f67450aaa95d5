"""The names a person may use in a question, because they may see who bears them."""

from sqlalchemy import select

from bot.figures.store.tables import Product
from bot.people.store.tables import Partner
from bot.principal import Principal
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession


async def visible_names(session: AsyncSession, principal: Principal) -> dict[str, tuple[str, ...]]:
    """Return names by dimension; for a partner's person, their own partner and all products."""
    names: dict[str, tuple[str, ...]] = {}
    for dimension, table in (("partner", Partner), ("product", Product)):
        rows = scoped(table, principal)
        found = await session.scalars(select(rows.c.name).order_by(rows.c.name))
        names[dimension] = tuple(found)
    return names
