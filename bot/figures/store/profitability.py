"""What customers brought to date, less what it cost to win one in the quarter each joined."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, func, select

from bot.figures.rules.figures import Cell, Note
from bot.figures.rules.formulas import acquisition_cost
from bot.figures.rules.windows import DAY, Calendar, Unit, Window
from bot.figures.store.definitions import DEFINITIONS
from bot.figures.store.figure_cuts import cut, labelled
from bot.figures.store.figure_windows import window_table
from bot.figures.store.ledger_tables import Movement
from bot.figures.store.measures import measured
from bot.figures.store.metrics import Asked, Computed, Groups
from bot.figures.store.tables import RevenueLine
from bot.quantities import Quantity
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession

QUARTERS = 60
"""How far back it is known what a customer cost; who joined before that is left out, and said."""


@dataclass(slots=True)
class _Group:
    """Customers with a cost: how many, what they brought net of it, and how many not enough."""

    customers: int = 0
    below: int = 0
    net: Decimal = Decimal(0)

    def take(self, brought: int, cost: Decimal) -> None:
        self.customers += 1
        self.net += brought - cost
        self.below += brought < cost


async def net_profitability(session: AsyncSession, asked: Asked) -> Computed:
    """Compute the mean of revenue billed to date less the CAC of the quarter of joining.

    A customer who never paid, and one who joined in a quarter without any cost in the books, is
    left out; how many the latter are is said.
    """
    cells, left, lost = list[Cell](), 0, 0
    for piece, window in enumerate(asked.pieces):
        day = min(window.last, asked.footing.calendar.today)
        rows = list(await session.execute(_customers(asked, day)))
        costs = await _costs(session, asked, day)
        groups: defaultdict[Groups, _Group] = defaultdict(_Group)
        for row in rows:
            cost = costs.get(_quarter(asked.footing.calendar, row.joined))
            if cost is None:
                left += 1
                continue
            names = tuple(name or "" for name in row[3:])
            groups[names].take(int(row.brought or 0), cost)
        if not asked.plan.group_by:
            groups.setdefault((), _Group())
        cells += (_cell(piece, names, groups[names], asked) for names in sorted(groups))
        lost += sum(group.below for group in groups.values())
    return Computed(tuple(cells), notes=tuple(_notes(asked, lost, left)))


def _cell(piece: int, names: Groups, group: _Group, asked: Asked) -> Cell:
    mean = group.net / group.customers if group.customers else None
    worth = Quantity(mean, "money", asked.footing.currency)
    return Cell(piece, names, worth, base=group.customers)


def _notes(asked: Asked, lost: int, left: int) -> Iterable[Note]:
    if len(asked.pieces) == 1:
        yield Note("note_below_cost", {"count": Quantity(lost, "count")})
    if left:
        yield Note("note_without_cost", {"count": Quantity(left, "count")})


def _customers(asked: Asked, day: date) -> Select[Any]:
    """Select customer, the day they joined, what was billed to them by a day, and their groups."""
    principal, calendar = asked.principal, asked.footing.calendar
    movement, line = scoped(Movement, principal), scoped(RevenueLine, principal)
    windows = window_table([Window(day, day + DAY)], calendar.today, asked.footing.zone)
    billed = (
        select(line.c.customer_id, func.sum(line.c.amount).label("brought"))
        .where(line.c.booked_on <= day)
        .group_by(line.c.customer_id)
        .subquery("billed")
    )
    joined = and_(
        movement.c.level == "customer",
        movement.c.kind == "new",
        movement.c.day <= windows.c.closing,
    )
    source = windows.join(movement, joined)
    chosen = cut(source, movement, windows.c.closing, asked.plan, principal)
    brought = func.max(billed.c.brought).label("brought")
    return (
        select(
            movement.c.customer_id,
            func.min(movement.c.day).label("joined"),
            brought,
            *labelled(chosen.labels),
        )
        .select_from(
            chosen.source.outerjoin(billed, billed.c.customer_id == movement.c.customer_id)
        )
        .where(*chosen.conditions)
        .group_by(movement.c.customer_id, *chosen.labels)
    )


def _quarter(calendar: Calendar, day: date) -> Window:
    return calendar.unit(Unit.QUARTER, of=day)


async def _costs(session: AsyncSession, asked: Asked, until: date) -> dict[Window, Decimal | None]:
    """Return what it cost to win a customer in each quarter, the whole programme over."""
    calendar = asked.footing.calendar
    # As many whenever it is asked: a statement with another number of them is compiled anew.
    quarters = tuple(calendar.unit(Unit.QUARTER, -back, of=until) for back in range(QUARTERS))
    plan = replace(asked.plan, group_by=(), filters=(), top_n=None)
    whole = replace(asked, plan=plan, pieces=quarters, is_compared=False)
    found = await measured(session, whole, DEFINITIONS["cac"].needs)
    return {
        quarter: _known(acquisition_cost(found[number, ()]).value)
        for number, quarter in enumerate(quarters)
    }


def _known(cost: Decimal | None) -> Decimal | None:
    return cost or None
