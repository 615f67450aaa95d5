"""In whose name partners are spoken to: their own manager's, or the deputy's meanwhile."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import case, or_, select

from bot.people.rules.charge import Charge, Presenter
from bot.people.store.charges import colleagues
from bot.people.store.picture_tables import NAME, Portrait
from bot.people.store.tables import Contact, Partner
from bot.principal import is_named
from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession


async def presenters(
    session: AsyncSession, partner_ids: Collection[str | None], now: datetime
) -> Mapping[str, Presenter]:
    """Return who looks after each of these partners now; where nobody is here, nobody."""
    wanted = sorted({one for one in partner_ids if one})
    if not wanted:
        return {}
    known = await colleagues(session)
    rows = await session.execute(
        select(Partner.id, Partner.manager_id, Partner.deputy_id).where(
            Partner.id.in_(wanted), is_shown(Partner), Partner.erased_at.is_(None)
        )
    )
    present = {
        partner_id: Charge(known.get(manager or ""), known.get(deputy or "")).present(now)
        for partner_id, manager, deputy in rows
    }
    named = await _named(session, {one.contact_id for one in present.values() if one})
    return {
        partner_id: named[one.contact_id]
        for partner_id, one in present.items()
        if one and one.contact_id in named
    }


async def an_example(
    session: AsyncSession, contact_id: str, now: datetime
) -> tuple[str, Presenter] | None:
    """Return a partner by its name, and who looks after it now; None where nobody does.

    It is one of this person's own, if there is one.
    """
    own = case(
        (Partner.manager_id == contact_id, 0), (Partner.deputy_id == contact_id, 1), else_=2
    )
    rows = await session.execute(
        select(Partner.id, Partner.name)
        .where(is_shown(Partner), Partner.erased_at.is_(None))
        .where(or_(Partner.manager_id.is_not(None), Partner.deputy_id.is_not(None)))
        .order_by(own, Partner.name, Partner.id)
    )
    named = {one.id: one.name for one in rows}
    present = await presenters(session, named, now)
    return next(((named[one], present[one]) for one in named if one in present), None)


async def _named(session: AsyncSession, ids: Collection[str]) -> Mapping[str, Presenter]:
    found = (
        select(Contact.id, Contact.name, Portrait.digest)
        .outerjoin(Portrait, Portrait.contact_id == Contact.id)
        .where(Contact.id.in_(sorted(ids)))
    )
    return {
        who: Presenter(name, f"{digest}/{NAME}" if digest else "")
        for who, name, digest in await session.execute(found)
        if is_named(name)
    }
