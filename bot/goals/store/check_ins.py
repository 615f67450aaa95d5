"""Check-ins: what was said for which slot, who was asked when, and how often that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update

from bot.goals.rules.goals import Colour, Every, Side
from bot.goals.store.tables import CheckIn, CheckInCadence, CheckInRound, Goal
from bot.store.columns import new_id
from bot.store.sessions import AsyncSession, Database


@dataclass(frozen=True, slots=True)
class Tapped:
    """One tap: of which goal, for which slot, by whom on which side."""

    goal_id: str
    slot_on: date
    side: Side
    by: str


async def say(session: AsyncSession, tapped: Tapped, colour: Colour, now: datetime) -> None:
    """Keep how somebody says a goal stands; what they said before for the slot gives way."""
    row = await _row(session, tapped)
    if row is None:
        row = CheckIn(
            id=new_id(), goal_id=tapped.goal_id, slot_on=tapped.slot_on, side=tapped.side.value
        )
        session.add(row)
    elif row.colour != colour.value:
        row.note = None
    row.colour, row.by, row.at = colour.value, tapped.by, now
    await session.flush()


async def note(session: AsyncSession, tapped: Tapped, words: str) -> bool:
    """Keep why a goal stands as it was said to; False where nothing was said yet."""
    row = await _row(session, tapped)
    if row is None:
        return False
    row.note = words or None
    await session.flush()
    return True


async def every_of(session: AsyncSession, partner_id: str) -> Every:
    """Return how often the owners of a partner's goals are asked: monthly until somebody chose."""
    wanted = select(CheckInCadence.every).where(CheckInCadence.partner_id == partner_id)
    return Every(await session.scalar(wanted) or Every.MONTH.value)


async def choose(
    session: AsyncSession, partner_id: str, every: Every, by: str, now: datetime
) -> None:
    """Ask as often as somebody chose, from the next slot on."""
    wanted = select(CheckInCadence).where(CheckInCadence.partner_id == partner_id)
    row = await session.scalar(wanted)
    if row is None:
        row = CheckInCadence(id=new_id(), partner_id=partner_id)
        session.add(row)
    row.every, row.set_by, row.set_at = every.value, by, now
    await session.flush()


async def with_goals(session: AsyncSession) -> Sequence[tuple[str, Every]]:
    """Return the partners that have open goals, each with how often it is asked."""
    rows = await session.execute(
        select(Goal.partner_id, CheckInCadence.every)
        .outerjoin(CheckInCadence, CheckInCadence.partner_id == Goal.partner_id)
        .where(Goal.state == "open")
        .distinct()
        .order_by(Goal.partner_id)
    )
    return [(partner, Every(every or Every.MONTH.value)) for partner, every in rows]


async def was_asked(session: AsyncSession, partner_id: str, slot: date) -> bool:
    """Say whether the owners were asked for this slot already."""
    wanted = select(CheckInRound.id).where(
        CheckInRound.partner_id == partner_id, CheckInRound.slot_on == slot
    )
    return await session.scalar(wanted) is not None


async def note_asked(
    session: AsyncSession, partner_id: str, slot: date, send_id: str, now: datetime
) -> None:
    """Keep that the owners are asked for this slot; a second time it is refused."""
    session.add(
        CheckInRound(
            id=new_id(),
            partner_id=partner_id,
            slot_on=slot,
            send_id=send_id,
            opened_at=now,
            changed_at=now,
            drawn_at=now,
        )
    )
    await session.flush()


async def touch(session: AsyncSession, partner_id: str, slot: date, now: datetime) -> None:
    """Note that the messages that asked for a slot show less than was said by now."""
    await session.execute(
        update(CheckInRound)
        .where(CheckInRound.partner_id == partner_id, CheckInRound.slot_on == slot)
        .values(changed_at=now)
    )


_UNDRAWN = CheckInRound.changed_at > CheckInRound.drawn_at
_ANY_UNDRAWN = select(CheckInRound.id).where(_UNDRAWN).limit(1)


async def any_to_draw(database: Database) -> bool:
    """Say whether there is a round whose messages show less than was said."""
    return bool(await database.ask(_ANY_UNDRAWN, {}))


async def to_draw(session: AsyncSession, limit: int) -> Sequence[CheckInRound]:
    """Return the rounds whose messages show less than was said."""
    found = await session.scalars(
        select(CheckInRound)
        .where(_UNDRAWN)
        .order_by(CheckInRound.changed_at, CheckInRound.id)
        .limit(limit)
    )
    return found.all()


async def mark_drawn(session: AsyncSession, round_id: str, until: datetime) -> None:
    """Note that the messages of a round show what was said until then."""
    await session.execute(
        update(CheckInRound).where(CheckInRound.id == round_id).values(drawn_at=until)
    )


async def _row(session: AsyncSession, tapped: Tapped) -> CheckIn | None:
    found: CheckIn | None = await session.scalar(
        select(CheckIn)
        .where(
            CheckIn.goal_id == tapped.goal_id,
            CheckIn.slot_on == tapped.slot_on,
            CheckIn.side == tapped.side.value,
        )
        .with_for_update()
    )
    return found
