"""Replies in the database: the exchange words belong to, what was said in it, who waits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, func, select

from bot.beat.store.reply_tables import ReplyLine, StoredReply
from bot.beat.store.tables import Delivery
from bot.beat.store.told import ANSWER, Told, shared_id
from bot.event import Origin
from bot.people.store.people import is_met_at
from bot.people.store.place_tables import Address
from bot.people.store.tables import Contact
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession, Database


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody wrote, and so where they are answered."""

    platform: str
    conversation: str
    thread: str = ""
    address_id: str | None = None
    conversation_id: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody said, to be kept once: `id` is the same for a request and its repeats."""

    id: str
    contact_id: str
    words: str
    message: str = ""
    attached: bool = False
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """Words that are for a person: where they were said, and what they answer, if anything."""

    words: Words
    place: Place
    told: Told | None = None


async def place_of(session: AsyncSession, contact_id: str, origin: Origin) -> Place:
    """Return where somebody wrote, as far as it can be spoken to."""
    mine = (is_met_at(origin), Address.contact_id == contact_id, Address.unlinked_at.is_(None))
    here = select(Address.id).where(*mine).order_by(Address.linked_at.desc()).limit(1)
    shared = await shared_id(session, origin)
    return Place(
        platform=origin.platform,
        conversation=origin.conversation,
        # Where others read along and we may not speak first, the answer comes to them alone.
        thread=origin.thread if origin.private or shared else "",
        address_id=await session.scalar(here),
        conversation_id=shared,
    )


async def exchange_of(
    session: AsyncSession, contact_id: str, told: Told | None, place: Place
) -> StoredReply | None:
    """Return the exchange that further words of somebody continue, if there is one."""
    mine = select(StoredReply).where(StoredReply.contact_id == contact_id)
    if told is not None and told.kind == ANSWER:
        answered = select(ReplyLine.reply_id).where(ReplyLine.id == told.subject)
        mine = mine.where(StoredReply.id.in_(answered))
    elif told is not None:
        mine = mine.where(StoredReply.delivery_id == told.delivery_id)
    else:
        mine = mine.where(
            StoredReply.delivery_id.is_(None),
            StoredReply.state == "open",
            StoredReply.platform == place.platform,
            StoredReply.conversation == place.conversation,
            StoredReply.thread == place.thread,
        )
    return await session.scalar(mine.order_by(StoredReply.said_at.desc()).limit(1))


async def is_said(session: AsyncSession, words: Words) -> bool:
    """Say whether these words were passed on before; a mailbox may show them again for years."""
    if await session.get(ReplyLine, words.id) is not None:
        return True
    return await line_named(session, words.contact_id, words.message) is not None


async def begin(
    session: AsyncSession, given: Given, *, due_at: datetime, now: datetime
) -> StoredReply:
    """Begin an exchange with somebody's words."""
    words, place, told = given.words, given.place, given.told
    reply = StoredReply(
        id=new_id(),
        contact_id=words.contact_id,
        delivery_id=told.delivery_id if told else None,
        platform=place.platform,
        conversation=place.conversation,
        thread=place.thread,
        address_id=place.address_id,
        conversation_id=place.conversation_id,
        sender=words.sender,
        state="open",
        waits_since=now,
        due_at=due_at,
        said_at=now,
    )
    session.add(reply)
    await session.flush()
    await add_line(session, reply, words, now)
    return reply


async def add_line(session: AsyncSession, reply: StoredReply, words: Words, now: datetime) -> bool:
    """Add words to an exchange, once; False where they are there already."""
    line = {
        "id": words.id,
        "reply_id": reply.id,
        "contact_id": words.contact_id,
        "words": words.words,
        "attached": words.attached,
        "message": words.message,
        "state": "said",
        "said_at": now,
    }
    reply.said_at = now
    await session.flush()
    return bool(await insert_new(session, ReplyLine, [line]))


def wait_again(reply: StoredReply, place: Place, due_at: datetime, now: datetime) -> None:
    """Let an exchange wait for somebody, where its last word was said; it may wait already."""
    reply.thread = place.thread or reply.thread
    reopen(reply, due_at, now)


def reopen(reply: StoredReply, due_at: datetime, now: datetime) -> None:
    """Let an exchange wait for somebody; one that waits already goes on from where it began."""
    if reply.state != "open":
        reply.state, reply.waits_since, reply.due_at, reply.reminded = "open", now, due_at, 0
        reply.closed_at = reply.closed_by = reply.lost = None


def close(reply: StoredReply, state: str, by: str, now: datetime) -> None:
    """Let an exchange wait for nobody any more."""
    reply.state, reply.closed_at, reply.closed_by, reply.lost = state, now, by, None


async def lines_of(session: AsyncSession, reply_ids: Sequence[str]) -> Sequence[ReplyLine]:
    """Return what was said in these exchanges, in order."""
    found = await session.scalars(
        select(ReplyLine)
        .where(ReplyLine.reply_id.in_(reply_ids))
        .order_by(ReplyLine.said_at, ReplyLine.id)
    )
    return found.all()


async def line_named(session: AsyncSession, contact_id: str, message: str) -> ReplyLine | None:
    """Return what somebody said, by the platform's name for it."""
    found = select(ReplyLine).where(
        ReplyLine.contact_id == contact_id, ReplyLine.message == message
    )
    return await session.scalar(found.limit(1)) if message else None


_LATE = (
    select(StoredReply.id)
    .where(StoredReply.state == "open", StoredReply.due_at <= bindparam("now"))
    .order_by(StoredReply.due_at, StoredReply.id)
    .limit(bindparam("most", type_=Integer))
)


async def to_remind(database: Database, now: datetime, limit: int) -> list[str]:
    """Return the exchanges that have waited for longer than they should."""
    return [reply_id for (reply_id,) in await database.ask(_LATE, {"now": now, "most": limit})]


async def still_to_remind(
    session: AsyncSession, reply_id: str, now: datetime
) -> StoredReply | None:
    """Return an exchange if it still waits for too long, and keep others from reminding of it."""
    found = select(StoredReply).where(
        StoredReply.id == reply_id, StoredReply.state == "open", StoredReply.due_at <= now
    )
    return await session.scalar(found.with_for_update())


async def people_who_answered(session: AsyncSession, send_id: str) -> int:
    """Count the people who answered a send in words."""
    found = (
        select(func.count(StoredReply.contact_id.distinct()))
        .join(Delivery, Delivery.id == StoredReply.delivery_id)
        .where(Delivery.send_id == send_id)
    )
    return await session.scalar(found) or 0


async def open_replies(
    session: AsyncSession, limit: int, partner_ids: Collection[str] | None = None
) -> Sequence[StoredReply]:
    """Return the exchanges that wait for somebody, or with these partners; the longest first."""
    found = select(StoredReply).where(StoredReply.state == "open")
    if partner_ids is not None:
        theirs = select(Contact.id).where(Contact.partner_id.in_(sorted(partner_ids)))
        found = found.where(StoredReply.contact_id.in_(theirs))
    found = found.order_by(StoredReply.waits_since, StoredReply.id).limit(limit)
    return (await session.scalars(found)).all()
