"""When somebody at a partner last had something from us, and when one of them last wrote."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.beat.rules.outcomes import State
from bot.beat.store.reply_tables import ReplyLine
from bot.beat.store.tables import Delivery
from bot.people.store.tables import Contact
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class LastSpoken:
    """The two moments; None where there never was one."""

    ours: datetime | None
    theirs: datetime | None


async def last_spoken(session: AsyncSession, partner_id: str) -> LastSpoken:
    """Return when we and a partner's people last spoke to each other here."""
    ours = await session.scalar(
        select(func.max(Delivery.recorded_at))
        .join(Contact, Contact.id == Delivery.contact_id)
        .where(Contact.partner_id == partner_id, Delivery.state == State.DELIVERED)
    )
    theirs = await session.scalar(
        select(func.max(ReplyLine.said_at))
        .join(Contact, Contact.id == ReplyLine.contact_id)
        .where(Contact.partner_id == partner_id)
    )
    return LastSpoken(ours, theirs)
