"""What is promised: every cadence, with its next slots as they will go, changes and all."""

from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import ColumnElement, or_, select

from bot.beat.rules import cadence as rules
from bot.beat.store.changed_slots import is_pending
from bot.beat.store.slot_tables import SlotChange
from bot.beat.store.slots import Change, What, as_change
from bot.beat.store.tables import Cadence
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class Coming:
    """A slot to come, by the moment its rule gives it, with what somebody decided about it."""

    slot: datetime
    change: Change | None = None

    @property
    def at(self) -> datetime:
        """The wall-clock moment that counts by now."""
        return self.change.moved_to or self.slot if self.change else self.slot

    @property
    def goes(self) -> bool:
        """Whether something goes out in it."""
        return self.change is None or self.change.what is What.MOVED


@dataclass(frozen=True, slots=True)
class Promise:
    """A rhythm we promised, with its next slots in wall-clock time, the soonest first."""

    cadence_id: str
    kind: str
    subject: str
    rule: str
    zone: str | None
    paused: bool
    owner: str
    kept: bool
    coming: tuple[Coming, ...]

    @property
    def next_slot(self) -> datetime | None:
        """The moment at which it goes out next; None where it does no more."""
        return next((one.at for one in self.coming if one.goes), None)


async def promises(
    session: AsyncSession, count: int = 1, *, until: datetime | None = None
) -> list[Promise]:
    """Return every cadence with so many slots at least, the next to come first.

    With `until` only those of which something comes by then, or of which a slot was changed.
    """
    wanted = select(Cadence).order_by(Cadence.subject)
    if until is not None:
        wanted = wanted.where(comes_by(until))
    rows = (await session.scalars(wanted)).all()
    changed = await pending(session)
    found = [_promise(row, changed.get(row.id, {}), count) for row in rows]
    last = datetime.max  # noqa: DTZ901 - a slot is a wall-clock moment
    return sorted(found, key=lambda one: (one.paused, one.next_slot or last, one.subject))


async def promise_of(session: AsyncSession, cadence_id: str, count: int) -> Promise | None:
    """Return one cadence with so many slots at least, fewer where it ends before."""
    row = await session.get(Cadence, cadence_id, populate_existing=True)
    if row is None:
        return None
    changed = await pending(session, [cadence_id])
    return _promise(row, changed.get(cadence_id, {}), count)


async def called(session: AsyncSession, name: str, count: int) -> list[Promise]:
    """Return the cadences of this subject, else those whose id begins so; each as above."""
    rows = (await session.scalars(select(Cadence).where(Cadence.subject == name))).all()
    if not rows and name:
        begins = Cadence.id.startswith(name, autoescape=True)
        rows = (await session.scalars(select(Cadence).where(begins).limit(2))).all()
    changed = await pending(session, [row.id for row in rows])
    return [_promise(row, changed.get(row.id, {}), count) for row in rows]


async def pending(
    session: AsyncSession, cadence_ids: Collection[str] | None = None
) -> Mapping[str, Mapping[datetime, Change]]:
    """Return what was decided about slots to come, by cadence and slot; of all without ids."""
    wanted = select(SlotChange).where(is_pending()).order_by(SlotChange.slot)
    if cadence_ids is not None:
        wanted = wanted.where(SlotChange.cadence_id.in_(sorted(cadence_ids)))
    found: dict[str, dict[datetime, Change]] = {}
    for row in await session.scalars(wanted):
        found.setdefault(row.cadence_id, {})[row.slot] = as_change(row)
    return found


def comes_by(until: datetime) -> ColumnElement[bool]:
    """Return the condition that something of a cadence comes by then, or that a slot was changed.

    By it whoever looks ahead again and again leaves alone what comes long after.
    """
    changed = select(SlotChange.cadence_id).where(is_pending())
    return or_(Cadence.next_due_at <= until, Cadence.id.in_(changed))


def slots_of(row: Cadence, but: Container[datetime] = ()) -> Iterator[datetime]:
    """Walk the slots that a cadence's rule gives from its next one on, but for these."""
    if row.next_slot is None:
        return
    onwards = rules.slots_from(rules.Cadence(row.rule, row.next_slot, row.zone))
    yield from (slot for slot in onwards if slot not in but)


def _promise(row: Cadence, changed: Mapping[datetime, Change], count: int) -> Promise:
    coming = [Coming(slot, change) for slot, change in changed.items()]
    coming += [Coming(slot) for slot in islice(slots_of(row, changed), count)]
    return Promise(
        cadence_id=row.id,
        kind=row.kind,
        subject=row.subject,
        rule=row.rule,
        zone=row.zone,
        paused=row.paused,
        owner=row.owner,
        kept=row.kept,
        coming=tuple(sorted(coming, key=lambda one: (one.at, one.slot))),
    )
