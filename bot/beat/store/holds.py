"""Partners that whoever looks after them keeps out of a send: obeyed before the next leaves."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select, update

from bot.beat.rules.announcements import ANNOUNCEMENT
from bot.beat.rules.outcomes import State
from bot.beat.rules.suppression import Skip
from bot.beat.store import lanes, round_up_ends, sends
from bot.beat.store.approval_tables import Hold
from bot.beat.store.tables import Cadence, Delivery, Occurrence, Send
from bot.people.store.place_tables import Conversation
from bot.people.store.tables import Contact, Partner
from bot.store import audit
from bot.store.audit import About
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class Target:
    """What a partner is kept out of: a text, in one slot if it comes again and again."""

    subject: str
    moment: str = ""
    cadence_id: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a hold kept from leaving, and what had left for this partner by then."""

    kept: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class HeldPartner:
    """A partner that is held, by whom and why."""

    id: str
    partner_id: str
    partner: str
    by: str
    name: str
    why: str
    at: datetime


def moment_of(slot: datetime | None) -> str:
    """Write a slot as a hold names it."""
    return slot.isoformat(timespec="minutes") if slot is not None else ""


async def place(
    session: AsyncSession, target: Target, partner_id: str, by: str, now: datetime
) -> Kept | None:
    """Leave a partner out, of what has not left too; None where that was so before."""
    # Whoever opens the send in this moment waits, or has opened it by now.
    await _keep_others_out(session, target)
    row = {
        "id": new_id(),
        "subject": target.subject,
        "moment": target.moment,
        "partner_id": partner_id,
        "by": by,
        "at": now,
        "why": "",
    }
    if not await insert_new(session, Hold, [row]):
        return None
    kept = left = 0
    for send_id in await _sends(session, target):
        await sends.hold(session, send_id)
        theirs = (Delivery.send_id == send_id) & _theirs(partner_id)
        left += await _left(session, theirs)
        kept += await _keep(session, theirs, now)
    about = About("text", target.subject)
    more = {"partner": partner_id, "slot": target.moment or None}
    audit.record(session, by, "hold", about, now, kept=kept, left=left, **more)
    return Kept(kept, left)


async def lift(
    session: AsyncSession, target: Target, partner_id: str, by: str, now: datetime
) -> bool:
    """Leave a partner out no more; False where it was not held."""
    await _keep_others_out(session, target)
    gone = await session.execute(
        delete(Hold)
        .where(*_is(target), Hold.partner_id == partner_id)
        .returning(Hold.id)
        .execution_options(synchronize_session=False)
    )
    if gone.scalar_one_or_none() is None:
        return False
    for send_id in await _sends(session, target):
        await sends.hold(session, send_id)
        await _let_go(session, send_id, partner_id, now)
    about = About("text", target.subject)
    more = {"partner": partner_id, "slot": target.moment or None}
    audit.record(session, by, "lift hold", about, now, **more)
    return True


async def say_why(session: AsyncSession, target: Target, partner_id: str, why: str) -> bool:
    """Keep a word on why a partner is held; False where it is not."""
    said = await session.execute(
        update(Hold)
        .where(*_is(target), Hold.partner_id == partner_id)
        .values(why=why)
        .returning(Hold.id)
        .execution_options(synchronize_session=False)
    )
    return said.scalar_one_or_none() is not None


async def move(session: AsyncSession, before: str, after: str) -> None:
    """Let what was held of a text hold of it under another key."""
    await session.execute(
        update(Hold)
        .where(Hold.subject == before, Hold.moment == "")
        .values(subject=after)
        .execution_options(synchronize_session=False)
    )


async def of(session: AsyncSession, target: Target) -> Mapping[str, HeldPartner]:
    """Return the partners that are kept out of this, by their ids."""
    rows = await session.execute(_named().where(*_is(target)).order_by(Partner.name))
    return {row.partner_id: _held(row, partner, name) for row, partner, name in rows}


async def by_id(session: AsyncSession, hold_id: str) -> tuple[str, HeldPartner] | None:
    """Return a hold with the text that it is about; None where it was lifted."""
    found = (await session.execute(_named().where(Hold.id == hold_id))).one_or_none()
    return (found[0].subject, _held(*found)) if found is not None else None


def _named() -> Select[Hold, str, str]:
    return (
        select(Hold, Partner.name, Contact.name)
        .join(Partner, Partner.id == Hold.partner_id)
        .outerjoin(Contact, Contact.id == Hold.by)
    )


def _held(row: Hold, partner: str, name: str | None) -> HeldPartner:
    return HeldPartner(row.id, row.partner_id, partner, row.by, name or "", row.why, row.at)


