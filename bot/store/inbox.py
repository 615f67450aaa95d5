"""The durable inbox: what reached us is kept before it is acknowledged."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, or_, select, update

from bot.ports import InboxEntry
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession, Database
from bot.store.tables import InboxRow

HOLD = timedelta(seconds=60)
"""How long one process may work on a request before another may take it up."""
ATTEMPTS = 3
KEEP_BODIES = timedelta(days=7)
KEEP_ROWS = timedelta(days=30)


class StoredInbox:
    """Keeps requests in the database; a repeat of a key is told by returning None."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def accept(self, platform: str, key: str, kind: str, body: str) -> InboxEntry | None:
        """Keep a request; None if one with this key was kept before."""
        now = datetime.now(UTC)
        row = {
            "id": new_id(),
            "platform": platform,
            "key": key,
            "kind": kind,
            "body": body,
            "received_at": now,
            "taken_until": now + HOLD,
            "attempts": 1,
        }
        async with self._database.begin() as session:
            if not await insert_new(session, InboxRow, [row]):
                return None
        return InboxEntry(str(row["id"]), platform, kind, body, now, attempts=1)

    async def close(self, entry_id: str) -> None:
        """Say that nothing remains to be done for this request."""
        async with self._database.begin() as session:
            await mark_handled(session, entry_id)

    async def take_left_over(self, *, everything: bool = False) -> Sequence[InboxEntry]:
        """Take up requests nobody is working on, oldest first, 100 at most.

        With `everything` also those another process still holds: right only where one
        process owns the database and has just started.
        """
        now = datetime.now(UTC)
        free = or_(InboxRow.taken_until.is_(None), InboxRow.taken_until < now)
        waiting = select(InboxRow.id).where(InboxRow.state == "waiting")
        chosen = (waiting if everything else waiting.where(free)).order_by(InboxRow.received_at)
        async with self._database.begin() as session:
            if not self._database.is_sqlite:
                chosen = chosen.with_for_update(skip_locked=True)
            taken = await session.execute(
                update(InboxRow)
                .where(InboxRow.id.in_(chosen.limit(100)))
                .values(taken_until=now + HOLD, attempts=InboxRow.attempts + 1)
                .returning(InboxRow)
            )
            rows = sorted(taken.scalars(), key=lambda row: row.received_at)
        return [
            InboxEntry(row.id, row.platform, row.kind, row.body, row.received_at, row.attempts)
            for row in rows
        ]

    async def tidy(self) -> None:
        """Empty bodies of handled requests after 7 days, and forget the rows after 30."""
        now = datetime.now(UTC)
        async with self._database.begin() as session:
            await session.execute(
                update(InboxRow)
                .where(InboxRow.handled_at < now - KEEP_BODIES, InboxRow.body != "")
                .values(body="")
            )
            await session.execute(delete(InboxRow).where(InboxRow.handled_at < now - KEEP_ROWS))


async def mark_handled(session: AsyncSession, entry_id: str) -> None:
    """Mark a request as carried out, in the transaction that carried it out."""
    await session.execute(
        update(InboxRow)
        .where(InboxRow.id == entry_id, InboxRow.state == "waiting")
        .values(state="handled", handled_at=datetime.now(UTC), taken_until=None)
    )


async def mark_failed(session: AsyncSession, entry_id: str, problem: str) -> None:
    """Give a request up; `problem` is the reference under which the log has the cause."""
    await session.execute(
        update(InboxRow)
        .where(InboxRow.id == entry_id, InboxRow.state == "waiting")
        .values(state="failed", problem=problem, taken_until=None)
    )
