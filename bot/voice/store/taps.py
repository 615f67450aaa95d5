"""Taps of people who are unknown, until they are known or forgotten."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select

from bot.event import Origin
from bot.people.store.conversations import conversation_at
from bot.people.store.place_tables import Conversation, Installation
from bot.store.columns import Base, new_id
from bot.store.inserts import dialect_of
from bot.store.sessions import AsyncSession
from bot.voice.store.tables import TAP_KEPT, WaitingTap

A_PAGE = 500
Digest = Callable[[str], str]


def fingerprint(digest: Digest, origin: Origin) -> str:
    """Return what tells who tapped, and gives nobody away."""
    return _fingerprint(digest, origin.platform, origin.installation, origin.user)


def _fingerprint(digest: Digest, platform: str, installation: str, user: str) -> str:
    return digest(f"tap {platform} {installation} {user}")


async def partner_there(session: AsyncSession, origin: Origin) -> str | None:
    """Return the partner with whom this conversation is shared, if it is with one."""
    return await session.scalar(
        select(Conversation.partner_id).where(
            Conversation.id == conversation_at(origin).scalar_subquery()
        )
    )


async def keep(
    session: AsyncSession,
    who: str,
    wave_id: str,
    partner_id: str | None,
    sealed: str,
    now: datetime,
) -> str:
    """Keep a tap, in the place of the one before in this wave; return its id."""
    table = Base.metadata.tables[WaitingTap.__tablename__]
    made = dialect_of(session).insert(table)
    anew = {name: made.excluded[name] for name in ("partner_id", "sealed", "tapped_at")}
    row = {"id": new_id(), "who": who, "wave_id": wave_id, "partner_id": partner_id}
    keeping = made.on_conflict_do_update(index_elements=["who", "wave_id"], set_=anew)
    kept = await session.execute(
        keeping.returning(table.c.id), {**row, "sealed": sealed, "tapped_at": now}
    )
    tap_id: str = kept.scalar_one()
    return tap_id


async def is_told_of(session: AsyncSession, who: str) -> bool:
    """Say whether those in charge were told of whoever this is."""
    told = select(WaitingTap.id).where(WaitingTap.who == who, WaitingTap.send_id.is_not(None))
    return await session.scalar(told.limit(1)) is not None


async def note_told(session: AsyncSession, tap_id: str, send_id: str) -> None:
    """Keep by which card those in charge were told."""
    tap = await session.get_one(WaitingTap, tap_id)
    tap.send_id = send_id
    await session.flush()


async def waiting(
    session: AsyncSession, tap_id: str, now: datetime, *, alone: bool = False
) -> WaitingTap | None:
    """Return a tap that still waits for its owner; `alone` keeps others away from it meanwhile."""
    found = select(WaitingTap).where(
        WaitingTap.id == tap_id, WaitingTap.tapped_at > now - TAP_KEPT
    )
    return await session.scalar(found.with_for_update() if alone else found)


async def waiting_after(
    session: AsyncSession, tap_id: str, now: datetime
) -> Sequence[tuple[str, str]]:
    """Return the ids of taps that wait, and what is sealed of them: a page after this id."""
    found = await session.execute(
        select(WaitingTap.id, WaitingTap.sealed)
        .where(WaitingTap.id > tap_id, WaitingTap.tapped_at > now - TAP_KEPT)
        .order_by(WaitingTap.id)
        .limit(A_PAGE)
    )
    return [(row.id, row.sealed) for row in found]


async def waiting_for(
    session: AsyncSession, digest: Digest, origin: Origin, now: datetime
) -> Sequence[WaitingTap]:
    """Return what may be the taps of whoever is met there, wherever they gave them."""
    places = await session.scalars(
        select(Installation.external_id).where(Installation.platform == origin.platform)
    )
    prints = [_fingerprint(digest, origin.platform, place, origin.user) for place in places]
    found = await session.scalars(
        select(WaitingTap)
        .where(WaitingTap.who.in_(prints), WaitingTap.tapped_at > now - TAP_KEPT)
        .order_by(WaitingTap.tapped_at, WaitingTap.id)
        .with_for_update()
    )
    return found.all()


async def forget(session: AsyncSession, ids: Collection[str]) -> None:
    """Forget taps that were counted, or that will never count."""
    await session.execute(delete(WaitingTap).where(WaitingTap.id.in_(sorted(ids))))
