"""Cases by a filter, as far as somebody sees to them."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from bot.name_keys import name_key
from bot.people.store.tables import Partner
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession
from bot.voice.rules.case_filter import CaseFilter
from bot.voice.store.case_tables import Case
from bot.voice.store.case_views import CaseView, views


async def found_by(
    session: AsyncSession,
    person: Principal | None,
    wanted: CaseFilter,
    now: datetime,
    limit: int,
) -> tuple[list[CaseView], int]:
    """Return the cases that a filter lets in, the oldest first, and how many there are in all.

    Administrators see every case, others those of their partners and those they were given.
    """
    chosen = [*_wanted(wanted, now), *_seen(person, wanted)]
    count = await session.scalar(select(func.count(Case.id)).where(*chosen)) or 0
    rows = await session.scalars(
        select(Case).where(*chosen).order_by(Case.opened_at, Case.id).limit(limit)
    )
    return await views(session, rows.all()), count


def _wanted(wanted: CaseFilter, now: datetime) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = [
        Case.state.in_(sorted(state.value for state in wanted.states))
    ]
    if wanted.older is not None:
        chosen.append(Case.opened_at <= now - wanted.older)
    if wanted.partner:
        called = Partner.name_key.contains(name_key(wanted.partner), autoescape=True)
        chosen.append(Case.partner_id.in_(select(Partner.id).where(called)))
    return chosen


def _seen(person: Principal | None, wanted: CaseFilter) -> list[ColumnElement[bool]]:
    if person is None:
        return []
    mine = Case.owner_id == person.contact_id
    if wanted.mine:
        return [mine]
    if may(person, Right.SEE_EVERYBODY):
        return []
    looked_after = Partner.looked_after_by(person.contact_id)
    theirs = select(Partner.id).where(is_shown(Partner), looked_after)
    return [or_(mine, Case.partner_id.in_(theirs))]
