"""Goals in the database: made, changed, ended, and read with what was said of each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from bot.goals.rules.goals import Colour, GoalView, Said, Side, State
from bot.goals.store.tables import CheckIn, Goal
from bot.people.store.tables import Contact, Partner
from bot.store import audit
from bot.store.audit import About
from bot.store.columns import new_id
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wrote of a goal, with an owner on each side."""

    words: str
    due_on: date
    vendor_owner_id: str
    partner_owner_id: str


async def goals_of(
    session: AsyncSession, partner_id: str | None, *, only_open: bool = False
) -> tuple[GoalView, ...]:
    """Return the goals of a partner, or (None) of all, what is due first above."""
    vendors, partners = aliased(Contact), aliased(Contact)
    wanted = (
        select(Goal, Partner.name, vendors.name, partners.name)
        .join(Partner, Partner.id == Goal.partner_id)
        .outerjoin(vendors, vendors.id == Goal.vendor_owner_id)
        .outerjoin(partners, partners.id == Goal.partner_owner_id)
        .order_by(Goal.due_on, Goal.made_at, Goal.id)
    )
    if partner_id is not None:
        wanted = wanted.where(Goal.partner_id == partner_id)
    if only_open:
        wanted = wanted.where(Goal.state == State.OPEN.value)
    rows = (await session.execute(wanted)).all()
    said = await _said_of(session, [row[0].id for row in rows])
    return tuple(_view(*row, said[row[0].id]) for row in rows)


async def goal(session: AsyncSession, goal_id: str) -> GoalView | None:
    """Return one goal as people see it."""
    row = await session.get(Goal, goal_id)
    if row is None:
        return None
    found = await goals_of(session, row.partner_id)
    return next((one for one in found if one.id == goal_id), None)


async def held(session: AsyncSession, goal_id: str) -> Goal | None:
    """Return a goal, and keep others from it until this transaction ends."""
    return await session.get(Goal, goal_id, with_for_update=True)


async def make(
    session: AsyncSession, partner_id: str, wanted: Wanted, by: str, now: datetime
) -> Goal:
    """Make a goal."""
    row = Goal(
        id=new_id(),
        partner_id=partner_id,
        words=wanted.words,
        due_on=wanted.due_on,
        vendor_owner_id=wanted.vendor_owner_id,
        partner_owner_id=wanted.partner_owner_id,
        made_by=by,
        made_at=now,
    )
    session.add(row)
    await session.flush()
    audit.record(session, by, "make goal", About("goal", row.id), now, partner=partner_id)
    return row


async def change(session: AsyncSession, row: Goal, wanted: Wanted, by: str, now: datetime) -> None:
    """Let a goal say something else from now on."""
    row.words, row.due_on = wanted.words, wanted.due_on
    row.vendor_owner_id = wanted.vendor_owner_id
    row.partner_owner_id = wanted.partner_owner_id
    await session.flush()
    due = wanted.due_on.isoformat()
    audit.record(session, by, "change goal", About("goal", row.id), now, due=due)


async def end(
    session: AsyncSession, row: Goal, state: State, by: str, now: datetime, reason: str = ""
) -> None:
    """End a goal: it was reached, or is dropped for a reason."""
    row.state, row.reason = state.value, reason or None
    row.ended_by, row.ended_at = by, now
    await session.flush()
    audit.record(session, by, "end goal", About("goal", row.id), now, state=state.value)


def _view(
    row: Goal,
    partner: str,
    vendor_owner: str | None,
    partner_owner: str | None,
    said: Sequence[Said],
) -> GoalView:
    return GoalView(
        id=row.id,
        partner_id=row.partner_id,
        partner=partner,
        words=row.words,
        due_on=row.due_on,
        state=State(row.state),
        made_on=row.made_at.date(),
        ended_on=row.ended_at.date() if row.ended_at else None,
        reason=row.reason or "",
        vendor_owner_id=row.vendor_owner_id or "",
        vendor_owner=vendor_owner or "",
        partner_owner_id=row.partner_owner_id or "",
        partner_owner=partner_owner or "",
        said=tuple(said),
    )


async def _said_of(session: AsyncSession, goal_ids: Sequence[str]) -> defaultdict[str, list[Said]]:
    rows = await session.execute(
        select(CheckIn, Contact.name)
        .outerjoin(Contact, Contact.id == CheckIn.by)
        .where(CheckIn.goal_id.in_(goal_ids))
        .order_by(CheckIn.slot_on.desc(), CheckIn.at.desc(), CheckIn.id)
    )
    found: defaultdict[str, list[Said]] = defaultdict(list)
    for row, name in rows:
        said = Said(row.slot_on, Side(row.side), Colour(row.colour), name or "", row.note or "")
        found[row.goal_id].append(said)
    return found
