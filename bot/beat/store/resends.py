"""Planning anew what failed, or of which nobody knows: the same rows, as messages of their own.

What is planned or just leaving is never touched, and neither is who has had the same text by
another send since. A row keeps how it ended each time, so nothing of it is lost.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, false, func, or_, select, update
from sqlalchemy.orm import aliased

from bot.beat.rules.manners import NO_MANNERS, Home, Manners, quiet_until
from bot.beat.rules.outcomes import State
from bot.beat.rules.suppression import Skip
from bot.beat.store import holds, sends, shared_conversations
from bot.beat.store.lanes import expect_at
from bot.beat.store.tables import Delivery, Send
from bot.people.store import rungs
from bot.people.store.tables import Contact, Partner
from bot.store.columns import new_id
from bot.store.sessions import AsyncSession

CHUNK = 200
"""So many in one transaction, which then holds up nobody for long."""
RESENDABLE = frozenset({State.FAILED, State.UNKNOWN})
MISSED = frozenset({Skip.TOO_LATE, Skip.NO_ADDRESS})
"""Why somebody was left out whom it was meant to reach."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which deliveries of a send are meant: how they ended, and whose, or everybody's.

    Beside those that ended so, those that were left out for one of these `reasons`.
    """

    send: Send
    states: frozenset[State]
    contact_id: str | None = None
    reasons: frozenset[Skip] = frozenset()

    def __post_init__(self) -> None:
        """Refuse states that are no end, or a good one, and what was left out on purpose."""
        if not (self.states or self.reasons) or self.states - RESENDABLE:
            raise ValueError(f"nobody resends what is {sorted(self.states)}")
        if self.reasons - MISSED:
            raise ValueError(f"nobody resends what was {sorted(self.reasons)}")


@dataclass(frozen=True, slots=True)
class Weighed:
    """How many deliveries would be planned anew, and how many had the text since."""

    failed: int = 0
    unknown: int = 0
    reached: int = 0
    missed: int = 0

    @property
    def total(self) -> int:
        """All that would be planned; the unknown ones may get it twice."""
        return self.failed + self.unknown + self.missed


@dataclass(frozen=True, slots=True)
class Resent:
    """How many deliveries were planned anew, and how many have no way to be reached now.

    Of those that were planned so many are `waiting` until quiet time ends for their readers.
    """

    planned: int = 0
    nowhere: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class _Ways:
    """Where each recipient is met now."""

    people: dict[str, rungs.Rung] = field(default_factory=dict)
    lanes: dict[str, str] = field(default_factory=dict)

    def to(self, row: Delivery) -> tuple[str | None, str] | None:
        """Return the address, if it has one, and the lane."""
        if row.contact_id is not None:
            rung = self.people.get(row.contact_id)
            return (rung.address_id, rung.lane) if rung else None
        lane = self.lanes.get(row.conversation_id or "")
        return (None, lane) if lane else None


async def weigh(session: AsyncSession, chosen: Chosen) -> Weighed:
    """Count what would be planned anew, without doing it."""
    reached = _reached_since(chosen.send)
    rows = await session.execute(
        select(Delivery.state, reached, func.count())
        .where(await _meant(session, chosen))
        .group_by(Delivery.state, reached)
    )
    counts = {(State(state), bool(had)): count for state, had, count in rows}
    return Weighed(
        failed=counts.get((State.FAILED, False), 0),
        unknown=counts.get((State.UNKNOWN, False), 0),
        reached=sum(count for (_, had), count in counts.items() if had),
        missed=counts.get((State.SKIPPED, False), 0),
    )


async def meant(session: AsyncSession, chosen: Chosen) -> list[str]:
    """Return the deliveries that would be planned anew, to be planned a chunk at a time."""
    found = await session.scalars(
        select(Delivery.id).where(await _meant(session, chosen), ~_reached_since(chosen.send))
    )
    return list(found)


async def plan_again(
    session: AsyncSession,
    chosen: Chosen,
    ids: Sequence[str],
    platforms: Collection[str],
    now: datetime,
    manners: Manners = NO_MANNERS,
) -> Resent:
    """Plan these deliveries anew, due now, by whatever way reaches their recipients now.

    Whoever has quiet time now gets it when that ends, unless everybody must read it.

    What is no longer as it was `meant` is left alone: its outcome became known meanwhile.
    """
    # Whoever holds a partner in this moment waits, or is seen here.
    await sends.hold(session, chosen.send.id)
    # Locked where databases can, so that nobody records an outcome in between.
    found = await session.scalars(
        select(Delivery)
        .where(Delivery.id.in_(ids), await _meant(session, chosen), ~_reached_since(chosen.send))
        .with_for_update()
    )
    rows = found.all()
    ways = await _ways(session, rows, platforms)
    anew = [(row, way) for row in rows if (way := ways.to(row)) is not None]
    due: dict[str, datetime] = {}
    if anew:
        await sends.reopen(session, chosen.send.id, now)
        due = await _due(session, chosen.send, [row for row, _ in anew], manners, now)
        await _write(session, [_values(row, way, due.get(row.id, now)) for row, way in anew])
    waiting = sum(moment > now for moment in due.values())
    return Resent(len(anew), len(rows) - len(anew), waiting)


async def _due(
    session: AsyncSession,
    send: Send,
    rows: Sequence[Delivery],
    manners: Manners,
    now: datetime,
) -> dict[str, datetime]:
    """Return when each of these people has it; conversations, and who has no home, have it now."""
    if manners.never_waits or send.kept or send.must_read:
        return {}
    country = Contact.country_lived_in(Partner.country)
    homes = await session.execute(
        select(Contact.id, Contact.zone_lived_by(), country)
        .outerjoin(Partner, Partner.id == Contact.partner_id)
        .where(Contact.id.in_([row.contact_id for row in rows if row.contact_id]))
    )
    until = {
        contact_id: quiet_until(manners, now, Home(zone, country))
        for contact_id, zone, country in homes
    }
    return {row.id: until[row.contact_id] for row in rows if row.contact_id in until}


async def _meant(session: AsyncSession, chosen: Chosen) -> ColumnElement[bool]:
    """Choose what ended so; a partner that is held by now is left alone."""
    held = await holds.held_of(session, chosen.send)
    reasons = (Delivery.reason.startswith(reason.value) for reason in sorted(chosen.reasons))
    left_out = (Delivery.state == State.SKIPPED) & or_(false(), *reasons)
    ended_so = Delivery.state.in_(sorted(chosen.states))
    meant = (Delivery.send_id == chosen.send.id) & or_(ended_so, left_out)
    if chosen.contact_id is not None:
        meant &= Delivery.contact_id == chosen.contact_id
    return meant & ~holds.is_held(held) if held else meant


def _reached_since(send: Send) -> ColumnElement[bool]:
    """Return the condition that a recipient had the same text by another send since."""
    other, text = aliased(Delivery), aliased(Send)
    same = (text.id != send.id) & (text.kind == send.kind) & (text.subject == send.subject)
    if send.text_id is None:
        # It said what stood at the time, such as what was wrong then: that is never the same.
        same &= text.text_id.is_not(None)
    recipient = (other.contact_id == Delivery.contact_id) | (
        other.conversation_id == Delivery.conversation_id
    )
    return exists().where(
        recipient,
        other.state == State.DELIVERED,
        other.recorded_at >= func.coalesce(Delivery.recorded_at, Delivery.due_at),
        text.id == other.send_id,
        same,
    )


async def _ways(
    session: AsyncSession, rows: Sequence[Delivery], platforms: Collection[str]
) -> _Ways:
    people = {row.contact_id for row in rows if row.contact_id is not None}
    places = {row.conversation_id for row in rows if row.conversation_id is not None}
    return _Ways(
        await rungs.first_rungs(session, people, platforms) if people else {},
        {
            one.conversation_id: one.lane
            for one in (await shared_conversations.standings(session, places) if places else ())
            if one.live and one.installed and rungs.platform_of(one.lane) in platforms
        },
    )


async def _write(session: AsyncSession, values: Sequence[dict[str, Any]]) -> None:
    column = Delivery.__table__.c
    statement = (
        update(Delivery)
        .where(
            column.id == bindparam("before"),
            # For many rows at once a statement takes no list of values.
            or_(*(column.state == state for state in (*sorted(RESENDABLE), State.SKIPPED))),
        )
        .values(
            id=bindparam("anew"),
            state=State.PLANNED,
            address_id=bindparam("the_address"),
            lane=bindparam("the_lane"),
            due_at=bindparam("the_moment"),
            earlier=bindparam("the_ends", type_=column.earlier.type),
            attempts=0,
            rests_until=None,
            round_up_id=None,
            message_id=None,
            more=None,
            conversation=None,
            reason=None,
            recorded_at=None,
        )
    )
    await (await session.connection()).execute(statement, values)
    await expect_at(session, {row["the_lane"]: row["the_moment"] for row in values})


def _values(row: Delivery, way: tuple[str | None, str], now: datetime) -> dict[str, Any]:
    address_id, lane = way
    ended = {
        "id": row.id,
        "state": row.state,
        "reason": row.reason,
        "attempts": row.attempts,
        "at": row.recorded_at.isoformat() if row.recorded_at else None,
        "address": row.address_id,
        "conversation": row.conversation,
        "message": [row.message_id, *(row.more or ())] if row.message_id else None,
    }
    return {
        "before": row.id,
        # An id of its own: what comes back late of the message before says nothing of this one.
        "anew": new_id(),
        "the_address": address_id,
        "the_lane": lane,
        "the_moment": now,
        "the_ends": [*(row.earlier or ()), ended],
    }
