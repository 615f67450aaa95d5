"""How soon people who complained heard of a person: the median, in business hours.

It is taken over the cases that whoever asks may read one by one. To others it would tell on
which day somebody of which partner complained, and so what they answered.
"""

from collections import defaultdict
from decimal import Decimal
from statistics import median

from sqlalchemy import ColumnElement, Subquery, and_, or_, select

from bot.figures.rules.figures import Cell, Note
from bot.figures.store.figure_cuts import cut
from bot.figures.store.figure_windows import window_table
from bot.figures.store.metrics import Asked, Computed, Groups
from bot.people.store.tables import Partner
from bot.principal import Principal
from bot.quantities import Quantity
from bot.rights import Right, may
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
        .where(case.c.touched_after.is_not(None), *_read_by(case, asked.principal))
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
    is_of_all = may(asked.principal, Right.SEE_EVERYBODY)
    return Computed(
        tuple(
            Cell(piece, groups, _hours(waited), base=len(waited))
            for (piece, groups), waited in sorted(minutes.items())
        ),
        notes=() if is_of_all else (Note("note_cases_read"),),
    )


def _read_by(case: Subquery, person: Principal) -> tuple[ColumnElement[bool], ...]:
    """Say which cases somebody may read: all, those of partners they look after, or their own."""
    if may(person, Right.SEE_EVERYBODY):
        return ()
    partner = scoped(Partner, person)
    theirs = select(partner.c.id).where(
        or_(
            partner.c.manager_id == person.contact_id,
            partner.c.deputy_id == person.contact_id,
        )
    )
    return (or_(case.c.owner_id == person.contact_id, case.c.partner_id.in_(theirs)),)


def _hours(minutes: list[int]) -> Quantity:
    value = Decimal(median(minutes)) / MINUTES if minutes else None
    return Quantity(value, "hours")
