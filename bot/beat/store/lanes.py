"""Lanes: one holder at a time, and a token that keeps a holder who was late from writing.

Every step takes as many lanes as want it at a time. Leases are in system time, which `until`
and `system` carry; `now` is the business time.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    bindparam,
    func,
    or_,
    select,
    text,
    tuple_,
    update,
)

from bot.beat.rules.outcomes import LOOKED_FOR, Rest, State
from bot.beat.store.leaving import may_leave
from bot.beat.store.tables import RESTING, Delivery, Lane
from bot.errors import DrumbeatError
from bot.store.inserts import dialect_of
from bot.store.sessions import AsyncSession, Database


class Fenced(DrumbeatError):
    """Another holder took the lane: nothing more may be sent or written for it."""


@dataclass(frozen=True, slots=True)
class Grip:
    """A hold on a lane; it is worth as much as its token is still the lane's."""

    lane: str
    token: int


async def take(
    session: AsyncSession,
    names: Collection[str],
    *,
    holder: str,
    system: datetime,
    until: datetime,
) -> dict[str, Grip | datetime]:
    """Take the lanes that are free; of the others return the moment until which they are not.

    A lane that this holder has already is what a drain left that stumbled: it is taken anew.
    """
    wanted = sorted(set(names))
    free = or_(Lane.until.is_(None), Lane.until <= system, Lane.holder == holder)
    # Whoever writes to a lane just now has it: nobody waits for them.
    chosen = select(Lane.name).where(Lane.name.in_(wanted), free).order_by(Lane.name)
    taken = await session.execute(
        update(Lane)
        .where(Lane.name.in_(chosen.with_for_update(skip_locked=True)))
        .values(token=Lane.token + 1, holder=holder, until=until)
        .returning(Lane.name, Lane.token)
        .execution_options(synchronize_session=False)
    )
    found: dict[str, Grip | datetime] = {name: Grip(name, token) for name, token in taken}
    if len(found) == len(wanted):
        return found
    known = await session.execute(
        select(Lane.name, Lane.until).where(Lane.name.in_(wanted), Lane.name.not_in(list(found)))
    )
    found |= {name: busy or system for name, busy in known}
    new = [
        {"name": name, "token": 1, "holder": holder, "until": until}
        for name in wanted
        if name not in found
    ]
    if new:
        bare = Lane.__table__
        insert = dialect_of(session).insert(bare).on_conflict_do_nothing().returning(bare.c.name)
        laid = await session.execute(insert, new)
        found |= {name: Grip(name, 1) for name in laid.scalars()}
    return {name: found.get(name, system) for name in wanted}


async def hold(session: AsyncSession, grips: Collection[Grip], until: datetime) -> frozenset[Grip]:
    """Lock these lanes to the transaction's end and lengthen their leases.

    Return the ones that are held still; for all others nothing more may be written.
    """
    if not grips:
        return frozenset()
    asked = sorted((grip.lane, grip.token) for grip in grips)
    mine = select(Lane.name).where(tuple_(Lane.name, Lane.token).in_(asked)).order_by(Lane.name)
    held = await session.execute(
        update(Lane)
        .where(Lane.name.in_(mine.with_for_update()))
        .values(until=until)
        .returning(Lane.name, Lane.token)
        .execution_options(synchronize_session=False)
    )
    return frozenset(Grip(name, token) for name, token in held)


