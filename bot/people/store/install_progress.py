"""How far each install link has come."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select

from bot.people.rules.installing import Progress
from bot.people.store.addresses import domains_of
from bot.people.store.install_tables import InstallLink
from bot.people.store.place_tables import Address, Installation
from bot.people.store.tables import Partner
from bot.store.sessions import AsyncSession

MOST_LISTED = 100
FirstDelivery = Callable[[AsyncSession, str, str], Awaitable[datetime | None]]
"""Finds when the first message of a send arrived on a platform at one of its installations."""


async def progress(
    session: AsyncSession, first_delivery: FirstDelivery, link_id: str | None = None
) -> Sequence[Progress]:
    """Return how far the latest links have come, or one of them."""
    wanted = _links().order_by(InstallLink.made_at.desc()).limit(MOST_LISTED)
    if link_id is not None:
        wanted = wanted.where(InstallLink.id == link_id)
    found = []
    for link, place, partner in (await session.execute(wanted)).all():
        first_message = None
        if place is not None:
            first_message = await first_delivery(session, place.platform, place.id)
        found.append(await _one(session, link, place, partner, first_message))
    return found


def _links() -> Select[InstallLink, Installation | None, str | None]:
    return (
        select(InstallLink, Installation, Partner.name)
        .outerjoin(Installation, Installation.id == InstallLink.installation_id)
        .outerjoin(Partner, Partner.id == InstallLink.partner_id)
    )


async def _one(
    session: AsyncSession,
    link: InstallLink,
    place: Installation | None,
    partner: str | None,
    first_message: datetime | None,
) -> Progress:
    return Progress(
        link_id=link.id,
        partner=partner or "",
        made_at=link.made_at,
        expires_at=link.expires_at,
        revoked_at=link.revoked_at,
        opened_at=link.opened_at,
        installed_at=link.installed_at,
        workspace=place.name if place is not None else "",
        is_there=place is not None and place.state == "live",
        is_bound=place is not None
        and link.partner_id is not None
        and place.partner_id == link.partner_id,
        has_domains=link.partner_id is None or bool(await domains_of(session, link.partner_id)),
        first_person_at=await _first_person(session, place.id) if place is not None else None,
        first_message_at=first_message,
    )


async def _first_person(session: AsyncSession, installation_id: str) -> datetime | None:
    return await session.scalar(
        select(func.min(Address.linked_at)).where(
            Address.installation_id == installation_id, Address.unlinked_at.is_(None)
        )
    )
