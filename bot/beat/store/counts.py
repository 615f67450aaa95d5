"""How many rows stand in which state: what an operator watches."""

from sqlalchemy import func, select

from bot.beat.store.tables import Delivery, Occurrence
from bot.people.store.tables import Contact
from bot.store.sessions import AsyncSession
from bot.store.tables import InboxRow


async def waiting_counts(session: AsyncSession) -> list[tuple[str, str, int]]:
    """Return (table, state, rows) for requests, deliveries and occurrences."""
    counts: list[tuple[str, str, int]] = []
    for table in (InboxRow, Delivery, Occurrence):
        states = select(table.state, func.count()).group_by(table.state).order_by(table.state)
        counts += [
            (table.__tablename__, state, count) for state, count in await session.execute(states)
        ]
    return counts


async def is_empty(session: AsyncSession) -> bool:
    """Say whether nobody is in this database yet."""
    return (await session.execute(select(Contact.id).limit(1))).first() is None
