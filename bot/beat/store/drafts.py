"""Drafts of announcements: kept, found again, planned and thrown away."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import select

from bot.beat.rules.announcements import LEAST_UNDO, Announcement
from bot.beat.store.draft_tables import Draft
from bot.store.columns import new_id
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft as it stands: `state` says whether it is open, planned or dropped."""

    id: str
    owner_id: str
    announcement: Announcement
    state: str
    cadence_id: str | None
    changed_at: datetime


async def begin(
    session: AsyncSession,
    owner_id: str,
    announcement: Announcement,
    now: datetime,
    draft_id: str | None = None,
) -> Drafted:
    """Keep a new draft, under an id that it had elsewhere."""
    row = Draft(id=draft_id or new_id(), owner_id=owner_id, state="open", changed_at=now)
    row.body = _write(announcement)
    session.add(row)
    await session.flush()
    return _drafted(row)


async def change(
    session: AsyncSession, draft_id: str, announcement: Announcement, now: datetime
) -> Drafted | None:
    """Let a draft say something else; None where it is not open any more."""
    row = await _held(session, draft_id)
    if row is None or row.state != "open":
        return None
    row.body, row.changed_at = _write(announcement), now
    await session.flush()
    return _drafted(row)


async def settle(
    session: AsyncSession, draft_id: str, state: str, now: datetime, cadence_id: str | None = None
) -> None:
    """Let a draft be planned, open again, or dropped; whoever calls holds it."""
    row = await session.get_one(Draft, draft_id)
    row.state, row.cadence_id, row.changed_at = state, cadence_id, now
    await session.flush()


async def find(session: AsyncSession, draft_id: str, *, alone: bool = False) -> Drafted | None:
    """Return a draft; `alone` keeps others from settling it until the transaction ends."""
    row = await _held(session, draft_id) if alone else await session.get(Draft, draft_id)
    return _drafted(row) if row is not None else None


async def undone_until(
    session: AsyncSession, cadence_ids: Collection[str]
) -> Mapping[str, datetime]:
    """Return until when what was promised in chat can be taken back, whatever its moment."""
    rows = await session.execute(
        select(Draft.cadence_id, Draft.changed_at).where(
            Draft.cadence_id.in_(sorted(cadence_ids)), Draft.state == "planned"
        )
    )
    return {cadence_id: changed_at + LEAST_UNDO for cadence_id, changed_at in rows if cadence_id}


async def of_text(session: AsyncSession, key: str) -> Drafted | None:
    """Return the draft that became the text of this key; None where a file did."""
    row = await session.get(Draft, key.rpartition("/")[2])
    return _drafted(row) if row is not None else None


async def reword(
    session: AsyncSession, draft_id: str, announcement: Announcement, now: datetime
) -> None:
    """Let a draft that went out say something else from now on."""
    row = await session.get_one(Draft, draft_id)
    row.body, row.changed_at = _write(announcement), now
    await session.flush()


async def waiting(
    session: AsyncSession, limit: int, owner_id: str | None = None
) -> Sequence[Drafted]:
    """Return what somebody, or anybody, has not thrown away, changed last first."""
    wanted = select(Draft).where(Draft.state != "dropped")
    if owner_id is not None:
        wanted = wanted.where(Draft.owner_id == owner_id)
    rows = await session.scalars(wanted.order_by(Draft.changed_at.desc(), Draft.id).limit(limit))
    return [_drafted(row) for row in rows]


async def standing(session: AsyncSession) -> Sequence[Drafted]:
    """Return every draft that nobody has thrown away, whosever it is."""
    rows = await session.scalars(select(Draft).where(Draft.state != "dropped").order_by(Draft.id))
    return [_drafted(row) for row in rows]


async def among(session: AsyncSession, ids: Collection[str]) -> frozenset[str]:
    """Return those of these ids under which a draft is known here, however it stands."""
    found = await session.scalars(select(Draft.id).where(Draft.id.in_(sorted(ids))))
    return frozenset(found)


async def _held(session: AsyncSession, draft_id: str) -> Draft | None:
    found = select(Draft).where(Draft.id == draft_id).with_for_update()
    return await session.scalar(found.execution_options(populate_existing=True))


def _write(announcement: Announcement) -> str:
    return msgspec.json.encode(announcement).decode()


def _drafted(row: Draft) -> Drafted:
    announcement = msgspec.json.decode(row.body, type=Announcement)
    return Drafted(row.id, row.owner_id, announcement, row.state, row.cadence_id, row.changed_at)
