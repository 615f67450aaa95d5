"""Who was asked by an open named wave and has not answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import aliased

from bot.people.store.tables import Contact, Partner
from bot.store.sessions import AsyncSession
from bot.voice.rules.promises import NAMED
from bot.voice.rules.sought import ROLE, Sought
from bot.voice.store.occasions import goes_on, said
from bot.voice.store.reading import COLUMNS, Reach, chosen
from bot.voice.store.tables import Invitation, Response, Wave

NOT_NOW, PASSED = "not_now", "passed"


@dataclass(frozen=True, slots=True)
class Silent:
    """Somebody who was asked by an open wave and has not answered."""

    who: str
    partner: str
    role: str
    wave_id: str
    asked_at: datetime
    occasion: str = ""
    put_off: str = ""
    """Whether they said "not now", or passed it on to a colleague."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How many were asked by a wave, how many of those answered, and who still can."""

    asked: int = 0
    answered: int = 0
    silent: int = 0


async def silent(
    session: AsyncSession,
    sought: Sought,
    reach: Reach,
    now: datetime,
    limit: int,
    after: int = 0,
) -> tuple[list[Silent], dict[str, Rate]]:
    """Return who was asked by an open named wave and has not answered, and how many have.

    Whose own invitation is over is nobody to wait for any more.
    """
    rows = (await session.execute(_asked(sought, reach, now))).all()
    rates: dict[str, Rate] = {}
    for row in rows:
        known = rates.get(row[3], Rate())
        is_answered, can_answer = row[6] is not None, bool(row[7])
        rates[row[3]] = Rate(
            known.asked + 1,
            known.answered + is_answered,
            known.silent + (can_answer and not is_answered),
        )
    left = [Silent(*(*row[:6], row[8])) for row in rows if row[6] is None and row[7]]
    return left[after : after + limit], rates


def _asked(sought: Sought, reach: Reach, now: datetime) -> Any:  # noqa: ANN401 - a statement of these columns
    """Select who was asked by an open named wave, whether they answered, can, or put it off."""
    other = aliased(Invitation)
    passed = exists().where(
        other.wave_id == Invitation.wave_id,
        other.occasion == Invitation.occasion,
        other.passed_by == Invitation.contact_id,
    )
    return (
        select(
            Contact.name,
            Partner.name,
            Contact.role,
            Wave.id,
            func.coalesce(Invitation.delivered_at, Invitation.invited_at),
            said(),
            Response.id,
            goes_on(now),
            case((passed, PASSED), (Invitation.put_off_at.is_not(None), NOT_NOW), else_=""),
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
