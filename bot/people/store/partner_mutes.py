"""Partners to whom the vendor pushes nothing for a while, each with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select

from bot.people.store.tables import Contact, Partner, PartnerMute
from bot.store import audit
from bot.store.audit import About
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class MutedPartner:
    """A muted partner, and who muted it, since when and why; the operator has no name."""

    partner_id: str
    name: str
    reason: str
    by: str
    at: datetime


async def mute(
    session: AsyncSession, partner_id: str, reason: str, by: str, now: datetime
) -> bool:
    """Push nothing to this partner from now on; False where that was so before."""
    row = {"id": new_id(), "partner_id": partner_id, "reason": reason}
    muted = bool(
        await insert_new(session, PartnerMute, [{**row, "muted_by": by, "muted_at": now}])
    )
    if muted:
        audit.record(session, by, "mute partner", About("partner", partner_id), now)
    return muted


async def unmute(session: AsyncSession, partner_id: str, by: str, now: datetime) -> bool:
    """Let things through to this partner again; False where nothing was muted."""
    gone = await session.execute(
        delete(PartnerMute)
        .where(PartnerMute.partner_id == partner_id)
        .returning(PartnerMute.id)
        .execution_options(synchronize_session=False)
    )
    unmuted = gone.scalar_one_or_none() is not None
    if unmuted:
        audit.record(session, by, "unmute partner", About("partner", partner_id), now)
    return unmuted


async def muted(
    session: AsyncSession, looked_after_by: str | None = None
) -> Sequence[MutedPartner]:
    """Return the muted partners by name; or those that one person looks after."""
    found = (
        select(
            *(PartnerMute.partner_id, Partner.name, PartnerMute.reason),
            *(Contact.name, PartnerMute.muted_at),
        )
        .join(Partner, Partner.id == PartnerMute.partner_id)
        .outerjoin(Contact, Contact.id == PartnerMute.muted_by)
        .where(Partner.erased_at.is_(None))
        .order_by(Partner.name)
    )
    if looked_after_by is not None:
        theirs = (Partner.manager_id, Partner.deputy_id)
        found = found.where(or_(*(column == looked_after_by for column in theirs)))
    rows = await session.execute(found)
    return [MutedPartner(key, name, why, by or "", at) for key, name, why, by, at in rows]


async def partner(session: AsyncSession, partner_id: str) -> Partner | None:
    """Return a partner by our own id for it."""
    return await session.scalar(
        select(Partner).where(Partner.id == partner_id, Partner.erased_at.is_(None))
    )
