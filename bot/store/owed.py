"""Answers that are owed, sealed beside the requests they belong to."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, case, func, or_, select, update

from bot.errors import MessageUnreadable
from bot.event import WAVE_KEY
from bot.ports import WORTH, InboxEntry, Owed, Vault
from bot.store import fence
from bot.store.encoding import decode_reply, encode
from bot.store.sessions import Database
from bot.store.tables import InboxRow

MOST = 100
"""Lost answers that are looked at together."""


class StoredDebts:
    """Keeps on a request's own row what is still to be said to whoever made it."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    async def keep(self, entry_id: str, owed: Owed, *, done: bool = False) -> str:
        """Keep an answer of work that is `done`, or that may be done already; return it sealed."""
        hold = fence.hold_of(entry_id)
        if hold is not None and hold.kept is not None and hold.kept[0] == owed:
            return hold.kept[1]
        sealed = seal(owed, self._vault.lock)
        if done or await self._is_done(entry_id):
            now = datetime.now(UTC)
            waiting = InboxRow.state == "waiting"
            async with self._database.begin() as session:
                await session.execute(
                    update(InboxRow)
                    .where(InboxRow.id == entry_id, fence.is_ours(entry_id))
                    .values(
                        owed=sealed,
                        state=case((waiting, "handled"), else_=InboxRow.state),
                        handled_at=func.coalesce(InboxRow.handled_at, now),
                    )
                    .execution_options(synchronize_session=False)
                )
        return sealed

    async def _is_done(self, entry_id: str) -> bool:
        hold = fence.hold_of(entry_id)
        if hold is not None:
            return hold.is_done
        async with self._database.read() as session:
            found = await session.scalar(select(InboxRow.owed).where(InboxRow.id == entry_id))
        return found is not None

    def read(self, sealed: str) -> Owed | None:
        """Read a sealed answer; None if this program cannot."""
        try:
            kept = json.loads(self._vault.unlock(sealed))
            return Owed(decode_reply(kept["reply"]), kept["posted"])
        except MessageUnreadable:
            return None

    async def lost(self, platform: str) -> Sequence[InboxEntry]:
        """Return the requests of a platform whose answers came to be worth nothing."""
        now = datetime.now(UTC)
        free = or_(InboxRow.taken_until.is_(None), InboxRow.taken_until < now)
        # Whose answer was never written down can be given none.
        worthless = or_(InboxRow.owed == "", InboxRow.received_at < now - WORTH)
        found = (
            select(InboxRow)
            .where(is_owed(), InboxRow.platform == platform, worthless, free)
            .order_by(InboxRow.received_at)
            .limit(MOST)
        )
        async with self._database.read() as session:
            rows = list(await session.scalars(found))
        return [
            InboxEntry(row.id, row.platform, row.kind, row.body, row.received_at) for row in rows
        ]

    async def forgive(self, entry_ids: Sequence[str]) -> bool:
        """Say that a loss is told to whom it concerns; False if others told it already."""
        async with self._database.begin() as session:
            told = await session.execute(
                update(InboxRow)
                .where(InboxRow.id.in_(entry_ids), is_owed())
                .values(owed=None, taken_until=None)
                .returning(InboxRow.id)
                .execution_options(synchronize_session=False)
            )
            return bool(told.all())


def seal(owed: Owed, lock: Callable[[str], str]) -> str:
    """Write an answer down as it is kept.

    A form for an anonymous wave is not: what it asks, and what stands in it, tells the answer.
    """
    reply, form = owed.reply, owed.reply.form
    if form is not None and WAVE_KEY in form.action.arguments:
        reply = replace(reply, form=None)
    return lock(json.dumps({"reply": encode(reply), "posted": owed.posted}))


def is_owed() -> ColumnElement[bool]:
    """Return the condition that an answer is owed."""
    return InboxRow.owed.is_not(None)


def may_be_answered(now: datetime) -> ColumnElement[bool]:
    """Return the condition that an owed answer is known, and still worth something."""
    return is_owed() & (InboxRow.owed != "") & (InboxRow.received_at > now - WORTH)
