"""The durable inbox: what reached us is kept before it is acknowledged."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, or_, select, tuple_, update

from bot.batching import Batched
from bot.errors import RequestTaken
from bot.ports import InboxEntry
from bot.store import fence
from bot.store.columns import Base, new_id
from bot.store.inserts import insert_new_plainly
from bot.store.owed import is_owed, may_be_answered
from bot.store.sessions import AsyncSession, Connection, Database
from bot.store.tables import InboxRow

HOLD = timedelta(seconds=60)
"""How long nothing may be heard of a request in hand before another process takes it up."""
ATTEMPTS = 3
"""How often a request is worked on before it is given up."""
BATCH = 200
"""Requests that share one commit."""
PATIENCE = 2.0
"""Seconds a request waits for another writer: then a platform is told to come again."""
SHOWN_AGAIN = ("bounce", "complaint", "reply")
"""Kinds that come from a mailbox, which shows them again for as long as they lie there.

Their key is the kind, a colon, and the delivery they are about; of a reply a slash follows, and
32 characters that tell it from others.
"""
TELLS_REPLIES = 33

_ROWS = Base.metadata.tables[InboxRow.__tablename__]
_WAITS = _ROWS.c.state == "waiting"
_OF_ENTRY = _ROWS.c.id == bindparam("of_entry")
_OUR_TOKEN = _ROWS.c.token == bindparam("our_token")
_CLOSE = (
    update(_ROWS)
    .where(_OF_ENTRY)
    .values(
        state=case((_WAITS, "handled"), else_=_ROWS.c.state),
        handled_at=case((_WAITS, bindparam("now")), else_=_ROWS.c.handled_at),
        owed=None,
        taken_until=None,
    )
)
_END = (
    update(_ROWS)
    .where(_OF_ENTRY, _WAITS)
    .values(
        state=bindparam("ended"),
        handled_at=bindparam("now"),
        problem=bindparam("reference"),
        owed=bindparam("answer"),
    )
)
# Built once: to build a statement costs more than to carry it out.
_CLOSE_OURS, _END_OURS = _CLOSE.where(_OUR_TOKEN), _END.where(_OUR_TOKEN)

IsOurs = Callable[[ColumnElement[str]], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class _Accepted:
    """A request that is to be kept under a key."""

    entry: InboxEntry
    key: str


@dataclass(frozen=True, slots=True)
class _Closed:
    """A request that nothing remains of; with a token only if that is still its own."""

    entry_id: str
    token: int | None


class StoredInbox:
    """Keeps requests in the database; a repeat of a key is told by returning None.

    What is kept and what is closed in the same moment shares one commit.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._opened = datetime.now(UTC)
        self._write = Batched(self._write_together, BATCH)

    async def accept(self, platform: str, key: str, kind: str, body: str) -> InboxEntry | None:
        """Keep a request; None if one with this key was kept before."""
        entry = InboxEntry(new_id(), platform, kind, body, datetime.now(UTC), attempts=1)
        return entry if await self._write(_Accepted(entry, key)) else None

    async def close(self, entry_id: str) -> None:
        """Say that nothing remains to be done for this request."""
        hold = fence.hold_of(entry_id)
        if not await self._write(_Closed(entry_id, hold.token if hold else None)):
            raise RequestTaken

    async def _write_together(self, wishes: Sequence[_Accepted | _Closed]) -> list[bool]:
        """Write in one transaction; return of each whether it is new, or was ours to close."""
        return await self._database.write(partial(_written, wishes), PATIENCE)

    async def still_open(self, entry: InboxEntry) -> InboxEntry | None:
        """Return a request as it stands now; None where nothing remains to be done for it."""
        async with self._database.read() as session:
            found = select(InboxRow.state, InboxRow.owed).where(InboxRow.id == entry.id)
            row = (await session.execute(found)).one_or_none()
        if row is None or (row.state != "waiting" and row.owed is None):
            return None
        return replace(entry, owed=row.owed or "")

    async def find(self, entry_id: str) -> InboxEntry | None:
        """Return a request as it was kept; None where it was forgotten."""
        async with self._database.read() as session:
            row = await session.get(InboxRow, entry_id)
        return _entry(row) if row is not None else None

    async def hold(self, tokens: Mapping[str, int]) -> Collection[str]:
        """Say that these are still in hand, however long that takes; return those that are.

        The others have ended, or were taken up elsewhere.
        """
        async with self._database.begin() as session:
            held = await session.execute(
                update(InboxRow)
                .where(
                    tuple_(InboxRow.id, InboxRow.token).in_(list(tokens.items())),
                    or_(InboxRow.state == "waiting", is_owed()),
                )
                .values(taken_until=datetime.now(UTC) + HOLD)
                .returning(InboxRow.id)
                .execution_options(synchronize_session=False)
            )
            return held.scalars().all()

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
            .where(
                or_(InboxRow.state == "waiting", may_be_answered(now)),
                InboxRow.platform.in_(platforms),
                free,
            )
            .order_by(InboxRow.received_at)
        )
        async with self._database.begin() as session:
            if not self._database.is_sqlite:
                chosen = chosen.with_for_update(skip_locked=True)
            taken = await session.execute(
                update(InboxRow)
                .where(InboxRow.id.in_(chosen.limit(100)))
                .values(
                    taken_until=now + HOLD,
                    attempts=InboxRow.attempts + 1,
                    token=InboxRow.token + 1,
                )
                .returning(InboxRow)
            )
            rows = sorted(taken.scalars(), key=lambda row: row.received_at)
        return [_entry(row) for row in rows]


