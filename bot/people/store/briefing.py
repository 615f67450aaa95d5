"""Who looks after a partnership on both sides."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from bot.people.rules.coverage import Side
from bot.people.store.tables import Contact, Partner, Sponsor
from bot.store.sessions import AsyncSession


async def keeping(session: AsyncSession, partner_id: str) -> dict[str, str]:
    """Return by what they are here the names of those who look after a partnership.

    Whoever is not named is there with an empty name.
    """
    manager, deputy = aliased(Contact), aliased(Contact)
    found = await session.execute(
        select(manager.name, deputy.name)
        .select_from(Partner)
        .outerjoin(manager, manager.id == Partner.manager_id)
        .outerjoin(deputy, deputy.id == Partner.deputy_id)
        .where(Partner.id == partner_id)
    )
    row = found.one_or_none()
    sponsors = await session.execute(
        select(Sponsor.side, Contact.name)
        .join(Contact, Contact.id == Sponsor.contact_id)
        .where(Sponsor.partner_id == partner_id)
    )
    by_side = {row.side: row.name for row in sponsors}
    return {
        "manager": (row[0] if row else "") or "",
        "deputy": (row[1] if row else "") or "",
        "sponsor_partner": by_side.get(Side.PARTNER.value, ""),
        "sponsor_vendor": by_side.get(Side.VENDOR.value, ""),
    }
