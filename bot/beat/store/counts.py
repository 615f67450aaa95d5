"""How many rows stand in which state: what an operator watches."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from bot.beat.store.tables import Delivery, Lane, Occurrence
from bot.people.store.tables import Contact
from bot.store.sessions import AsyncSession
from bot.store.tables import InboxRow

KNOWN_FOR = timedelta(days=365)


async def waiting_counts(session: AsyncSession) -> list[tuple[str, str, int]]:
    """Return (table, state, rows) for requests, deliveries and occurrences."""
    counts: list[tuple[str, str, int]] = []
    for table in (InboxRow, Delivery, Occurrence):
        states = select(table.state, func.count()).group_by(table.state).order_by(table.state)
        counts += [
            (table.__tablename__, state, count) for state, count in await session.execute(states)
        ]
    return counts


async def oldest_due(session: AsyncSession, now: datetime) -> datetime | None:
    """Return since when the oldest delivery that may leave has been due, if one is.

    Lanes know it. One that was just told to look anew knows no moment, and is passed over.
    """
    due = Lane.next_due_at.between(now - KNOWN_FOR, now)
    return await session.scalar(select(func.min(Lane.next_due_at)).where(due))


async def is_empty(session: AsyncSession) -> bool:
    """Say whether nobody is in this database yet."""
    return (await session.execute(select(Contact.id).limit(1))).first() is None


async def has_spoken(session: AsyncSession) -> bool:
    """Say whether anybody was written to, or answered, yet."""
    written = select(Delivery.id).where(Delivery.state == "delivered").limit(1)
    answered = select(InboxRow.id).where(InboxRow.state == "handled").limit(1)
    for found in (written, answered):
        if (await session.execute(found)).first() is not None:
            return True
    return False
