"""What people chose for themselves; it stands above what files and platforms say."""

from sqlalchemy import select, update

from bot.people.store.tables import Contact
from bot.store.sessions import AsyncSession


async def prefer(session: AsyncSession, contact_id: str, platform: str | None) -> None:
    """Keep the platform on which a contact wants to be reached first."""
    await session.execute(
        update(Contact).where(Contact.id == contact_id).values(preferred_platform=platform)
    )


async def choose_language(session: AsyncSession, contact_id: str, language: str | None) -> None:
    """Keep the language a contact chose; None is no choice any more."""
    await session.execute(
        update(Contact).where(Contact.id == contact_id).values(chosen_language=language)
    )


async def choose_zone(session: AsyncSession, contact_id: str, zone: str | None) -> None:
    """Keep the zone a contact chose; None is no choice any more."""
    await session.execute(update(Contact).where(Contact.id == contact_id).values(chosen_zone=zone))


async def choose_country(session: AsyncSession, contact_id: str, country: str | None) -> None:
    """Keep the country a contact chose; None is no choice any more."""
    await session.execute(
        update(Contact).where(Contact.id == contact_id).values(chosen_country=country)
    )


async def preferred_platform(session: AsyncSession, contact_id: str) -> str | None:
    """Return the platform a contact chose."""
    return await session.scalar(select(Contact.preferred_platform).where(Contact.id == contact_id))
