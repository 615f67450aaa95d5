"""Whom a send reached: by the way that led to them, by partner, by role, and by name."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from bot.beat.rules.outcomes import State
from bot.beat.rules.reach import Four, four_counts
from bot.beat.store.reply_tables import StoredReply
from bot.beat.store.tables import Delivery, Occurrence, Send
from bot.beat.store.tap_tables import Acknowledgement, ButtonTap
from bot.people.store.place_tables import Conversation
from bot.people.store.rungs import platform_of
from bot.people.store.tables import Contact, Mute, Partner
from bot.store.sessions import AsyncSession

FOLLOWS = timedelta(days=7)
"""For so long after a message it is counted with it that its reader wants no more of them."""
IN_A_ROW = 3
"""So many editions without a sign of a partner are told."""
CONVERSATION, ROUND_UP = "conversation", "round-up"


@dataclass(frozen=True, slots=True)
class Missed:
    """Somebody whom a send did not reach, or left out, and how that came."""

    name: str
    partner: str
    state: State
    reason: str


@dataclass(frozen=True, slots=True)
class Way:
    """A way by which recipients were reached: a platform, to a person or in a conversation.

    What came in a round-up came by that; of who was erased no platform is known any more.
    """

    platform: str
    is_conversation: bool
    count: int


async def ways(session: AsyncSession, send_id: str) -> list[Way]:
    """Count by the way that led to them whom a send reached, most of them first."""
    in_conversation = Delivery.conversation_id.is_not(None)
    rounded = Delivery.round_up_id.is_not(None)
    rows = await session.execute(
        select(Delivery.lane, in_conversation, rounded, func.count())
        .where(Delivery.send_id == send_id, Delivery.state == State.DELIVERED)
        .group_by(Delivery.lane, in_conversation, rounded)
    )
    counts: defaultdict[tuple[str, bool], int] = defaultdict(int)
    for lane, there, in_round_up, count in rows:
        platform = ROUND_UP if in_round_up else platform_of(lane or "")
        counts[platform, bool(there) and not in_round_up] += count
    found = [Way(platform, there, count) for (platform, there), count in counts.items()]
    return sorted(found, key=lambda way: (-way.count, way.platform))


async def by_partner(session: AsyncSession, send_id: str) -> dict[str, Four]:
    """Return the four counts of each partner by its name; ours are under an empty one."""
    return await _grouped(session, send_id, func.coalesce(Partner.name, ""))


async def by_role(session: AsyncSession, send_id: str) -> dict[str, Four]:
    """Return the four counts of each role; conversations, which have none, are one of them."""
    return await _grouped(session, send_id, func.coalesce(Contact.role, CONVERSATION))


async def _grouped(session: AsyncSession, send_id: str, by: ColumnElement[str]) -> dict[str, Four]:
    rows = await session.execute(
        _of(send_id)
        .with_only_columns(by.label("by"), Delivery.state, Delivery.reason, func.count())
        .group_by(by, Delivery.state, Delivery.reason)
    )
    found: defaultdict[str, list[tuple[State, str, int]]] = defaultdict(list)
    for name, state, reason, count in rows:
        found[name].append((State(state), reason or "", count))
    return {name: four_counts(some) for name, some in found.items()}


async def missed(
    session: AsyncSession,
    send_id: str,
    *,
    in_charge: str | None = None,
    limit: int | None = None,
    after: int = 0,
) -> Sequence[Missed]:
    """Return by name whom a send did not reach or left out, partner by partner.

    With somebody `in_charge` only of the partners they look after, or stand in for.
    """
    who = func.coalesce(Contact.name, Conversation.name, "")
    ended_badly = Delivery.state.in_([State.SKIPPED, State.FAILED, State.UNKNOWN])
    wanted = _of(send_id).with_only_columns(
        who.label("who"),
        func.coalesce(Partner.name, "").label("partner"),
        Delivery.state,
        Delivery.reason,
    )
    wanted = wanted.where(ended_badly, _seen_by(in_charge))
    rows = await session.execute(
        wanted.order_by("partner", "who", Delivery.id).limit(limit).offset(after)
    )
    return [Missed(row.who, row.partner, State(row.state), row.reason or "") for row in rows]


async def count_missed(
    session: AsyncSession, send_id: str, *, in_charge: str | None = None
) -> int:
    """Count likewise."""
    ended_badly = Delivery.state.in_([State.SKIPPED, State.FAILED, State.UNKNOWN])
    counted = _of(send_id).with_only_columns(func.count(Delivery.id))
    return await session.scalar(counted.where(ended_badly, _seen_by(in_charge))) or 0


async def turned_away(session: AsyncSession, send_id: str) -> int:
    """Count who muted its topic, or wants nothing from us, within a week after they got it."""
    rows = await session.execute(
        select(Contact.id, Delivery.recorded_at, Mute.muted_at, Contact.opted_out_at)
        .join(Delivery, Delivery.contact_id == Contact.id)
        .join(Send, Send.id == Delivery.send_id)
        .outerjoin(Mute, and_(Mute.contact_id == Contact.id, Mute.topic == Send.topic))
        .where(
            Delivery.send_id == send_id,
            Delivery.state == State.DELIVERED,
            or_(
                Mute.muted_at >= Delivery.recorded_at,
                Contact.opted_out_at >= Delivery.recorded_at,
            ),
        )
    )
    found = set[str]()
    for contact_id, had_it, muted_at, left_at in rows:
        times = (moment for moment in (muted_at, left_at) if moment is not None)
        if had_it and any(had_it <= moment <= had_it + FOLLOWS for moment in times):
            found.add(contact_id)
    return len(found)


async def silent_partners(session: AsyncSession, send: Send) -> list[str]:
    """Return the partners that got this and the two editions before it, and said nothing.

    Who is new, or whose people were left out of one, did not get all three.
    """
    lately = await _editions_until(session, send)
    if len(lately) < IN_A_ROW:
        return []
    tapped = exists().where(
        ButtonTap.send_id == Delivery.send_id,
        or_(
            ButtonTap.contact_id == Delivery.contact_id,
            ButtonTap.conversation_id == Delivery.conversation_id,
        ),
    )
    read = exists().where(
        Acknowledgement.send_id == Delivery.send_id,
        Acknowledgement.contact_id == Contact.id,
    )
    spoke = or_(Delivery.heard_at.is_not(None), StoredReply.id.is_not(None), tapped, read)
    rows = await session.execute(
        _partners_of(lately)
        .outerjoin(StoredReply, StoredReply.delivery_id == Delivery.id)
        .group_by(Partner.id, Partner.name)
        .having(
            func.count(Delivery.send_id.distinct()) == IN_A_ROW,
            func.sum(case((spoke, 1), else_=0)) == 0,
        )
        .order_by(Partner.name)
    )
    return list(rows.scalars())


async def _editions_until(session: AsyncSession, send: Send) -> Sequence[str]:
    """Return this edition and those of its newsletter before it, as many as are looked at.

    What told its readers that a slot was skipped is no edition.
    """
    cadence = (
        select(Occurrence.cadence_id).where(Occurrence.id == send.occurrence_id).scalar_subquery()
    )
    found = await session.scalars(
        select(Send.id)
        .join(Occurrence, Occurrence.id == Send.occurrence_id)
        .where(
            Occurrence.cadence_id == cadence,
            Send.kind == send.kind,
            Send.created_at <= send.created_at,
        )
        .order_by(Send.created_at.desc(), Send.id)
        .limit(IN_A_ROW)
    )
    return found.all()


def _partners_of(send_ids: Sequence[str]) -> Select[str]:
    at = func.coalesce(Contact.partner_id, Conversation.partner_id)
    return (
        select(Partner.name)
        .select_from(Delivery)
        .outerjoin(Contact, Contact.id == Delivery.contact_id)
        .outerjoin(Conversation, Conversation.id == Delivery.conversation_id)
        .join(Partner, Partner.id == at)
        .where(Delivery.send_id.in_(send_ids), Delivery.state == State.DELIVERED)
    )


def _of(send_id: str) -> Select[str]:
    """Choose the deliveries of a send with who they are for, and whose partner that is."""
    at = func.coalesce(Contact.partner_id, Conversation.partner_id)
    return (
        select(Delivery.id)
        .select_from(Delivery)
        .outerjoin(Contact, Contact.id == Delivery.contact_id)
        .outerjoin(Conversation, Conversation.id == Delivery.conversation_id)
        .outerjoin(Partner, Partner.id == at)
        .where(Delivery.send_id == send_id)
    )


def _seen_by(in_charge: str | None) -> ColumnElement[bool]:
    """Return the condition that this person looks after the partner; everybody sees all."""
    if in_charge is None:
        return Delivery.id.is_not(None)
    return Partner.looked_after_by(in_charge)
