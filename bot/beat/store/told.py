"""What we had said that words answer: the message below which they stand, or the last one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from bot.beat.rules.outcomes import State
from bot.beat.store.reply_tables import KEPT
from bot.beat.store.tables import Delivery, Send
from bot.event import Origin, Said
from bot.people.store.conversations import conversation_at
from bot.people.store.place_tables import Address
from bot.store.sessions import AsyncSession

ANSWER = "answer"
"""The kind of send that brings somebody what a person answered them."""
WAVE = "wave"
CASE_NEWS = "case_news"
"""What somebody who complained is told of what became of it."""
ANSWERABLE = ("edition", WAVE, ANSWER, CASE_NEWS)
"""The kinds of send of which words said after them, or in their thread, are an answer."""
FIRST_WORDS = timedelta(days=1)
"""For how long the first words somebody says after a message are an answer to it."""
LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Told:
    """What we had said that words answer: a delivery, and the send it belongs to.

    Where they stand `is_below` it, or in its letter's thread, that is sure.
    """

    delivery_id: str
    send_id: str
    kind: str
    subject: str
    title: str
    is_below: bool = False


async def told_before(
    session: AsyncSession, contact_id: str, said: Said, now: datetime
) -> Told | None:
    """Return what these words answer; None where nobody can know that they answer anything.

    What was said below a message of ours answers that one. Where nobody else reads along, the
    first words within a day answer what came last: some platforms name what is answered in a way
    of their own.
    """
    below = await _below(session, contact_id, said, now) if said.about else None
    if below is not None or not said.origin.private:
        return below
    recent = _recent(contact_id, said.origin.platform, now).limit(1)
    row = (await session.execute(recent.order_by(Delivery.recorded_at.desc()))).one_or_none()
    return Told(*row) if row is not None else None


async def note_heard(session: AsyncSession, contact_id: str, platform: str, now: datetime) -> None:
    """Note that somebody said something: what they say next are no first words any more."""
    heard = _recent(contact_id, platform, now).with_only_columns(Delivery.id)
    await session.execute(
        update(Delivery)
        .where(Delivery.id.in_(heard))
        .values(heard_at=now)
        .execution_options(synchronize_session=False)
    )


def _told() -> Any:  # noqa: ANN401 - a statement of these columns
    return (
        select(Delivery.id, Send.id, Send.kind, Send.subject, Send.title)
        .join(Send, Send.id == Delivery.send_id)
        .where(Send.kind.in_(ANSWERABLE), Delivery.state.in_([State.DELIVERED, State.UNKNOWN]))
    )


def _recent(contact_id: str, platform: str, now: datetime) -> Any:  # noqa: ANN401 - likewise
    return (
        _told()
        .join(Address, Address.id == Delivery.address_id)
        .where(
            Delivery.contact_id == contact_id,
            Address.platform == platform,
            Delivery.recorded_at > now - FIRST_WORDS,
            Delivery.recorded_at <= now,
            Delivery.heard_at.is_(None),
        )
    )


async def _below(session: AsyncSession, contact_id: str, said: Said, now: datetime) -> Told | None:
    """Find the message of ours below which something was said, whichever part of it that was."""
    origin = said.origin
    shared = await shared_id(session, origin)
    theirs = [Delivery.contact_id == contact_id]
    here = [Delivery.conversation == origin.conversation, Delivery.id == said.about]
    if shared:
        # By the conversation's own row: its id may have changed since.
        theirs.append(Delivery.conversation_id == shared)
        here.append(Delivery.conversation_id == shared)
    found = (
        _told()
        .add_columns(Delivery.message_id, Delivery.more)
        .where(
            or_(*theirs),
            or_(*here),
            Delivery.recorded_at > now - KEPT,
        )
        .order_by(Delivery.recorded_at.desc())
        .limit(LOOKED_AT)
    )
    for row in await session.execute(found):
        delivery_id, send_id, kind, subject, title, message, more = row
        if said.about in (delivery_id, message, *(more or ())):
            return Told(delivery_id, send_id, kind, subject, title, is_below=True)
    return None


async def told_in(session: AsyncSession, contact_id: str, delivery_id: str) -> Told | None:
    """Return what a delivery said to this person, or to a conversation."""
    theirs = or_(Delivery.contact_id == contact_id, Delivery.conversation_id.is_not(None))
    found = await session.execute(_told().where(Delivery.id == delivery_id, theirs))
    row = found.one_or_none()
    return Told(*row) if row is not None else None


async def shared_id(session: AsyncSession, origin: Origin) -> str | None:
    """Return the conversation in which several read along, where we know it."""
    if origin.private or not origin.conversation:
        return None
    return await session.scalar(conversation_at(origin))
