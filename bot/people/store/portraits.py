"""The pictures of the vendor's people: of whom we want one, kept, and found by its digest."""

from collections.abc import Collection, Mapping
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select

from bot.event import Origin
from bot.people.store.picture_tables import Portrait
from bot.people.store.place_tables import Address, Installation
from bot.people.store.tables import Contact, Partner
from bot.pictures import Picture
from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession, Database

DIGEST = 24


async def addresses(session: AsyncSession, platforms: Collection[str]) -> Mapping[str, Origin]:
    """Return where to look at everybody who looks after a partner: one place of our own each."""
    looks_after = select(Partner.id).where(Partner.looked_after_by(Contact.id))
    rows = await session.execute(
        select(Contact.id, Address.platform, Installation.external_id, Address.external_id)
        .join(Address, Address.contact_id == Contact.id)
        .join(Installation, Installation.id == Address.installation_id)
        .where(
            Contact.partner_id.is_(None),
            is_shown(Contact),
            looks_after.exists(),
            Address.platform.in_(sorted(platforms)),
            Address.state == "live",
            Address.unlinked_at.is_(None),
            Installation.state == "live",
            Installation.own.is_(True),
        )
        .order_by(Contact.id, Address.id.desc())
    )
    return {who: Origin(platform, place, name) for who, platform, place, name in rows}


async def keep(
    session: AsyncSession, contact_id: str, picture: Picture | None, now: datetime
) -> bool:
    """Keep somebody's picture as it is now, or none; return whether that is new."""
    known = await session.get(Portrait, contact_id)
    if picture is None:
        if known is not None:
            await session.delete(known)
        return known is not None
    digest = sha256(picture.data).hexdigest()[:DIGEST]
    if known is not None and known.digest == digest:
        return False
    row = Portrait(contact_id=contact_id, digest=digest, data=picture.data, fetched_at=now)
    await session.merge(row)
    return True


async def portrait(database: Database, digest: str) -> Picture | None:
    """Return the picture of one of our people that has this digest, if there still is one."""
    async with database.read() as session:
        data = await session.scalar(
            select(Portrait.data).where(Portrait.digest == digest).limit(1)
        )
    return Picture(data) if data is not None else None
