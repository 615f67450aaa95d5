"""Whom an audience meant when it was planned, and means no more now that it is to leave."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import lru_cache

from sqlalchemy import and_, or_, select

from bot.beat.rules.audience import NAMED, Audience, thaw
from bot.beat.rules.outcomes import State
from bot.beat.rules.recipients import Recipient, SharedConversation, recipient_id
from bot.beat.store import audiences, shared_conversations
from bot.beat.store.audiences import Looked
from bot.beat.store.due import DueDelivery
from bot.beat.store.tables import Delivery, Send
from bot.people.store.place_tables import Conversation
from bot.people.store.tables import Contact
from bot.principal import Principal
from bot.store.sessions import AsyncSession

_thawed = lru_cache(maxsize=64)(thaw)


async def fallen_out(
    session: AsyncSession, found: Sequence[DueDelivery], looked: Looked
) -> frozenset[str]:
    """Return the deliveries whose recipients left the audience: a tier lost, another role.

    Whoever was named one by one is meant as long as they are there.
    """
    theirs: defaultdict[str, list[DueDelivery]] = defaultdict(list)
    for one in found:
        if one.rule and not _is_nobodys(one.recipient):
            theirs[one.rule].append(one)
    out = set[str]()
    for rule, some in theirs.items():
        audience = _thawed(rule)
        if not isinstance(audience, Audience):
            continue
        met = await _still_meant(session, audience, some, looked)
        out.update(one.id for one in some if recipient_id(one.recipient) not in met)
    return frozenset(out)


async def fallen_out_of(
    session: AsyncSession, round_up_ids: Collection[str], looked: Looked
) -> frozenset[str]:
    """Return likewise what waits in these round-ups, as they begin."""
    somebodys = or_(
        and_(Delivery.contact_id.is_not(None), Contact.erased_at.is_(None)),
        Conversation.partner_id.is_not(None),
    )
    waiting = (
        select(Delivery.id, Delivery.send_id, Delivery.contact_id, Delivery.conversation_id)
        .outerjoin(Contact, Contact.id == Delivery.contact_id)
        .outerjoin(Conversation, Conversation.id == Delivery.conversation_id)
        .where(Delivery.round_up_id.in_(sorted(round_up_ids)), Delivery.state == State.PLANNED)
        .where(somebodys)
    )
    rows = (await session.execute(waiting)).all()
    rules = await _rules(session, {row.send_id for row in rows})
    out = set[str]()
    for send_id, audience in rules.items():
        theirs = [row for row in rows if row.send_id == send_id]
        people = [row.contact_id for row in theirs if row.contact_id]
        places = [row.conversation_id for row in theirs if row.conversation_id]
        met = await _met(session, audience, (people, places), looked)
        out.update(row.id for row in theirs if (row.contact_id or row.conversation_id) not in met)
    return frozenset(out)


def _is_nobodys(recipient: Recipient) -> bool:
    """Whether it is a conversation that is no partner's any more: its kind says so itself."""
    return isinstance(recipient, SharedConversation) and recipient.partner_id is None


async def _rules(session: AsyncSession, send_ids: Collection[str]) -> dict[str, Audience]:
    # One that names thousands of people is never even read.
    rows = await session.execute(
        select(Send.id, Send.audience).where(
            Send.id.in_(sorted(send_ids)),
            Send.audience != "",
            Send.audience.not_like(f"{NAMED}%"),
        )
    )
    rules = {send_id: _thawed(text) for send_id, text in rows}
    return {send_id: rule for send_id, rule in rules.items() if isinstance(rule, Audience)}


async def _still_meant(
    session: AsyncSession, audience: Audience, some: Sequence[DueDelivery], looked: Looked
) -> frozenset[str]:
    people = [recipient_id(one.recipient) for one in some if isinstance(one.recipient, Principal)]
    places = [
        recipient_id(one.recipient) for one in some if not isinstance(one.recipient, Principal)
    ]
    return await _met(session, audience, (people, places), looked)


async def _met(
    session: AsyncSession,
    audience: Audience,
    recipients: tuple[Collection[str], Collection[str]],
    looked: Looked,
) -> frozenset[str]:
    """Return which of these people and conversations an audience means now."""
    people, places = recipients
    met: frozenset[str] = frozenset()
    if people:
        met |= await audiences.still_meant(session, audience, people, looked)
    if places:
        met |= await shared_conversations.still_meant(session, audience, places, looked.choosing)
    return met