async def release(
    session: AsyncSession,
    let_go: Mapping[Grip, tuple[datetime, Rest] | None],
    now: datetime,
    system: datetime,
) -> dict[str, datetime | None]:
    """Let go of lanes that are held, each until its moment if it needs a rest, and for what.

    Return by lane when the first delivery that rests may be tried again, or looked for.
    """
    if not let_go:
        return {}
    alike: defaultdict[tuple[datetime, Rest] | None, list[str]] = defaultdict(list)
    for grip, rest in let_go.items():
        alike[rest].append(grip.lane)
    again: dict[str, datetime | None] = {}
    for rest, names in alike.items():
        until, why = rest or (None, "")
        left = await session.execute(
            update(Lane)
            .where(Lane.name.in_(sorted(names)))
            .values(until=until, holder=None, rests_for=why, **_still_to_come(now, system))
            .returning(Lane.name, Lane.next_due_at, Lane.next_try_at)
            .execution_options(synchronize_session=False)
        )
        again |= {name: tried if due is None or due > now else system for name, due, tried in left}
    return again


def _still_to_come(now: datetime, system: datetime) -> dict[str, ScalarSelect[Any]]:
    """Return what a lane keeps of its deliveries, as they stand now.

    The first due moment of those that may be tried, and when the first may be that rests, or
    is to be looked for. Whatever grew ripe for a look while the lane was drained is among them:
    nothing else would bring anybody back for it.
    """
    here = (Delivery.lane == Lane.name) & may_leave()
    to_try = (Delivery.state == State.PLANNED) & may_leave() & (Delivery.rests_until > system)
    to_find = (Delivery.state == State.UNKNOWN) & (Delivery.due_at > now - LOOKED_FOR)
    rested = or_(Delivery.rests_until.is_(None), Delivery.rests_until <= system)
    first = (
        select(Delivery.due_at)
        .where(here, Delivery.state == State.PLANNED, rested)
        .order_by(Delivery.due_at)
        .limit(1)
    )
    tried = select(func.min(Delivery.rests_until)).where(
        Delivery.lane == Lane.name, text(RESTING), or_(to_try, to_find)
    )
    return {
        "next_due_at": first.correlate(Lane).scalar_subquery(),
        "next_try_at": tried.correlate(Lane).scalar_subquery(),
    }


async def expect(session: AsyncSession, which: ColumnElement[bool]) -> None:
    """Let the lanes of these deliveries know when the first of them is due.

    Whoever plans deliveries, moves them or lets them go on says so in the same transaction, as
    its last step: a lane that knows of nothing is drained by nobody.
    """
    found = await session.execute(
        select(Delivery.lane, func.min(Delivery.due_at))
        .where(Delivery.state == State.PLANNED, Delivery.lane.is_not(None), which)
        .group_by(Delivery.lane)
        .order_by(Delivery.lane)
    )
    await expect_at(session, {lane: due for lane, due in found if lane})


async def expect_at(session: AsyncSession, soonest: Mapping[str, datetime]) -> None:
    """Likewise, of deliveries whose lanes and due moments are at hand."""
    rows = [{"name": lane, "token": 0, "next_due_at": soonest[lane]} for lane in sorted(soonest)]
    if not rows:
        return
    bare = Lane.__table__
    insert = dialect_of(session).insert(bare)
    sooner = or_(bare.c.next_due_at.is_(None), insert.excluded.next_due_at < bare.c.next_due_at)
    await session.execute(
        insert.on_conflict_do_update(
            index_elements=[bare.c.name],
            set_={"next_due_at": insert.excluded.next_due_at},
            where=sooner,
        ),
        rows,
    )


_NOW: BindParameter[datetime] = bindparam("now")
_SYSTEM: BindParameter[datetime] = bindparam("system")
_WAITING = (
    select(Lane.name)
    .where(
        or_(Lane.until.is_(None), Lane.until <= _SYSTEM),
        or_(
            Lane.next_due_at <= _NOW,
            Lane.next_try_at <= _SYSTEM,
            # Who let go said so; whoever did not is gone.
            Lane.holder.is_not(None),
        ),
    )
    .order_by(Lane.name)
)


async def waiting(database: Database, now: datetime, system: datetime) -> list[str]:
    """Return the lanes that nobody holds and that have something due, or left half-sent."""
    return [name for (name,) in await database.ask(_WAITING, {"now": now, "system": system})]
