"""The open cases of a partner and what they led to, as far as somebody sees to them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select

from bot.people.store.tables import Partner
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.sessions import AsyncSession
from bot.voice.rules.cases import State
from bot.voice.rules.improvements import OPEN, Progress
from bot.voice.store.case_tables import Case, Improvement
from bot.voice.store.case_views import CaseView, views

LATELY = timedelta(days=92)
"""So long an improvement that is done is worth telling: a quarter."""


async def open_cases(
    session: AsyncSession, person: Principal, partner_id: str
) -> Sequence[CaseView]:
    """Return the cases of a partner that are not closed, the oldest first.

    Who works at the partner sees their own alone: what colleagues complained of is theirs.
    """
    rows = await session.scalars(
        select(Case)
        .where(Case.partner_id == partner_id, Case.state != State.CLOSED.value, *_seen_by(person))
        .order_by(Case.opened_at, Case.id)
    )
    return await views(session, rows.all())


async def improvements_for(
    session: AsyncSession, person: Principal, partner_id: str, now: datetime
) -> Sequence[tuple[str, Progress]]:
    """Return what is improved, or was done lately, because of cases of this partner."""
    goes_on = Improvement.state.in_(sorted(each.value for each in OPEN))
    rows = await session.execute(
        select(Improvement.title, Improvement.state, Improvement.opened_at)
        .join(Case, Case.improvement_id == Improvement.id)
        .where(
            Case.partner_id == partner_id,
            or_(goes_on, Improvement.done_at >= now - LATELY),
            *_seen_by(person),
        )
        .distinct()
        .order_by(Improvement.opened_at, Improvement.title)
    )
    return [(title, Progress(state)) for title, state, _ in rows if title]


def _seen_by(person: Principal) -> tuple[ColumnElement[bool], ...]:
    if not person.is_vendor:
        return (Case.contact_id == person.contact_id,)
    if may(person, Right.SEE_EVERYBODY):
        return ()
    theirs = select(Partner.id).where(Partner.looked_after_by(person.contact_id))
    return (or_(Case.owner_id == person.contact_id, Case.partner_id.in_(theirs)),)
