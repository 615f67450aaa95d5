"""How soon people who complained heard of a person: the median, in business hours."""

from collections import defaultdict
from decimal import Decimal
from statistics import median

from sqlalchemy import and_, select

from bot.figures.rules.figures import Cell
from bot.figures.store.figure_cuts import cut
from bot.figures.store.figure_windows import window_table
from bot.figures.store.metrics import Asked, Computed, Groups
from bot.quantities import Quantity
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession
from bot.voice.store.case_tables import Case

MINUTES = 60


async def time_to_first_touch(session: AsyncSession, asked: Asked) -> Computed:
    """Compute the median over the cases opened in each piece of time that were touched.

    Without any it is not defined: nobody was waited for.
    """
    windows = window_table(asked.pieces, asked.footing.calendar.today, asked.footing.zone)
    case = scoped(Case, asked.principal)
    opened = and_(
        case.c.opened_at >= windows.c.first_moment, case.c.opened_at < windows.c.end_moment
    )
    rows = (
        select(windows.c.key, windows.c.closing, case.c.partner_id, case.c.touched_after)
        .select_from(windows.join(case, opened))
        .where(case.c.touched_after.is_not(None))
        .subquery("touched")
    )
    chosen = cut(rows, rows, rows.c.closing, asked.plan, asked.principal)
    found = await session.execute(
        select(rows.c.key, *chosen.labels, rows.c.touched_after)
        .select_from(chosen.source)
        .where(*chosen.conditions)
    )
    minutes: dict[tuple[int, Groups], list[int]] = defaultdict(list)
    for row in found:
        minutes[int(row[0]), tuple(row[1:-1])].append(int(row[-1]))
    if not asked.plan.group_by:
        minutes = {(piece, ()): minutes[piece, ()] for piece in range(len(asked.pieces))}
    return Computed(
        tuple(
            Cell(piece, groups, _hours(waited), base=len(waited))
            for (piece, groups), waited in sorted(minutes.items())
        )
    )


def _hours(minutes: list[int]) -> Quantity:
    value = Decimal(median(minutes)) / MINUTES if minutes else None
    return Quantity(value, "hours")
