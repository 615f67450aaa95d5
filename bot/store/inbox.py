"""The durable inbox: what reached us is kept before it is acknowledged."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update

from bot.errors import NotKept
from bot.ports import InboxEntry
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession, Database
from bot.store.tables import InboxRow

HOLD = timedelta(seconds=60)
"""How long nothing may be heard of a request in hand before another process takes it up."""
ATTEMPTS = 3
"""How often a request is worked on before it is given up."""
BATCH = 200
"""Requests that share one commit."""
SHOWN_AGAIN = ("bounce", "complaint")
"""Kinds that come from a mailbox, which shows them again for as long as they lie there.

Their key is the kind, a colon, and the delivery they are about.
"""

IsOurs = Callable[[ColumnElement[str]], ColumnElement[bool]]


@dataclass(slots=True, eq=False)
class _Accepting:
    """A request on its way into the database."""

    entry: InboxEntry
    key: str
    is_settled: bool = False
    is_new: bool = False
    problem: Exception | None = None

    def row(self) -> dict[str, object]:
        entry = self.entry
        return {
            "id": entry.id,
            "platform": entry.platform,
            "key": self.key,
            "kind": entry.kind,
            "body": entry.body,
            "received_at": entry.received_at,
            "taken_until": entry.received_at + HOLD,
            "attempts": entry.attempts,
        }


class StoredInbox:
    """Keeps requests in the database; a repeat of a key is told by returning None."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._opened = datetime.now(UTC)
        self._waiting: list[_Accepting] = []
        self._writing = asyncio.Lock()

    async def accept(self, platform: str, key: str, kind: str, body: str) -> InboxEntry | None:
        """Keep a request; None if one with this key was kept before.

        Requests that come while a commit is under way share the next one: whoever gets the
        lock first writes for all of them.
        """
        now = datetime.now(UTC)
        accepting = _Accepting(InboxEntry(new_id(), platform, kind, body, now, attempts=1), key)
        self._waiting.append(accepting)
        async with self._writing:
            while not accepting.is_settled:
                await asyncio.sleep(0)  # whoever arrived in the same moment joins
                batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
                await self._write(batch)
        if accepting.problem is not None:
            raise accepting.problem
        return accepting.entry if accepting.is_new else None

    async def _write(self, batch: list["_Accepting"]) -> None:
        problem: Exception = NotKept()
        try:
            async with self._database.begin() as session:
                kept = set(await insert_new(session, InboxRow, [one.row() for one in batch]))
        except Exception as caught:  # noqa: BLE001 - every waiting request raises it
            problem = caught
        else:
            for one in batch:
                one.is_settled, one.is_new = True, one.entry.id in kept
        finally:
            for one in batch:
                if not one.is_settled:
                    one.is_settled, one.problem = True, problem

    async def close(self, entry_id: str) -> None:
        """Say that nothing remains to be done for this request.

        Most were marked by whoever carried them out, and then nobody waits for the one writer.
        """
        async with self._database.read() as session:
            state = await session.scalar(select(InboxRow.state).where(InboxRow.id == entry_id))
        if state != "waiting":
            return
        async with self._database.begin() as session:
            await mark_handled(session, entry_id)

    async def hold(self, entry_ids: Collection[str]) -> None:
        """Say that these requests are still in hand, however long that takes."""
        async with self._database.begin() as session:
            await session.execute(
                update(InboxRow)
                .where(InboxRow.id.in_(entry_ids), InboxRow.state == "waiting")
                .values(taken_until=datetime.now(UTC) + HOLD)
            )

    async def take_left_over(
        self, platforms: Collection[str], *, everything: bool = False
    ) -> Sequence[InboxEntry]:
        """Take up requests of these platforms nobody is working on, oldest first, 100 at most.

        With `everything` also those another process still holds: right only where one
        process owns the database and has just started. What reached this process itself is
        in its own hands.
        """
        now = datetime.now(UTC)
        free = or_(InboxRow.taken_until.is_(None), InboxRow.taken_until < now)
        if everything:
            free = or_(free, InboxRow.received_at < self._opened)
        chosen = (
            select(InboxRow.id)
            .where(InboxRow.state == "waiting", InboxRow.platform.in_(platforms), free)
            .order_by(InboxRow.received_at)
        )
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


def shown_again(is_ours: IsOurs) -> ColumnElement[bool]:
    """Return the condition that a mailbox may show us a request again, so that a repeat ends here.

    `is_ours` is the condition that an id is of something we know: a report about nothing of
    ours changes nothing however often it comes.
    """
    row = InboxRow.__table__.c
    named = func.substr(row.key, func.length(row.kind) + 2)
    return row.kind.in_(SHOWN_AGAIN) & is_ours(named)


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
