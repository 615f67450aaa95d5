"""How many rows stand in which state: what an operator watches."""

from datetime import datetime, timedelta

from sqlalchemy import case, func, select

from bot.beat.rules.outcomes import State
from bot.beat.rules.suppression import Skip
from bot.beat.store.tables import Delivery, Lane, Occurrence, Send
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


async def outcomes_since(
    session: AsyncSession, since: datetime
) -> list[tuple[str, str, str, str, int]]:
    """Return (kind, platform, state, reason, deliveries) of the sends opened since then.

    The reason is a class, of which there are few: what else is known of a miss stands in its
    row, and may be somebody's own words. What is delivered or still to come has none.
    """
    mark = func.coalesce(Delivery.reason, "")
    skipped = case((Delivery.state == State.SKIPPED, mark), else_="")
    platform = func.coalesce(Delivery.lane, "")
    found = await session.execute(
        select(Send.kind, platform, Delivery.state, skipped, func.count())
        .join(Delivery, Delivery.send_id == Send.id)
        .where(Send.created_at >= since)
        .group_by(Send.kind, platform, Delivery.state, skipped)
    )
    return [
        (kind, lane.partition(":")[0] or "none", state, _class_of(state, reason), count)
        for kind, lane, state, reason, count in found
    ]


_UNTOLD = "other"


def _class_of(state: str, reason: str) -> str:
    if state == State.SKIPPED:
        head = reason.partition(":")[0]
        return head if head in frozenset(Skip) else _UNTOLD
    return {State.FAILED: "refused", State.UNKNOWN: "unknown"}.get(State(state), "")


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
