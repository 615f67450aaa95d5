"""What recipients were pushed within a week, and what is planned for them within the next."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, or_, select
from sqlalchemy.orm import aliased

from bot.beat.rules.budget import OWED, WINDOW, Push, share, stands_back
from bot.beat.rules.outcomes import State
from bot.beat.rules.simulating import Recipients
from bot.beat.store.tables import Delivery, Send
from bot.store.sessions import AsyncSession


@dataclass(slots=True)
class Pushed:
    """When one recipient was pushed, and when something of which priority is planned for them."""

    had: list[datetime] = field(default_factory=list)
    planned: list[tuple[datetime, int]] = field(default_factory=list)

    def share(self, priority: int, now: datetime) -> int:
        """Return how much of the budget is taken for something of this priority."""
        before = [at for at, other in self.planned if stands_back(priority, other)]
        return share(self.had, before, now)


def any_beside() -> ColumnElement[bool]:
    """Return the condition that a delivery's recipient has others within a week, or to come.

    It is wider than what counts, and asked with what is read of a delivery anyway: most have
    none, and for them nothing more is read.
    """
    other = aliased(Delivery)

    def of(column: str) -> ColumnElement[bool]:
        theirs = getattr(other, column) == getattr(Delivery, column)
        lately = or_(other.recorded_at > bindparam("since"), other.recorded_at.is_(None))
        return exists().where(theirs, other.id != Delivery.id, lately).correlate(Delivery)

    return case((Delivery.contact_id.is_not(None), of("contact_id")), else_=of("conversation_id"))


async def around(
    session: AsyncSession, rows: Sequence[Any], now: datetime
) -> Mapping[str, Pushed]:
    """Return it of the recipients of these rows of the ledger, by the recipient's id.

    Who is not named there has nothing. What may have reached them counts as what did; what
    somebody waited for is no push, and what waits in a round-up, or came in one, is outside of
    the budget.
    """
    found: defaultdict[str, Pushed] = defaultdict(Pushed)
    people = sorted({row.contact_id for row in rows if row.contact_id is not None})
    places = sorted({row.conversation_id for row in rows if row.conversation_id is not None})
    # What none of these stands back for need not be read: mostly that is all that is planned.
    before = max((row.priority for row in rows), default=OWED)
    for column, ids in (("contact_id", people), ("conversation_id", places)):
        if ids:
            wanted = {"ids": ids, "since": now - WINDOW, "until": now + WINDOW, "before": before}
            _note(found, (await session.execute(_pushes(column), wanted)).all(), now)
    return found


async def of_everybody(session: AsyncSession, now: datetime, until: datetime) -> Recipients:
    """Return it of all recipients: what left within a week, and what is planned till then."""
    told = Delivery.state.in_([State.DELIVERED, State.UNKNOWN]) & (
        Delivery.recorded_at > now - WINDOW
    )
    coming = Delivery.state.in_([State.PLANNED, State.SENDING]) & (Delivery.due_at <= until)
    rows = await session.execute(
        select(
            *(Delivery.contact_id, Delivery.conversation_id, Delivery.state, Delivery.due_at),
            *(Delivery.recorded_at, Send.priority, Send.must_read),
        )
        .join(Send, Send.id == Delivery.send_id)
        .where(or_(told, coming), Delivery.round_up_id.is_(None), Send.priority != OWED)
    )
    found = Recipients()
    for person, place, state, due_at, recorded_at, priority, must_read in rows:
        who = person or place or ""
        if state in {State.DELIVERED, State.UNKNOWN}:
            found.had[who].append(recorded_at or now)
        else:
            found.planned[who].append(Push(max(due_at, now), priority, "", bool(must_read)))
    return found


def _note(found: Mapping[str, Pushed], rows: Sequence[Any], now: datetime) -> None:
    for who, state, recorded_at, due_at, priority in rows:
        if state == State.PLANNED:
            found[who].planned.append((due_at, priority))
        else:
            # What is just leaving has no moment yet.
            found[who].had.append(recorded_at or now)


@cache
def _pushes(column: str) -> Select[*tuple[Any, ...]]:
    recipient = getattr(Delivery, column)
    told = Delivery.state.in_([State.DELIVERED, State.UNKNOWN]) & (
        Delivery.recorded_at > bindparam("since")
    )
    coming = and_(
        Delivery.state == State.PLANNED,
        Delivery.due_at.between(bindparam("since"), bindparam("until")),
        Send.priority < bindparam("before"),
    )
    return (
        select(recipient, Delivery.state, Delivery.recorded_at, Delivery.due_at, Send.priority)
        .join(Send, Send.id == Delivery.send_id)
        .where(
            recipient.in_(bindparam("ids", expanding=True)),
            # By the index of a recipient's rows: what has not ended has no moment there.
            or_(Delivery.recorded_at > bindparam("since"), Delivery.recorded_at.is_(None)),
            or_(told, Delivery.state == State.SENDING, coming),
            Delivery.round_up_id.is_(None),
            Send.priority != OWED,
        )
    )