async def held_of(session: AsyncSession, send: Send) -> frozenset[str]:
    """Return the partners that are kept out of a send; whoever plans it holds it."""
    slot = await session.scalar(
        select(Occurrence.slot).where(Occurrence.id == (send.occurrence_id or ""))
    )
    return frozenset(await session.scalars(_partners(send.subject, slot or send.slot)))


async def among(session: AsyncSession, delivery_ids: Collection[str]) -> frozenset[str]:
    """Return which of these deliveries are for a partner that is held by now."""
    if not delivery_ids:
        return frozenset()
    theirs = func.coalesce(Contact.partner_id, Conversation.partner_id)
    found = await session.execute(
        select(Delivery.id, Hold.moment, func.coalesce(Occurrence.slot, Send.slot))
        .join(Send, Send.id == Delivery.send_id)
        .join(Hold, Hold.subject == Send.subject)
        .outerjoin(Occurrence, Occurrence.id == Send.occurrence_id)
        .outerjoin(Contact, Contact.id == Delivery.contact_id)
        .outerjoin(Conversation, Conversation.id == Delivery.conversation_id)
        .where(Delivery.id.in_(sorted(delivery_ids)), Hold.partner_id == theirs)
    )
    return frozenset(one for one, moment, slot in found if moment in ("", moment_of(slot)))


def is_held(partners: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that a delivery is for one of these partners."""
    held = sorted(partners)
    return or_(
        exists().where(Contact.id == Delivery.contact_id, Contact.partner_id.in_(held)),
        exists().where(
            Conversation.id == Delivery.conversation_id, Conversation.partner_id.in_(held)
        ),
    )


async def _keep_others_out(session: AsyncSession, target: Target) -> None:
    """Let no send of a text be opened until this transaction ends."""
    its_own = (Cadence.id == target.cadence_id) | (
        (Cadence.kind == ANNOUNCEMENT) & (Cadence.subject == target.subject)
    )
    await session.execute(select(Cadence.id).where(its_own).order_by(Cadence.id).with_for_update())


def _is(target: Target) -> tuple[ColumnElement[bool], ...]:
    return Hold.subject == target.subject, Hold.moment == target.moment


def _partners(subject: str, slot: datetime | None) -> Select[str]:
    return select(Hold.partner_id).where(
        Hold.subject == subject, Hold.moment.in_(("", moment_of(slot)))
    )


async def _sends(session: AsyncSession, target: Target) -> Sequence[str]:
    """Return the sends of a text that this is about; a slot is known by its rule's moment."""
    found = await session.execute(
        select(Send.id, func.coalesce(Occurrence.slot, Send.slot))
        .outerjoin(Occurrence, Occurrence.id == Send.occurrence_id)
        .where(Send.subject == target.subject)
        .order_by(Send.id)
    )
    return [send_id for send_id, slot in found if target.moment in ("", moment_of(slot))]


def _theirs(partner_id: str) -> ColumnElement[bool]:
    people = select(Contact.id).where(Contact.partner_id == partner_id)
    places = select(Conversation.id).where(Conversation.partner_id == partner_id)
    return or_(Delivery.contact_id.in_(people), Delivery.conversation_id.in_(places))


async def _left(session: AsyncSession, theirs: ColumnElement[bool]) -> int:
    """Count what left: what is on its way, or of which nobody knows, counts as left."""
    gone = Delivery.state.in_([State.SENDING, State.DELIVERED, State.UNKNOWN])
    counted = select(func.count()).select_from(Delivery).where(theirs, gone)
    return await session.scalar(counted) or 0


async def _keep(session: AsyncSession, theirs: ColumnElement[bool], now: datetime) -> int:
    kept = await session.execute(
        update(Delivery)
        .where(theirs, Delivery.state == State.PLANNED)
        .values(state=State.SKIPPED, reason=Skip.HELD, recorded_at=now, rests_until=None)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    return len(kept.all())


async def _let_go(session: AsyncSession, send_id: str, partner_id: str, now: datetime) -> None:
    """Let what a hold kept go out after all; what else stands against it is seen as it leaves."""
    theirs = (Delivery.send_id == send_id) & _theirs(partner_id)
    held = theirs & (Delivery.state == State.SKIPPED) & (Delivery.reason == Skip.HELD)
    await round_up_ends.let_go(session, held)
    again = update(Delivery).execution_options(synchronize_session=False)
    let_go = await session.execute(
        again.where(held, Delivery.lane.is_not(None))
        .values(state=State.PLANNED, reason=None, recorded_at=None)
        .returning(Delivery.id)
    )
    await session.execute(again.where(held).values(reason=Skip.NO_ADDRESS))
    if let_go.first() is not None:
        await sends.reopen(session, send_id, now)
        await lanes.expect(session, theirs)
