"""Who may own a goal on each side."""

from datetime import datetime

from bot.people.rules.coverage import Side as SponsorSide
from bot.people.store import charges, partnerships, people
from bot.people.store.tables import Partner, Sponsor
from bot.principal import Principal
from bot.store.sessions import AsyncSession

MOST_LISTED = 100
"""Options that the tightest list takes: Slack's."""


async def of_vendor(
    session: AsyncSession, partner_id: str, asker: Principal, now: datetime, owner: str
) -> tuple[Principal, ...]:
    """Return who may own a goal at the vendor: who looks after the partner, asks, or owns it."""
    partner = await session.get_one(Partner, partner_id)
    sponsor = await session.get(Sponsor, (partner_id, SponsorSide.VENDOR.value))
    ids = [partner.manager_id, partner.deputy_id, sponsor.contact_id if sponsor else None]
    ids.append(owner)
    ids += [asker.contact_id] if asker.is_vendor else []
    ids += await charges.who_is_in_charge(session, partner_id, now)
    found = [await people.principal_by_id(session, one) for one in dict.fromkeys(ids) if one]
    return tuple(one for one in found if one is not None)[:MOST_LISTED]


async def of_partner(
    session: AsyncSession, partner_id: str, asker: Principal
) -> tuple[Principal, ...]:
    """Return who may own a goal at the partner: everybody there, who asks above the others."""
    known = await partnerships.people_at(session, partner_id, MOST_LISTED)
    return tuple(sorted(known, key=lambda one: one.contact_id != asker.contact_id))
