"""How many people are certified, and who they are where that may be told."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, Subquery, and_, func, or_, select

from bot.figures.rules.figures import Cell, Note
from bot.figures.store.figure_cuts import cut
from bot.figures.store.figure_windows import window_table
from bot.figures.store.metrics import Asked, Computed, every_piece
from bot.figures.store.partner_tables import Certification
from bot.name_keys import name_key
from bot.people.store.tables import Contact
from bot.quantities import Quantity
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession

MOST_NAMES = 12
AHEAD = timedelta(days=90)
"""How far ahead it is told that a certification lapses."""


async def certified_people(session: AsyncSession, asked: Asked) -> Computed:
    """Count people who hold a certification at the end of the day, each once."""
    rows = await session.execute(_counted(asked))
    found = {(int(row[0]), tuple(row[1:-2])): (int(row[-2]), int(row[-1])) for row in rows}
    cells = tuple(
        Cell(piece, groups, Quantity(people, "count"), base=held)
        for (piece, groups), (people, held) in every_piece(asked, found).items()
    )
    notes = (*await _names(session, asked), *await _lapsing(session, asked))
    return Computed(cells, notes=notes)


def in_force(rows: Subquery, day: ColumnElement[Any]) -> ColumnElement[bool]:
    """Say that a certification holds on this day, its last one included."""
    return and_(
        rows.c.earned_on <= day, or_(rows.c.valid_until.is_(None), rows.c.valid_until >= day)
    )


def _counted(asked: Asked) -> Select[Any]:
    windows = _windows(asked)
    rows = scoped(Certification, asked.principal)
    source = windows.join(rows, in_force(rows, windows.c.closing))
    chosen = cut(source, rows, windows.c.closing, asked.plan, asked.principal)
    return (
        select(windows.c.key, *chosen.labels, func.count(_person(rows).distinct()), func.count())
        .select_from(chosen.source)
        .where(*chosen.conditions)
        .group_by(windows.c.key, *chosen.labels)
        .order_by(windows.c.key, *chosen.labels)
    )


def _person(rows: Subquery) -> ColumnElement[str]:
    """Return what tells people apart: a contact, or a name at a partner."""
    by_name = rows.c.partner_id + " " + func.coalesce(rows.c.name_key, rows.c.id)
    return func.coalesce(rows.c.contact_id, by_name)


async def _names(session: AsyncSession, asked: Asked) -> tuple[Note, ...]:
    """Name them where one partner is asked about: to itself, and to the vendor."""
    if asked.plan.group_by or asked.plan.grain or not is_of_one_partner(asked):
        return ()
    windows = _windows(asked)
    rows, people = (scoped(table, asked.principal) for table in (Certification, Contact))
    source = windows.join(rows, in_force(rows, windows.c.closing))
    chosen = cut(source, rows, windows.c.closing, asked.plan, asked.principal)
    name = func.coalesce(people.c.name, rows.c.person)
    found = await session.scalars(
        select(name)
        .select_from(chosen.source.outerjoin(people, people.c.id == rows.c.contact_id))
        .where(*chosen.conditions, windows.c.key == 0, func.coalesce(name, "") != "")
        .distinct()
    )
    # Of several writings of one name one is told, the same on every database.
    names = [name for _, name in sorted({name_key(each): each for each in sorted(found)}.items())]
    if not names:
        return ()
    told = ", ".join(names[:MOST_NAMES])
    if len(names) <= MOST_NAMES:
        return (Note("ask_note_certified", {"names": told}),)
    more = Quantity(len(names) - MOST_NAMES, "count")
    return (Note("ask_note_certified_more", {"names": told, "more": more}),)


async def _lapsing(session: AsyncSession, asked: Asked) -> tuple[Note, ...]:
    """Say whose certification lapses soon, where one partner is asked about, the first first.

    Who holds the same for longer by another row has nothing that lapses.
    """
    if asked.plan.group_by or asked.plan.grain or not is_of_one_partner(asked):
        return ()
    windows = _windows(asked)
    rows, people = (scoped(table, asked.principal) for table in (Certification, Contact))
    source = windows.join(rows, in_force(rows, windows.c.closing))
    chosen = cut(source, rows, windows.c.closing, asked.plan, asked.principal)
    name = func.coalesce(people.c.name, rows.c.person, "")
    found = await session.execute(
        select(windows.c.closing, name, rows.c.what, rows.c.valid_until)
        .select_from(chosen.source.outerjoin(people, people.c.id == rows.c.contact_id))
        .where(*chosen.conditions, windows.c.key == 0, name != "")
    )
    last, soon = dict[tuple[str, str], date](), date.max
    for closing, person, what, until in found:
        soon = closing + AHEAD
        held = (person, what)
        last[held] = max(last.get(held, date.min), until or date.max)
    ending = sorted((until, *held) for held, until in last.items() if until <= soon)
    if not ending:
        return ()
    told = ", ".join(f"{person} ({what})" for _, person, what in ending[:MOST_NAMES])
    return (Note("ask_note_lapsing", {"day": soon, "who": told, "first": ending[0][0]}),)


def is_of_one_partner(asked: Asked) -> bool:
    """Say whether all that is asked about is one partner's."""
    chosen = asked.plan.filter_on("partner")
    is_one = chosen is not None and not chosen.negated and len(chosen.values) == 1
    return is_one or not asked.principal.is_vendor


def _windows(asked: Asked) -> CTE:
    return window_table(asked.pieces, asked.footing.calendar.today, asked.footing.zone)
