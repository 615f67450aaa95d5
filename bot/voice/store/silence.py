"""Who was asked by an open named wave and has not answered."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.people.store.tables import Contact, Partner
from bot.store.sessions import AsyncSession
from bot.voice.rules.promises import NAMED
from bot.voice.rules.sought import ROLE, Sought
from bot.voice.store.reading import COLUMNS, Reach, chosen
from bot.voice.store.tables import Invitation, Response, Wave


@dataclass(frozen=True, slots=True)
class Silent:
    """Somebody who was asked by an open wave and has not answered."""

    who: str
    partner: str
    role: str
    wave_id: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Rate:
    """How many were asked by a wave, and how many of those answered."""

    asked: int = 0
    answered: int = 0


async def silent(
    session: AsyncSession, sought: Sought, reach: Reach, limit: int, after: int = 0
) -> tuple[list[Silent], dict[str, Rate]]:
    """Return who was asked by an open named wave and has not answered, and how many have."""
    asked = (
        select(
            Contact.name,
            Partner.name,
            Contact.role,
            Wave.id,
            func.coalesce(Invitation.delivered_at, Invitation.invited_at),
            Response.id,
        )
        .select_from(Invitation)
        .join(Wave, Wave.id == Invitation.wave_id)
        .join(Contact, Contact.id == Invitation.contact_id)
        .join(Partner, Partner.id == Contact.partner_id)
        .outerjoin(Response, Response.invitation_id == Invitation.id)
        .where(
            Wave.state == "open",
            Wave.promise == NAMED,
            Invitation.delivered_at.is_not(None),
            reach.condition(),
            *chosen(sought, {**COLUMNS, ROLE: Contact.role}),
        )
        .order_by(Partner.name, Contact.name, Contact.id)
    )
    rows = (await session.execute(asked)).all()
    rates: dict[str, Rate] = {}
    for row in rows:
        known = rates.get(row[3], Rate())
        rates[row[3]] = Rate(known.asked + 1, known.answered + (row[5] is not None))
    left = [
        Silent(who, partner, role, wave_id, asked_at)
        for who, partner, role, wave_id, asked_at, answered in rows
        if answered is None
    ]
    return left[after : after + limit], rates
