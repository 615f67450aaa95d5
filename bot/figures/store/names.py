"""The names a person may use in a question, because they may see who bears them."""

from dataclasses import replace

from sqlalchemy import select

from bot.figures.rules.questions.in_texts import PARTNERS_READER
from bot.figures.store.tables import Product
from bot.people.store.tables import Partner
from bot.principal import Permission, Principal
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession

HOUSE = replace(
    PARTNERS_READER, permission=Permission.ADMINISTRATOR, partner_id=None, partner_name=None
)
"""Ourselves, who hold our own texts against all names."""


async def visible_names(session: AsyncSession, principal: Principal) -> dict[str, tuple[str, ...]]:
    """Return names by dimension; for a partner's person, their own partner and all products."""
    names: dict[str, tuple[str, ...]] = {}
    for dimension, table in (("partner", Partner), ("product", Product)):
        rows = scoped(table, principal)
        found = await session.scalars(select(rows.c.name).order_by(rows.c.name))
        names[dimension] = tuple(found)
    return names


async def every_name(session: AsyncSession) -> dict[str, tuple[str, ...]]:
    """Return the names of all partners and products, to hold our own texts against."""
    return await visible_names(session, HOUSE)
