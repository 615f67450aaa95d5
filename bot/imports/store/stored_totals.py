"""What became of openings, added up: written by the import whose movements changed it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import or_

from bot.figures.rules.cohorts import (
    LENGTHS,
    Group,
    Sums,
    Totals,
    first_of,
    month_number,
    steps_of,
    totals,
)
from bot.figures.rules.ledger import Movement
from bot.imports.store.pens import COHORT_TOTAL, CONTENT, Pen, plainly
from bot.store.sessions import Database

GROUPS = 100
"""How many groups are looked at together: each has a row a month at most."""
Stored = dict[Group, list[tuple[Any, ...]]]


@dataclass(slots=True)
class Summed:
    """What the movements of all customers that are looked at come to, and came to before.

    `anew` the totals are what everybody's movements come to, whatever was stored.
    """

    now: Totals
    before: Totals
    anew: bool

    def take(self, was: Sequence[Movement], wanted: Sequence[Movement]) -> None:
        """Add one customer, whose movements were others or none."""
        if self.anew:
            self.now.take(wanted)
        elif not was or set(was) != set(wanted):
            self.now.take(wanted)
            self.before.take(was)

    def changes(self) -> dict[Group, dict[int, int]]:
        """Return by how much each group's steps change; nothing is taken after that."""
        found: dict[Group, dict[int, int]] = dict(self.now.steps())
        for group, steps in self.before.steps().items():
            changed = found.setdefault(group, defaultdict(int))
            for month, change in steps.items():
                changed[month] -= change
        return found


async def write_totals(pen: Pen, summed: Summed) -> None:
    """Write the totals of every group whose sums changed, unseen as yet."""
    changes = summed.changes()
    database = pen.batch.database
    if summed.anew:
        changes |= {group: {} for group in await _groups(database) if group not in changes}
    waiting = iter(sorted(changes, key=_place))
    while some := list(islice(waiting, GROUPS)):
        stored = await _stored(database, some)
        for group in some:
            rows = stored.get(group, [])
            steps = changes.pop(group) if summed.anew else _moved(rows, changes.pop(group))
            pen.note(COHORT_TOTAL, (), rows, _rows(group, steps, plain=database.is_sqlite))
        await pen.flush(pen.size)


def _place(group: Group) -> tuple[str, str, int]:
    return group.partner_id or "", group.product_id or "", group.months


def _moved(rows: Iterable[Sequence[Any]], changes: Mapping[int, int]) -> Mapping[int, int]:
    steps = defaultdict(int, changes)
    width = 1 + len(Group._fields)
    held = (
        (month_number(row[width]), row[width + 1] and month_number(row[width + 1]), row)
        for row in rows
    )
    for month, change in steps_of(
        (since, until, Sums(*row[width + 2 :])) for since, until, row in held
    ):
        steps[month] += change
    return steps


def _rows(group: Group, steps: Mapping[int, int], *, plain: bool) -> list[tuple[Any, ...]]:
    def day(month: int | None) -> Any:  # noqa: ANN401 - as the database keeps it
        first = None if month is None else first_of(month)
        return first.isoformat() if first is not None and plain else first

    return [
        (*group, day(since), day(until), *sums) for since, until, sums in totals(steps.items())
    ]


async def _groups(database: Database) -> list[Group]:
    columns = [COHORT_TOTAL.c[name] for name in Group._fields]
    rows = plainly(columns, (), plain=False).where(COHORT_TOTAL.c.shown_until.is_(None))
    async with database.read() as session:
        return [Group(*row) for row in await session.execute(rows.distinct())]


async def _stored(database: Database, groups: Sequence[Group]) -> Stored:
    """Return what is stored of groups, as the database keeps it."""
    table = COHORT_TOTAL.c
    partners = {group.partner_id for group in groups if group.partner_id is not None}
    products = {group.product_id for group in groups if group.product_id is not None}
    theirs = or_(table.partner_id.in_(partners), table.product_id.in_(products))
    if any(group.partner_id is None and group.product_id is None for group in groups):
        theirs |= table.partner_id.is_(None) & table.product_id.is_(None)
    rows = plainly(
        (table.id,), (table[name] for name in CONTENT[COHORT_TOTAL.name]), plain=database.is_sqlite
    ).where(table.shown_until.is_(None), table.months.in_(LENGTHS), theirs)
    found: Stored = {}
    async with database.read() as session:
        for row in await session.execute(rows):
            group = Group(*row[1 : 1 + len(Group._fields)])
            found.setdefault(group, []).append(tuple(row))
    return found
