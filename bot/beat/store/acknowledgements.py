"""Who says that they have read what everybody must read, and of whom that is still awaited."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, exists, func, or_, select

from bot.beat.rules.outcomes import State
from bot.beat.store.tables import Delivery, Send
from bot.beat.store.tap_tables import Acknowledgement
from bot.people.store.place_tables import Conversation
from bot.people.store.tables import Contact, Partner
from bot.principal import Principal
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession


async def asked_of(session: AsyncSession, send_id: str, reader: Principal) -> Send | None:
    """Return what this person must read, if they or a conversation of theirs have it."""
    in_conversation = Delivery.conversation_id.in_(
        select(Conversation.id).where(Conversation.partner_id == reader.partner_id)
    )
    has_it = or_(Delivery.contact_id == reader.contact_id, in_conversation)
    return await session.scalar(
        select(Send).where(
            Send.id == send_id,
            Send.must_read != "",
            exists().where(Delivery.send_id == Send.id, has_it),
        )
    )


async def note(session: AsyncSession, send_id: str, contact_id: str, now: datetime) -> None:
    """Note that somebody has read it, unless that was noted before."""
    row = {"id": new_id(), "send_id": send_id, "contact_id": contact_id, "at": now}
    await insert_new(session, Acknowledgement, [row])


async def count(session: AsyncSession, send_id: str) -> int:
    """Count who said so."""
    counted = select(func.count()).select_from(Acknowledgement)
    return await session.scalar(counted.where(Acknowledgement.send_id == send_id)) or 0


async def count_awaited(
    session: AsyncSession, send_id: str, *, in_charge: str | None = None
) -> int:
    """Count the people whom it reached by name and who did not say so yet.

    With somebody `in_charge` only of the partners they look after, or stand in for.
    """
    counted = _awaited(send_id, in_charge).with_only_columns(func.count())
    return await session.scalar(counted) or 0


async def awaited(
    session: AsyncSession,
    send_id: str,
    *,
    in_charge: str | None = None,
    limit: int | None = None,
    after: int = 0,
) -> Sequence[tuple[str, str]]:
    """Return likewise these people and their partners, partner by partner."""
    partner = func.coalesce(Partner.name, "")
    wanted = _awaited(send_id, in_charge).with_only_columns(Contact.name, partner)
    wanted = wanted.order_by(partner, Contact.name, Contact.id).limit(limit).offset(after)
    return [(name, company) for name, company in await session.execute(wanted)]


def _awaited(send_id: str, in_charge: str | None) -> Select[str]:
    said = exists().where(
        Acknowledgement.send_id == Delivery.send_id,
        Acknowledgement.contact_id == Delivery.contact_id,
    )
    wanted = (
        select(Delivery.id)
        .join(Contact, Contact.id == Delivery.contact_id)
        .outerjoin(Partner, Partner.id == Contact.partner_id)
        .where(Delivery.send_id == send_id, Delivery.state == State.DELIVERED, ~said)
    )
    if in_charge is None:
        return wanted
    return wanted.where(Partner.looked_after_by(in_charge))
