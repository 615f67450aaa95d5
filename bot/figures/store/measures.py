"""From the measures that SQL brings to a metric's figures: the one way all of them go."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import CTE, Select

from bot.figures.rules.figures import Cell, Note
from bot.figures.rules.formulas import Formula, Values
from bot.figures.rules.parts import Parts
from bot.figures.rules.plan import Plan
from bot.figures.rules.windows import Calendar, Window
from bot.figures.store.figure_windows import window_table
from bot.figures.store.metrics import Asked, Compute, Computed, Groups
from bot.quantities import Quantity
from bot.store.sessions import AsyncSession

Found = Mapping[tuple[int, Groups], Values]
"""Measures by piece of time and groups."""
Spans = Callable[[Window, Calendar], tuple[Window, ...]]
"""The windows that a piece of time looks at; their measures are summed."""


def itself(piece: Window, _calendar: Calendar) -> tuple[Window, ...]:
    """Look at the piece as it is."""
    return (piece,)


Selects = Callable[[Asked, CTE, tuple[str, ...]], Select[Any]]
"""Is asked for windows as its pieces, and gives the key of the window, the groups, and the named
measures in their order."""


@dataclass(frozen=True, slots=True)
class AddedUp:
    """Windows of which a family's measures were added up when the rows came in, and are read."""

    holds: Callable[[Asked, Window, tuple[str, ...]], bool]
    select: Selects


@dataclass(frozen=True, slots=True)
class Family:
    """Measures that are read from one kind of row by one statement.

    Where they were `added_up` for a window as it is asked, they are not worked out again.
    """

    select: Selects
    cuts: frozenset[str]
    added_up: AddedUp | None = None

    def ways(
        self, asked: Asked, windows: tuple[Window, ...], names: tuple[str, ...]
    ) -> Iterator[tuple[Selects, tuple[Window, ...]]]:
        """Part windows by how their measures are found, and yield the way with its windows."""
        kept = self.added_up
        read = tuple(each for each in windows if kept and kept.holds(asked, each, names))
        worked_out = tuple(each for each in windows if each not in read)
        if kept and read:
            yield kept.select, read
        if worked_out:
            yield self.select, worked_out


Hold = Callable[[AsyncSession, Asked], Awaitable[frozenset[str]]]
"""Find the dimensions that rows can be cut by as they are."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a metric needs of a family: which measures, and over which windows of each piece.

    `prefix` is put before the names, where one family is looked at over two times. With `held_to`
    it is cut by the dimensions that this finds only: a group of another one is held to the whole.
    """

    family: Family
    names: tuple[str, ...]
    spans: Spans = itself
    prefix: str = ""
    held_to: Hold | None = None


Say = Callable[[AsyncSession, Asked, Found], Awaitable[tuple[Note, ...]]]


async def say_nothing(_session: AsyncSession, _asked: Asked, _found: Found) -> tuple[Note, ...]:
    """Add nothing to a figure."""
    return ()


@dataclass(frozen=True, slots=True)
class Definition:
    """A metric of the books: what it needs, its formula, and the measures that are its base."""

    needs: tuple[Need, ...]
    formula: Formula
    unit: str
    base: tuple[str, ...] = ()
    notes: Say = say_nothing


def computed(definition: Definition) -> Compute:
    """Return what computes a metric as it is defined."""

    async def compute(session: AsyncSession, asked: Asked) -> Computed:
        found = await measured(session, asked, definition.needs)
        currency = asked.footing.currency if definition.unit.startswith("money") else ""
        worths = {key: definition.formula(values) for key, values in found.items()}
        cells = tuple(
            Cell(
                *key,
                Quantity(worth.value, definition.unit, currency),
                base=sum(found[key][each] for each in definition.base)
                if definition.base
                else None,
                parts=Parts(worth.numerator, worth.denominator, found[key]),
            )
            for key, worth in worths.items()
        )
        notes = await definition.notes(session, asked, found) if asked.tells else ()
        return Computed(cells, notes=notes)

    return compute


async def measured(session: AsyncSession, asked: Asked, needs: tuple[Need, ...]) -> Found:
    """Read what is needed of every family: all named measures for each piece and group.

    What a family has no rows for is 0; a group is there where any family found it.
    """
    cuts = [await need.held_to(session, asked) if need.held_to else None for need in needs]
    brought = [await _read(session, asked, *one) for one in zip(needs, cuts, strict=True)]
    strict = [found for cut, found in zip(cuts, brought, strict=True) if cut is None]
    keys = {key for found in strict for key in found}
    if not asked.plan.group_by:
        keys |= {(piece, ()) for piece in range(len(asked.pieces))}
    merged: dict[tuple[int, Groups], Values] = {}
    for key in sorted(keys):
        merged[key] = {
            need.prefix + name: _value(found, cut, key, asked.plan)[name]
            for need, cut, found in zip(needs, cuts, brought, strict=True)
            for name in need.names
        }
    return merged


_Counted = dict[tuple[int, Groups], Counter[str]]


def _value(
    found: _Counted, cut: frozenset[str] | None, key: tuple[int, Groups], plan: Plan
) -> Counter[str]:
    piece, groups = key
    if cut is not None:
        pairs = zip(plan.group_by, groups, strict=True)
        groups = tuple(group for dimension, group in pairs if dimension in cut)
    return found.get((piece, groups), Counter())


async def _read(
    session: AsyncSession, asked: Asked, need: Need, cut: frozenset[str] | None
) -> _Counted:
    calendar = asked.footing.calendar
    looked = [need.spans(piece, calendar) for piece in asked.pieces]
    windows = tuple(dict.fromkeys(window for spans in looked for window in spans))
    if not windows:
        return {}
    if cut is not None:
        asked = replace(asked, plan=_loosened(asked.plan, cut))
    by_window: dict[Window, list[tuple[Groups, tuple[int, ...]]]] = {}
    width = 1 + len(asked.plan.group_by)
    for select, some in need.family.ways(asked, windows, need.names):
        table = window_table(some, calendar.today, asked.footing.zone)
        wanted = select(replace(asked, pieces=some), table, need.names)
        for row in await session.execute(wanted):
            groups = tuple("" if group is None else group for group in row[1:width])
            values = tuple(int(value or 0) for value in row[width:])
            by_window.setdefault(some[int(row[0])], []).append((groups, values))
    counted: _Counted = {}
    for piece, spans in enumerate(looked):
        for window in spans:
            for groups, values in by_window.get(window, ()):
                sums = counted.setdefault((piece, groups), Counter())
                sums.update(dict(zip(need.names, values, strict=True)))
    return counted


def _loosened(plan: Plan, cuts: frozenset[str]) -> Plan:
    return replace(
        plan,
        group_by=tuple(dimension for dimension in plan.group_by if dimension in cuts),
        filters=tuple(chosen for chosen in plan.filters if chosen.dimension in cuts),
        top_n=None,
    )
