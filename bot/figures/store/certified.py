"""How many people are certified, and who they are where that may be told."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, Subquery, and_, func, or_, select

from bot.figures.rules.figures import Cell, Note, NoteValue
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
CERTIFIED = ("ask_note_certified", "ask_note_certified_more")
LAPSING = ("ask_note_lapsing", "ask_note_lapsing_more")
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
    return Computed(cells, notes=await _notes(session, asked))


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


async def _notes(session: AsyncSession, asked: Asked) -> tuple[Note, ...]:
    """Name them where one partner is asked about, to itself and to the vendor."""
    if asked.plan.group_by or asked.plan.grain or not is_of_one_partner(asked):
        return ()
    windows = _windows(asked)
    rows, people = (scoped(table, asked.principal) for table in (Certification, Contact))
    source = windows.join(rows, in_force(rows, windows.c.closing))
    chosen = cut(source, rows, windows.c.closing, asked.plan, asked.principal)
    name = func.coalesce(people.c.name, rows.c.person, "")
    found = await session.execute(
        select(name, rows.c.what, rows.c.valid_until, windows.c.closing)
        .select_from(chosen.source.outerjoin(people, people.c.id == rows.c.contact_id))
        .where(*chosen.conditions, windows.c.key == 0, name != "")
    )
    held = [tuple(row) for row in found]
    return (*_names({name for name, *_ in held}), *_lapsing(held)) if held else ()


def _names(found: Collection[str]) -> tuple[Note, ...]:
    # Of several writings of one name one is told, the same on every database.
    names = [name for _, name in sorted({name_key(each): each for each in sorted(found)}.items())]
    return (_counted_out(CERTIFIED, "names", names, {}),)


def _lapsing(held: Sequence[tuple[str, str, date | None, date]]) -> tuple[Note, ...]:
    """Say whose certification lapses soon, the first first.

    Who holds the same for longer by another row has nothing that lapses.
    """
    last: dict[tuple[str, str], tuple[date, str]] = {}
    for person, what, until, _ in sorted(held, key=lambda row: row[0]):
        ends = (until or date.max, f"{person} ({what})")
        last[name_key(person), what] = max(last.get((name_key(person), what), ends), ends)
    soon = held[0][3] + AHEAD
    ending = sorted(ends for ends in last.values() if ends[0] <= soon)
    if not ending:
        return ()
    days = {"day": soon, "first": ending[0][0]}
    return (_counted_out(LAPSING, "who", [who for _, who in ending], days),)


def _counted_out(
    keys: tuple[str, str], name: str, told: Sequence[str], said: Mapping[str, date]
) -> Note:
    """Tell so many as a person reads, and by the second sentence how many more there are."""
    values: dict[str, NoteValue] = {**said, name: ", ".join(told[:MOST_NAMES])}
    if len(told) <= MOST_NAMES:
        return Note(keys[0], values)
    return Note(keys[1], {**values, "more": Quantity(len(told) - MOST_NAMES, "count")})


def is_of_one_partner(asked: Asked) -> bool:
    """Say whether all that is asked about is one partner's."""
    chosen = asked.plan.filter_on("partner")
    is_one = chosen is not None and not chosen.negated and len(chosen.values) == 1
    return is_one or not asked.principal.is_vendor


def _windows(asked: Asked) -> CTE:
    return window_table(asked.pieces, asked.footing.calendar.today, asked.footing.zone)
