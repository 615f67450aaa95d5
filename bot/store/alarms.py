"""Alarms: one open row a cause and thing, closed when the cause is gone."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from bot.store.audit_tables import Alarm
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that is wrong now: which thing, what it is called, and whose it is."""

    about: str
    label: str
    owner_id: str | None = None


Check = Callable[[AsyncSession, datetime], Awaitable[Sequence[Concern]]]
"""Looks for one cause of alarm, and returns everything it holds for."""


async def compare(
    session: AsyncSession, cause: str, concerns: Iterable[Concern]
) -> tuple[list[Concern], list[str]]:
    """Return what is wrong and has no open alarm, and the alarms whose cause is gone."""
    rows = await session.execute(
        select(Alarm.about, Alarm.id).where(Alarm.cause == cause, Alarm.closed_at.is_(None))
    )
    known = dict(rows.all())
    found = {concern.about: concern for concern in concerns}
    fresh = [concern for about, concern in found.items() if about not in known]
    return fresh, [alarm_id for about, alarm_id in known.items() if about not in found]


async def open_of(session: AsyncSession, cause: str) -> Sequence[Concern]:
    """Return what has an open alarm of this cause."""
    rows = await session.execute(
        select(Alarm.about, Alarm.label, Alarm.owner_id).where(
            Alarm.cause == cause, Alarm.closed_at.is_(None)
        )
    )
    return [Concern(*row) for row in rows]


async def raise_alarms(
    session: AsyncSession, cause: str, concerns: Sequence[Concern], now: datetime
) -> None:
    """Open an alarm for each concern that has none; a race ends with one."""
    rows = [
        {
            "id": new_id(),
            "cause": cause,
            "about": one.about,
            "label": one.label,
            "owner_id": one.owner_id,
            "opened_at": now,
        }
        for one in concerns
    ]
    await insert_new(session, Alarm, rows)


async def close_alarms(session: AsyncSession, alarm_ids: Collection[str], now: datetime) -> None:
    """Say that the cause of these is gone."""
    await session.execute(
        update(Alarm)
        .where(Alarm.id.in_(alarm_ids), Alarm.closed_at.is_(None))
        .values(closed_at=now)
    )


async def untold(session: AsyncSession, cause: str, *, alone: bool = False) -> Sequence[Alarm]:
    """Return the open alarms of a cause that no send has told yet.

    `alone` keeps others from telling them until the transaction ends.
    """
    wanted = (
        select(Alarm)
        .where(Alarm.cause == cause, Alarm.closed_at.is_(None), Alarm.send_id.is_(None))
        .order_by(Alarm.label, Alarm.id)
    )
    found = await session.scalars(wanted.with_for_update() if alone else wanted)
    return found.all()


async def ever(session: AsyncSession, cause: str, abouts: Collection[str]) -> frozenset[str]:
    """Return of which of these things there was an alarm of this cause, open or closed by now."""
    found = select(Alarm.about).where(Alarm.cause == cause, Alarm.about.in_(sorted(abouts)))
    return frozenset(await session.scalars(found))


async def close_about(
    session: AsyncSession, causes: Collection[str], about: str, now: datetime
) -> None:
    """Say that a thing gives no cause any more for alarms such as these."""
    await session.execute(
        update(Alarm)
        .where(Alarm.cause.in_(sorted(causes)), Alarm.about == about, Alarm.closed_at.is_(None))
        .values(closed_at=now)
    )


async def mark_told(session: AsyncSession, alarm_ids: Collection[str], send_id: str) -> None:
    """Keep which send tells these alarms."""
    await session.execute(update(Alarm).where(Alarm.id.in_(alarm_ids)).values(send_id=send_id))


async def told_by(session: AsyncSession, send_ids: Collection[str]) -> Sequence[Alarm]:
    """Return the alarms that these sends tell and that are still open."""
    found = await session.scalars(
        select(Alarm)
        .where(Alarm.send_id.in_(send_ids), Alarm.closed_at.is_(None))
        .order_by(Alarm.label, Alarm.id)
    )
    return found.all()


async def open_alarms(session: AsyncSession, owner_id: str | None = None) -> Sequence[Alarm]:
    """Return the open alarms, the oldest first; all of them, or one owner's."""
    wanted = select(Alarm).where(Alarm.closed_at.is_(None))
    if owner_id is not None:
        wanted = wanted.where(Alarm.owner_id == owner_id)
    found = await session.scalars(wanted.order_by(Alarm.opened_at, Alarm.label, Alarm.id))
    return found.all()


async def open_counts(session: AsyncSession, causes: Iterable[str]) -> Mapping[str, int]:
    """Return how many alarms are open of each cause."""
    rows = await session.execute(
        select(Alarm.cause, func.count()).where(Alarm.closed_at.is_(None)).group_by(Alarm.cause)
    )
    return {**dict.fromkeys(causes, 0), **dict(rows.all())}
