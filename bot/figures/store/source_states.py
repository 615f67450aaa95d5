"""Reads which sources of rows are in trouble, for the cards of the figures that they feed."""

from datetime import datetime

from sqlalchemy import or_, select

from bot.figures.rules.ages import Lacking, Rows
from bot.figures.store.source_tables import SourceState
from bot.principal import Principal
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession


async def lacking(
    session: AsyncSession, principal: Principal, now: datetime
) -> tuple[Lacking, ...]:
    """Return the sources that failed last, or are late by now."""
    state = scoped(SourceState, principal)
    found = await session.execute(
        select(state.c.kind, state.c.due_by, state.c.came_at)
        .where(or_(state.c.failures > 0, state.c.due_by < now))
        .order_by(state.c.id)
    )
    known = {kind.value: kind for kind in Rows}
    return tuple(
        Lacking(known[kind], due_by if due_by is not None and due_by < now else None, came_at)
        for kind, due_by, came_at in found
        if kind in known
    )
