"""Targets of the chat as rows: drafted, kept in the place of others, and ended."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select

from bot.figures.rules.targets import Target
from bot.figures.rules.windows import DAY, Window
from bot.figures.store.target_tables import DRAFT, KEPT, KeptTarget
from bot.people.store.partnerships import partner_named
from bot.people.store.tables import Partner
from bot.principal import Principal
from bot.store import audit
from bot.store.audit import About
from bot.store.columns import new_id
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession

PARTNER = "partner"


async def kept(
    session: AsyncSession, reader: Principal, metric: str | None = None
) -> tuple[Target, ...]:
    """Return the targets that were set in chat, of one metric or of all, as far as one may see."""
    target, partner = scoped(KeptTarget, reader), Partner.__table__
    wanted = (
        select(target, partner.c.name.label("partner"))
        .outerjoin(partner, partner.c.id == target.c.partner_id)
        .where(target.c.state == KEPT)
        .order_by(target.c.metric, target.c.ends_on, target.c.id)
    )
    if metric is not None:
        wanted = wanted.where(target.c.metric == metric)
    return tuple(_target(row) for row in await session.execute(wanted))


async def held(session: AsyncSession, target_id: str) -> KeptTarget | None:
    """Return a target and let nobody else change it."""
    return await session.get(KeptTarget, target_id, with_for_update=True)


async def shown(session: AsyncSession, row: KeptTarget) -> Target:
    """Return a target as people read it."""
    name = ""
    if row.partner_id is not None:
        name = await session.scalar(select(Partner.name).where(Partner.id == row.partner_id)) or ""
    window = Window(row.starts_on, row.ends_on + DAY)
    whose = name or row.whose
    return Target(row.metric, window, Decimal(row.value), row.dimension, whose, row.id)


async def draft(
    session: AsyncSession, target: Target, by: str, now: datetime
) -> KeptTarget | None:
    """Write down what may become a target; None where there is no such partner any more."""
    partner_id = None
    if target.dimension == PARTNER:
        partner = await partner_named(session, target.whose)
        if partner is None:
            return None
        partner_id = partner.id
    row = KeptTarget(
        id=new_id(),
        metric=target.metric,
        dimension=target.dimension,
        partner_id=partner_id,
        whose="" if partner_id else target.whose,
        starts_on=target.window.start,
        ends_on=target.window.last,
        value=f"{target.value:f}",
        state=DRAFT,
        set_by=by,
        set_at=now,
    )
    session.add(row)
    await session.flush()
    return row


async def in_its_place(session: AsyncSession, row: KeptTarget) -> Sequence[KeptTarget]:
    """Return what is kept for the same figure and days: a target takes its place."""
    found = await session.scalars(
        select(KeptTarget)
        .where(
            KeptTarget.state == KEPT,
            KeptTarget.metric == row.metric,
            KeptTarget.dimension == row.dimension,
            KeptTarget.whose == row.whose,
            KeptTarget.partner_id.is_not_distinct_from(row.partner_id),
            KeptTarget.starts_on == row.starts_on,
            KeptTarget.ends_on == row.ends_on,
        )
        .with_for_update()
    )
    return found.all()


async def keep(
    session: AsyncSession,
    row: KeptTarget,
    instead: Sequence[KeptTarget],
    by: str,
    now: datetime,
) -> None:
    """Let a target hold from now on, and those no more in whose place it stands."""
    for one in instead:
        await session.delete(one)
    await session.flush()
    row.state, row.set_by, row.set_at = KEPT, by, now
    await session.flush()
    was = ",".join(one.value for one in instead) or None
    act = "change target" if instead else "set target"
    audit.record(session, by, act, About("target", row.id), now, **_detail(row), was=was)


async def end(session: AsyncSession, row: KeptTarget, by: str, now: datetime) -> None:
    """Let a target hold no more; what was only shown goes without a word."""
    if row.state == KEPT:
        audit.record(session, by, "end target", About("target", row.id), now, **_detail(row))
    await session.delete(row)
    await session.flush()


def _detail(row: KeptTarget) -> dict[str, str | None]:
    return {
        "metric": row.metric,
        "partner": row.partner_id,
        "value": row.value,
        "starts": row.starts_on.isoformat(),
        "ends": row.ends_on.isoformat(),
    }


def _target(row: Row[Any]) -> Target:
    window = Window(row.starts_on, row.ends_on + DAY)
    whose = row.partner or row.whose
    return Target(row.metric, window, Decimal(row.value), row.dimension, whose, row.id)
