"""Reads how old each kind of row is."""

from datetime import date

from sqlalchemy import select

from bot.figures.rules.ages import Rows
from bot.figures.store.age_tables import CompleteUntil
from bot.principal import Principal
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession


async def ages_known(session: AsyncSession, principal: Principal) -> dict[Rows, date]:
    """Return up to which day each kind of row is complete; what was never imported has none."""
    told = scoped(CompleteUntil, principal)
    found = await session.execute(select(told.c.kind, told.c.day))
    known = {kind.value: kind for kind in Rows}
    return {known[kind]: day for kind, day in found if kind in known}
