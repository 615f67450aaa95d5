"""Cards that somebody follows: which message shows which send, and when it is drawn anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, delete, select, update

from bot.beat.store.amendment_tables import Followed
from bot.event import Origin
from bot.people.store.people import is_met_at
from bot.people.store.place_tables import Address, Conversation, Installation
from bot.ports import Destination
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession, Database

EVERY = timedelta(seconds=5)
"""A card is drawn no more often than this."""
LONGEST = timedelta(hours=12)
"""So long somebody follows a send; after that they may press again."""


@dataclass(frozen=True, slots=True)
class Follower:
    """A card that is to be drawn anew, and where it stands."""

    id: str
    send_id: str
    contact_id: str
    message: str
    to: Destination
    due_at: datetime


async def follow(
    session: AsyncSession, send_id: str, contact_id: str, where: tuple[Origin, str], now: datetime
) -> bool:
    """Have the card that stands there drawn anew; False where it is in no chat of theirs."""
    origin, message = where
    address = await session.scalar(
        select(Address.id)
        .outerjoin(Installation, Installation.id == Address.installation_id)
        .where(Address.contact_id == contact_id, is_met_at(origin))
        .limit(1)
    )
    if address is None or not message or not origin.private or not origin.conversation:
        return False
    row = {
        "id": new_id(),
        "send_id": send_id,
        "contact_id": contact_id,
        "address_id": address,
        "conversation": origin.conversation,
        "message": message,
        "due_at": now,
        "until": now + LONGEST,
    }
    await insert_new(session, Followed, [row])
    return True


_COME = select(Followed.id).where(Followed.due_at <= bindparam("now")).limit(1)


async def are_due(database: Database, now: datetime) -> bool:
    """Say whether the moment of any card has come."""
    return bool(await database.ask(_COME, {"now": now}))


async def due(session: AsyncSession, now: datetime, limit: int) -> Sequence[Follower]:
    """Return the cards whose moment has come."""
    posted = Conversation
    rows = await session.execute(
        select(Followed, Address, posted.service_url)
        .join(Address, Address.id == Followed.address_id)
        .outerjoin(
            posted,
            and_(
                posted.installation_id == Address.installation_id,
                posted.external_id == Followed.conversation,
            ),
        )
        .where(Followed.due_at <= now, Address.contact_id == Followed.contact_id)
        .order_by(Followed.due_at)
        .limit(limit)
    )
    return [
        Follower(
            one.id,
            one.send_id,
            one.contact_id,
            one.message,
            Destination(
                platform=address.platform,
                installation_id=address.installation_id,
                external_id=address.external_id,
                conversation=one.conversation,
                service_url=service_url or "",
                home=address.home or "",
            ),
            one.due_at,
        )
        for one, address, service_url in rows
    ]


async def take(session: AsyncSession, one: Follower, now: datetime) -> bool:
    """Take the next drawing of a card; False where another process did."""
    taken = await session.execute(
        update(Followed)
        .where(Followed.id == one.id, Followed.due_at == one.due_at, Followed.until > now)
        .values(due_at=now + EVERY)
        .returning(Followed.id)
        .execution_options(synchronize_session=False)
    )
    if taken.scalar_one_or_none() is not None:
        return True
    await session.execute(delete(Followed).where(Followed.id == one.id, Followed.until <= now))
    return False


async def let_go(session: AsyncSession, follower_id: str) -> None:
    """Draw a card no more."""
    await session.execute(delete(Followed).where(Followed.id == follower_id))