def shown_again(is_ours: IsOurs) -> ColumnElement[bool]:
    """Return the condition that a mailbox may show us a request again, so that a repeat ends here.

    `is_ours` is the condition that an id is of something we know: a report about nothing of
    ours changes nothing however often it comes.
    """
    row = InboxRow.__table__.c
    told = case((row.kind == "reply", TELLS_REPLIES), else_=0)
    begins = func.length(row.kind) + 2
    named = func.substr(row.key, begins, func.length(row.key) - begins + 1 - told)
    return row.kind.in_(SHOWN_AGAIN) & is_ours(named)


def _row(entry: InboxEntry, key: str) -> dict[str, object]:
    return {
        "id": entry.id,
        "platform": entry.platform,
        "key": key,
        "kind": entry.kind,
        "body": entry.body,
        "received_at": entry.received_at,
        "taken_until": entry.received_at + HOLD,
        "attempts": entry.attempts,
    }


def _entry(row: InboxRow) -> InboxEntry:
    kept = (row.id, row.platform, row.kind, row.body, row.received_at)
    return InboxEntry(*kept, row.attempts, row.owed or "", row.token)


async def mark_handled(session: AsyncSession, entry_id: str, owed: str = "") -> None:
    """Mark a request as carried out, in the transaction that carried it out.

    Its answer is owed from then on, and whoever has it in hand keeps it in hand. `RequestTaken`
    undoes that transaction where somebody else has taken the request up.
    """
    await _end(session, entry_id, ended="handled", now=datetime.now(UTC), answer=owed)


async def mark_failed(session: AsyncSession, entry_id: str, problem: str) -> None:
    """Give a request up; `problem` is the reference under which the log has the cause.

    Whoever made it is owed a word about that.
    """
    await _end(session, entry_id, ended="failed", reference=problem)


async def end_waiting(session: AsyncSession) -> int:
    """Give up every request that waits, for a restored backup knows not that it was answered."""
    ended = await session.scalars(
        update(InboxRow)
        .where(InboxRow.state == "waiting")
        .values(state="failed", problem="restored", taken_until=None)
        .returning(InboxRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(ended.all())


async def _end(session: AsyncSession, entry_id: str, **values: object) -> None:
    hold = fence.hold_of(entry_id)
    said = {"of_entry": entry_id, "now": None, "reference": None, "answer": "", **values}
    if hold is None:
        await session.execute(_END, said)
        return
    ended: Any = await session.execute(_END_OURS, {**said, "our_token": hold.token})
    if not ended.rowcount:
        await fence.ensure_ours(session, entry_id)


def _written(wishes: Sequence[_Accepted | _Closed], connection: Connection) -> list[bool]:
    rows = [_row(wish.entry, wish.key) for wish in wishes if isinstance(wish, _Accepted)]
    kept = set(insert_new_plainly(connection, InboxRow, rows))
    return [
        wish.entry.id in kept if isinstance(wish, _Accepted) else _closed(connection, wish)
        for wish in wishes
    ]


def _closed(connection: Connection, wish: _Closed) -> bool:
    """Close a request; False if another process has taken it up."""
    said = {"of_entry": wish.entry_id, "now": datetime.now(UTC)}
    if wish.token is None:
        connection.execute(_CLOSE, said)
        return True
    if connection.execute(_CLOSE_OURS, {**said, "our_token": wish.token}).rowcount:
        return True
    # One that was forgotten meanwhile was nobody else's.
    return connection.execute(select(_ROWS.c.id).where(_OF_ENTRY), said).first() is None
