"""Round-ups in the ledger: what is over a recipient's budget waits there, and ends with it.

A delivery that waits is `planned` in no lane, so nothing but its round-up brings it. A round-up
takes nothing more in once it has begun: what it says is what waits in it then.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_, select, update

from bot.beat.rules.budget import Weekly
from bot.beat.rules.outcomes import State
from bot.beat.rules.recipients import Recipient, recipient_id
from bot.beat.rules.suppression import Skip
from bot.beat.store.round_up_tables import RoundUp
from bot.beat.store.tables import Delivery
from bot.principal import Principal
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession, Database


@dataclass(frozen=True, slots=True)
class Over:
    """A delivery in a lane that is held, for which its recipient has no room this week."""

    delivery_id: str
    lane: str
    recipient: Recipient

    @property
    def contact_id(self) -> str | None:
        """The person it is for; None for a conversation."""
        return self.recipient.contact_id if isinstance(self.recipient, Principal) else None


async def take_in(
    session: AsyncSession, over: Sequence[Over], weekly: Weekly, now: datetime
) -> None:
    """Let these wait in their recipients' next round-ups that have not begun."""
    waiting = {recipient_id(one.recipient): one for one in over}
    coming = {who: weekly.slots(now, one.recipient.zone) for who, one in waiting.items()}
    chosen: dict[str, str] = {}
    while open_ := [who for who in waiting if who not in chosen]:
        # The first slot whose round-up gathers still: one that began is not opened anew.
        wanted = {who: next(coming[who]) for who in open_}
        await _lay(session, [(waiting[who], *wanted[who]) for who in open_])
        chosen |= await _gathering(session, {who: slot for who, (slot, _) in wanted.items()})
    column = Delivery.__table__.c
    await (await session.connection()).execute(
        update(Delivery)
        .where(
            column.id == bindparam("the_id"),
            column.lane == bindparam("in_lane"),
            column.state == State.PLANNED,
        )
        .values(
            lane=None,
            reason=Skip.BUDGET.value,
            rests_until=None,
            round_up_id=bindparam("the_round_up"),
        ),
        [
            {
                "the_id": one.delivery_id,
                "in_lane": one.lane,
                "the_round_up": chosen[recipient_id(one.recipient)],
            }
            for one in over
        ],
    )


async def _lay(session: AsyncSession, wanted: Sequence[tuple[Over, datetime, datetime]]) -> None:
    """Lay out the round-ups of these slots where there are none yet."""
    rows = [
        {
            "id": new_id(),
            "contact_id": one.contact_id,
            "conversation_id": None if one.contact_id else recipient_id(one.recipient),
            "slot": slot,
            "due_at": due_at,
            "state": "gathering",
            "send_id": None,
        }
        for one, slot, due_at in wanted
    ]
    await insert_new(session, RoundUp, rows)


async def _gathering(session: AsyncSession, slots: Mapping[str, datetime]) -> dict[str, str]:
    """Return by recipient the round-up of this slot, if it gathers; it is held meanwhile."""
    found = await session.execute(
        select(RoundUp.id, RoundUp.contact_id, RoundUp.conversation_id, RoundUp.slot)
        .where(
            or_(RoundUp.contact_id.in_(slots), RoundUp.conversation_id.in_(slots)),
            RoundUp.slot.in_(set(slots.values())),
            RoundUp.state == "gathering",
        )
        .with_for_update()
    )
    ids = ((row.contact_id or row.conversation_id or "", row.slot, row.id) for row in found)
    return {who: key for who, slot, key in ids if slots.get(who) == slot}


async def due(session: AsyncSession, now: datetime, limit: int) -> Sequence[RoundUp]:
    """Return the round-ups that have come, the earliest first; nobody else begins them."""
    found = await session.scalars(
        select(RoundUp)
        .where(RoundUp.state == "gathering", RoundUp.due_at <= now)
        .order_by(RoundUp.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return found.all()


_COME = (
    select(RoundUp.id)
    .where(RoundUp.state == "gathering", RoundUp.due_at <= bindparam("now"))
    .limit(1)
)


async def are_due(database: Database, now: datetime) -> bool:
    """Say whether any has come."""
    return bool(await database.ask(_COME, {"now": now}))


async def begin(session: AsyncSession, ids: Collection[str], send_id: str) -> None:
    """Let these be said by this send; from now on nothing more goes into them."""
    await session.execute(
        update(RoundUp).where(RoundUp.id.in_(ids)).values(state="begun", send_id=send_id)
    )


async def leave_out(session: AsyncSession, delivery_ids: Collection[str], now: datetime) -> None:
    """Let these wait no more: whoever they were for is not meant any more."""
    await session.execute(
        update(Delivery)
        .where(Delivery.id.in_(sorted(delivery_ids)), Delivery.state == State.PLANNED)
        .values(state=State.SKIPPED, reason=Skip.NOT_MEANT.value, recorded_at=now)
        .execution_options(synchronize_session=False)
    )
