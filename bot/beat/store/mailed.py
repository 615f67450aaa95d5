"""Answers to letters: whose they are, told by the letter they answer."""

from dataclasses import dataclass

from sqlalchemy import select

from bot.beat.store.tables import Delivery
from bot.event import Mailed, Origin, Said
from bot.name_keys import email_key
from bot.people.store.people import principal_by_id
from bot.people.store.place_tables import Address, Installation
from bot.people.store.tables import Contact
from bot.ports import Destination
from bot.principal import Principal
from bot.store.sessions import AsyncSession, Database


@dataclass(frozen=True, slots=True)
class Letter:
    """Whom we had written to, and what came back; with a `sender` it is not from them."""

    person: Principal
    said: Said


async def as_said(session: AsyncSession, mailed: Mailed) -> Letter | None:
    """Return an answer to a letter as words in a thread; None where we know of no such letter."""
    found = await session.execute(
        select(
            Delivery.contact_id,
            Address.external_id,
            Installation.external_id,
            Contact.email_key,
        )
        .join(Address, Address.id == Delivery.address_id)
        .join(Installation, Installation.id == Address.installation_id)
        .join(Contact, Contact.id == Delivery.contact_id)
        .where(
            Delivery.id == mailed.delivery_id,
            Address.platform == mailed.origin.platform,
            Address.contact_id == Delivery.contact_id,
        )
    )
    row = found.one_or_none()
    person = await principal_by_id(session, row[0] or "") if row is not None else None
    if row is None or person is None:
        return None
    _, address, installation, key = row
    is_theirs = email_key(mailed.sender) in (email_key(address), key)
    said = Said(
        Origin(
            platform=mailed.origin.platform,
            installation=installation,
            user=address,
            conversation=address,
            thread=mailed.message,
        ),
        mailed.text,
        mailed.inbox_id,
        message=mailed.message,
        about=mailed.delivery_id,
        attached=mailed.attached,
        sender="" if is_theirs else mailed.sender,
    )
    return Letter(person, said)


async def destination_of(database: Database, delivery_id: str) -> Destination | None:
    """Return the address that a delivery had gone to, while it is still its reader's."""
    async with database.read() as session:
        found = await session.execute(
            select(Address.platform, Address.installation_id, Address.external_id)
            .join(Delivery, Delivery.address_id == Address.id)
            .where(Delivery.id == delivery_id, Address.contact_id == Delivery.contact_id)
        )
        row = found.one_or_none()
    return Destination(*row) if row is not None else None
