"""Keeps links to all rows of an answer: made for one person, fetched once."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import select, update

from bot.event import Origin
from bot.figures.store.extract_tables import KEPT, AnswerExtract
from bot.people.store.people import is_met_at
from bot.people.store.place_tables import Address
from bot.store.sessions import AsyncSession

TOKEN_BYTES = 16
TOKEN_LIMIT = 64
"""Characters; what is longer is none of our tokens and is not looked up."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a link is for, and whose it is; `id` names it without opening it."""

    id: str
    contact_id: str
    question: str
    expires_at: datetime


async def give(session: AsyncSession, origin: Origin, contact_id: str, question: str) -> str:
    """Make a link for whoever asks from there, and return its token; empty if nobody is there."""
    theirs = select(Address.id).where(is_met_at(origin), Address.contact_id == contact_id)
    address_id = await session.scalar(theirs.limit(1))
    if address_id is None:
        return ""
    token, now = token_urlsafe(TOKEN_BYTES), datetime.now(UTC)
    session.add(
        AnswerExtract(
            hash=_hash(token),
            contact_id=contact_id,
            address_id=address_id,
            question=question,
            created_at=now,
            expires_at=now + KEPT,
        )
    )
    return token


async def find(session: AsyncSession, token: str) -> Kept | None:
    """Return what a link is for; one that is unknown, too old or used up looks the same."""
    if not token or len(token) > TOKEN_LIMIT:
        return None
    row = await session.scalar(
        select(AnswerExtract)
        .join(Address, Address.id == AnswerExtract.address_id)
        .where(
            AnswerExtract.hash == _hash(token),
            AnswerExtract.fetched_at.is_(None),
            AnswerExtract.expires_at > datetime.now(UTC),
            # An address that is another person's by now, or nobody's, opens nothing.
            Address.contact_id == AnswerExtract.contact_id,
            Address.unlinked_at.is_(None),
        )
    )
    if row is None:
        return None
    return Kept(row.hash[:32], row.contact_id, row.question, row.expires_at)


async def use_up(session: AsyncSession, token: str) -> bool:
    """Let a link be good no more; of two at once only one is told that it was."""
    used = await session.execute(
        update(AnswerExtract)
        .where(AnswerExtract.hash == _hash(token), AnswerExtract.fetched_at.is_(None))
        .values(fetched_at=datetime.now(UTC))
        .returning(AnswerExtract.hash)
    )
    return used.scalar_one_or_none() is not None


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
