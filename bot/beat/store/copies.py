"""The copies that a send left before people and in conversations, for whoever amends them."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from bot.beat.rules.audience import Named
from bot.beat.rules.outcomes import State
from bot.beat.store.amendment_tables import Amendment
from bot.beat.store.claims import Outcome
from bot.beat.store.tables import Delivery, Send
from bot.people.store.place_tables import Address
from bot.people.store.rungs import platform_of
from bot.ports import Receipt
from bot.store.sessions import AsyncSession

CORRECTION, LETTER, RECALL = "correction", "correction letter", "recall"
"""The kinds of send that change copies, write after letters, and take copies back."""
LETTERS = "email"
"""The platform on which nothing can be changed."""


@dataclass(frozen=True, slots=True)
class StandingCopy:
    """What an amendment has to know of one copy: how its delivery stands, and where it is."""

    delivery_id: str
    state: State
    address_id: str | None
    receipt: Receipt | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Amended:
    """The send that an amendment goes over, and what it says of itself."""

    send_id: str
    subject: str
    kind: str
    title: str
    note: str
    at: datetime
    text_id: str | None


async def amended_by(session: AsyncSession, send_ids: Collection[str]) -> Mapping[str, Amended]:
    """Return by amendment the send that each of these goes over."""
    rows = await session.execute(
        select(
            Amendment.send_id,
            Amendment.note,
            *(Send.id, Send.subject, Send.kind, Send.title, Send.text_id),
            _own.created_at,
        )
        .join(Send, Send.id == Amendment.of_send_id)
        .join(_own, _own.id == Amendment.send_id)
        .where(Amendment.send_id.in_(sorted(send_ids)))
    )
    return {
        row.send_id: Amended(
            row.id, row.subject, row.kind, row.title, row.note, row.created_at, row.text_id
        )
        for row in rows
    }


_own = aliased(Send)


async def of_recipients(
    session: AsyncSession,
    send_id: str,
    contact_ids: Collection[str],
    conversation_ids: Collection[str],
) -> Mapping[str, StandingCopy]:
    """Return the copies of a send by our own ids of these recipients."""
    rows = await session.execute(
        select(
            *(Delivery.id, Delivery.contact_id, Delivery.conversation_id, Delivery.state),
            *(Delivery.address_id, Delivery.message_id, Delivery.more, Delivery.conversation),
            *(Delivery.recorded_at, Delivery.due_at),
        ).where(
            Delivery.send_id == send_id,
            or_(
                Delivery.contact_id.in_(sorted(contact_ids)),
                Delivery.conversation_id.in_(sorted(conversation_ids)),
            ),
        )
    )
    return {
        row.contact_id or row.conversation_id: StandingCopy(
            row.id,
            State(row.state),
            row.address_id,
            Receipt(row.message_id, row.conversation or "", tuple(row.more or ()))
            if row.message_id
            else None,
            row.recorded_at or row.due_at,
        )
        for row in rows
    }


async def readers(session: AsyncSession, send_id: str) -> Named:
    """Return everybody before whom a copy of a send stands, or may stand, or stands in part."""
    wanted = select(Delivery.contact_id, Delivery.conversation_id).where(_stands(send_id))
    rows = (await session.execute(wanted)).all()
    return Named(
        frozenset(row.contact_id for row in rows if row.contact_id),
        frozenset(row.conversation_id for row in rows if row.conversation_id),
    )


async def readers_of_letters(session: AsyncSession, send_id: str) -> Named:
    """Return everybody who has this send as a letter."""
    found = await session.scalars(
        select(Delivery.contact_id)
        .join(Address, Address.id == Delivery.address_id)
        .where(
            Delivery.send_id == send_id,
            Delivery.state == State.DELIVERED,
            Address.platform == LETTERS,
        )
    )
    return Named(frozenset(one for one in found if one))


async def addresses(session: AsyncSession, send_id: str) -> Mapping[str, str]:
    """Return by contact the address at which their copy stands."""
    rows = await session.execute(
        select(Delivery.contact_id, Delivery.address_id).where(
            _stands(send_id), Delivery.contact_id.is_not(None), Delivery.address_id.is_not(None)
        )
    )
    return {row.contact_id: row.address_id for row in rows}


async def by_platform(session: AsyncSession, send_id: str) -> dict[str, int]:
    """Count by platform the copies that are known to stand."""
    rows = await session.execute(
        select(Delivery.lane, func.count())
        .where(_stands(send_id), Delivery.message_id.is_not(None), Delivery.lane.is_not(None))
        .group_by(Delivery.lane)
    )
    counts = Counter[str]()
    for lane, count in rows:
        counts[platform_of(lane or "")] += count
    return dict(counts)


async def stand(session: AsyncSession, outcomes: Mapping[str, Outcome]) -> None:
    """Remember of copies that were changed where their parts stand now."""
    for delivery_id, outcome in outcomes.items():
        if outcome.receipt is None:
            continue
        more = list(outcome.receipt.more) or None
        await session.execute(
            update(Delivery)
            .where(Delivery.id == delivery_id, Delivery.message_id.is_not(None))
            .values(message_id=outcome.receipt.message_id, more=more)
            .execution_options(synchronize_session=False)
        )


def _stands(send_id: str) -> ColumnElement[bool]:
    """Return the condition that a copy of a send is there, and was not taken back."""
    again, recall = aliased(Delivery), aliased(Send)
    taken_back = exists().where(
        Amendment.of_send_id == send_id,
        recall.id == Amendment.send_id,
        recall.kind == RECALL,
        again.send_id == recall.id,
        again.state == State.DELIVERED,
        or_(
            again.contact_id == Delivery.contact_id,
            again.conversation_id == Delivery.conversation_id,
        ),
    )
    may_stand = Delivery.state.in_([State.DELIVERED, State.SENDING, State.UNKNOWN])
    in_part = Delivery.message_id.is_not(None)
    # What came in a round-up has no copy of its own.
    alone = Delivery.round_up_id.is_(None)
    return and_(Delivery.send_id == send_id, or_(may_stand, in_part), alone, ~taken_back)
