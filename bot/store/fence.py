"""The fence of a request: who was paused and comes back finds it is no longer their own.

Taking up a request raises its token. Who works on one carries the token it had, so that ending it
fails, and with that everything in the same transaction, once somebody else has taken it up.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, select, true

from bot.errors import RequestTaken
from bot.ports import Owed
from bot.store.sessions import AsyncSession, Database
from bot.store.tables import InboxRow

SURE = 30.0
"""Seconds for which a request surely is ours after we were heard of: half of what others wait."""


@dataclass(slots=True, eq=False)
class Hold:
    """A request in hand: worth as much as its token is still the row's."""

    entry_id: str
    token: int
    heard_at: float = field(default_factory=time.monotonic)
    is_done: bool = False
    """Whether what it asks for is done, and committed."""
    kept: tuple[Owed, str] | None = None
    """The answer that was kept in the same commit, open and sealed."""

    @property
    def is_sure(self) -> bool:
        """Whether nobody can have taken it up yet."""
        return time.monotonic() < self.heard_at + SURE


# The one who ends a request is a use case, far from the worker that has it in hand and in the
# same task; what lies between passes an id and need not know of tokens.
_in_hand: ContextVar[Hold | None] = ContextVar("drumbeat_request_in_hand", default=None)


@contextmanager
def working_on(hold: Hold) -> Iterator[None]:
    """Hold what is done in this block, and in tasks begun in it, to this token."""
    before = _in_hand.set(hold)
    try:
        yield
    finally:
        _in_hand.reset(before)


def is_ours(entry_id: str) -> ColumnElement[bool]:
    """Return the condition that a request is still in our hands."""
    hold = hold_of(entry_id)
    return InboxRow.token == hold.token if hold is not None else true()


async def ensure_ours(session: AsyncSession, entry_id: str) -> None:
    """Raise `RequestTaken` if somebody else has taken this request up, and it was in our hands."""
    hold = hold_of(entry_id)
    if hold is None:
        return
    token = await session.scalar(select(InboxRow.token).where(InboxRow.id == entry_id))
    if token != hold.token:
        raise RequestTaken


def note_done(entry_id: str, kept: tuple[Owed, str] | None = None) -> None:
    """Know from now on, without asking the database, that a request in hand is done."""
    hold = hold_of(entry_id)
    if hold is not None:
        hold.is_done, hold.kept = True, kept


async def ensure_sure(database: Database, entry_id: str | None) -> None:
    """Do as `ensure_ours` before something is said; nobody is asked while it is sure anyway."""
    hold = hold_of(entry_id)
    if hold is None or hold.is_sure:
        return
    async with database.read() as session:
        await ensure_ours(session, hold.entry_id)


def hold_of(entry_id: str | None) -> Hold | None:
    """Return what we hold this request by, where it is in hand."""
    hold = _in_hand.get()
    return hold if hold is not None and hold.entry_id == entry_id else None
