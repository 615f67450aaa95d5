"""How many answered, of how many who were asked, and how much of the programme they are.

Who answered by name is no secret to those who asked. Of those who answered in confidence a count
is told where their score would be: else a group of two would tell who answered, and who did not.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, case, func, select

from bot.figures.rules.figures import Cell, Note
from bot.figures.rules.plan import Plan
from bot.figures.rules.windows import DAY, Window
from bot.figures.store.books import BOOKS
from bot.figures.store.figure_cuts import by_partner
from bot.figures.store.metrics import Asked, Compute, Computed
from bot.people.store.tables import Contact
from bot.quantities import Quantity, share, withheld
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession
from bot.voice.rules.measures import EVENT, RELATIONSHIP
from bot.voice.rules.nearness import NEVER, Alike, Counts, Span, span_of
from bot.voice.rules.promises import ANONYMOUS, NAMED
from bot.voice.rules.whole_tables import Rows, rows_told
from bot.voice.rules.withholding import World
from bot.voice.store.closings import (
    COUNTED,
    KIND,
    Closings,
    closed_table,
    closings_of,
)
from bot.voice.store.sampled import said_sample
from bot.voice.store.standings import standings
from bot.voice.store.survey_changes import Moves
from bot.voice.store.survey_cuts import PLACES, kinds_of, named_groups, said_cut, wanted_of
from bot.voice.store.tables import Invitation, Response, Wave

HALF = 50
"""Percent of the partners asked: a score of fewer is said with a caution."""


@dataclass(frozen=True, slots=True)
class Asking:
    """How many of some who are alike were asked, and how many of those answered."""

    unit: int
    values: tuple[str, ...]
    is_named: bool
    delivered: int
    answered: int
    responses: int


Shown = Callable[[Sequence[Asking]], tuple[Quantity, int]]
"""Makes a figure of all who were asked, and says over how many it is taken."""


def reach(shown: Shown) -> Compute:
    """Compute how many answered in every piece and group."""

    async def computed(session: AsyncSession, asked: Asked) -> Computed:
        cells: list[Cell] = []
        notes = [*said_cut(asked.plan)]
        for kind in kinds_of(asked.plan, RELATIONSHIP):
            closings, rows = await _askings(session, asked, kind)
            cells += _cells(shown, closings, rows, asked, kind)
            notes += [note async for note in said_sample(session, asked, closings)]
        cells.sort(key=lambda cell: (cell.piece, cell.groups))
        return Computed(tuple(cells), notes=tuple(notes))

    return computed


async def coverage(session: AsyncSession, asked: Asked) -> Computed:
    """Compute the share of asked partners with an answer, and what they are of all asked."""
    kinds = kinds_of(asked.plan, RELATIONSHIP)
    if asked.plan.group_by or len(asked.pieces) > 1 or len(kinds) != 1:
        return await reach(_partners)(session, asked)
    [kind] = kinds
    closings, rows = await _askings(session, asked, kind)
    cells = _cells(_partners, closings, rows, asked, kind)
    span = closings.within(asked.pieces[0])
    inside = [row for row in _let_in(rows, asked) if span and span[0] <= row.unit <= span[1]]
    if not all(row.is_named for row in inside):
        inside = []  # which partners are so much of the revenue is soon worked out
    roles = {(row.values[0], row.values[_ROLE]) for row in inside if row.delivered}
    heard = {(row.values[0], row.values[_ROLE]) for row in inside if row.answered}
    notes = [Note("note_coverage_roles", {"share": share(len(heard & roles), len(roles))})]
    partners = {row.values[0] for row in inside if row.delivered}
    worth = await _arr(session, asked, partners)
    if whole := sum(worth.values()):
        of_them = sum(
            worth.get(row, 0) for row in {row.values[0] for row in inside if row.answered}
        )
        notes.insert(0, Note("note_coverage_arr", {"share": share(of_them, whole)}))
    notes = [note async for note in said_sample(session, asked, closings)] + notes
    return Computed(tuple(cells), notes=(*said_cut(asked.plan), *(notes if roles else ())))


_ROLE = PLACES.index("role")


async def said_coverage(moves: Moves, told: Sequence[Alike]) -> AsyncIterator[Note]:
    """Say at how many of the partners that were asked somebody answered in a score's waves."""
    asked, kind = moves.asked, moves.kind
    if not by_partner(asked.plan, asked.principal):
        first, last = span_of(told)
        waves = moves.closings.only(range(first, last + 1))
        rows = await _asked_in(moves.session, asked, kind, waves, moves.score.scale.name)
        some = [*_let_in(rows, asked)]
        rests_on = _confided(rows, (0, last - first), asked, ()).get(())
        quantity, partners = _partners(_told(some, rests_on) or ())
        if partners:
            few = quantity.value is not None and quantity.value < HALF
            base = Quantity(partners, "count")
            yield Note(
                "note_coverage_few" if few else "note_coverage",
                {"share": quantity, "count": base},
            )


async def _arr(session: AsyncSession, asked: Asked, partners: set[str]) -> dict[str, int]:
    """Return the recurring revenue of these partners at the end of the time asked for."""
    [arr] = [builder for builder in BOOKS if builder.metric == "arr"]
    last = min(asked.pieces[0].last, asked.footing.calendar.today)
    window = Window(last, last + DAY)
    plan = Plan(("arr",), window, group_by=("partner",))
    found = await arr.compute(session, Asked(plan, (window,), asked.principal, asked.footing))
    return {
        cell.groups[0]: int(cell.quantity.value or 0)
        for cell in found.cells
        if cell.groups[0] in partners
    }


def _cells(
    shown: Shown, closings: Closings, rows: Sequence[Asking], asked: Asked, kind: str
) -> list[Cell]:
    plan, found = asked.plan, list[Cell]()
    places = [PLACES.index(each) for each in plan.group_by if each != KIND]
    let_in = list(_let_in(rows, asked))
    for piece, window in enumerate(asked.pieces):
        span = closings.within(window)
        grouped: defaultdict[tuple[str, ...], list[Asking]] = defaultdict(list)
        if not plan.group_by:
            grouped[()] = []
        for row in let_in:
            if span and span[0] <= row.unit <= span[1]:
                grouped[tuple(row.values[place] for place in places)].append(row)
        rests_on = _confided(rows, span, asked, places)
        for values, some in grouped.items():
            groups, told = named_groups(plan, values, kind), _told(some, rests_on.get(values))
            if told is None:
                found.append(Cell(piece, groups, withheld(shown(())[0].unit)))
            else:
                quantity, base = shown(told)
                found.append(Cell(piece, groups, quantity, base=base))
    return found


def _confided(
    rows: Sequence[Asking], span: Span | None, asked: Asked, places: Sequence[int]
) -> Rows:
    """Return on which answers in confidence each row of a table rests that may be told.

    What is told of some depends on all others: `rows` are of everybody.
    """
    confided = [row for row in rows if not row.is_named]
    if span is None or not confided:
        return {}
    answers = (
        Alike(row.unit, NEVER, row.values, Counts(row.responses))
        for row in confided
        if row.responses
    )
    return rows_told(World(answers), span, wanted_of(asked.plan, asked.principal), places)


def _told(some: Sequence[Asking], rests_on: Sequence[Alike] | None) -> list[Asking] | None:
    """Return who is counted; None where that would tell of a few who answered in confidence.

    At either end a wave is left out of which fewer than five would count, as of a score.
    """
    named = [row for row in some if row.is_named]
    if len(named) == len(some):
        return named
    if not rests_on:
        return None
    first, last = span_of(rests_on)
    return [*named, *(one for one in some if not one.is_named and first <= one.unit <= last)]


def _let_in(rows: Iterable[Asking], asked: Asked) -> Iterable[Asking]:
    wanted = wanted_of(asked.plan, asked.principal)
    return (
        row
        for row in rows
        if all(only.lets_in(row.values[place]) for place, only in wanted.items())
    )


async def _askings(
    session: AsyncSession, asked: Asked, kind: str
) -> tuple[Closings, list[Asking]]:
    closings = await closings_of(session, asked, kind, None)
    if not closings.days:
        return closings, []
    return closings, await _asked_in(session, asked, kind, closings)


async def _asked_in(
    session: AsyncSession, asked: Asked, kind: str, closings: Closings, scale: str | None = None
) -> list[Asking]:
    """Count who was asked and who answered, with what their partner was when the wave closed."""
    was = await standings(session, asked, closings.days)
    rows = await session.execute(_invited(closings, asked, kind, scale))
    return [
        Asking(unit, standing.values(role), promise == NAMED, *counts)
        for unit, partner_id, role, promise, *counts in rows
        if (standing := was.get((partner_id, unit))) is not None
    ]


def _invited(closings: Closings, asked: Asked, kind: str, scale: str | None) -> Select[Any]:
    principal = asked.principal
    invitation, contact = scoped(Invitation, principal), scoped(Contact, principal)
    response, wave = scoped(Response, principal), scoped(Wave, principal)
    over = closed_table(closings, asked.footing.zone)
    in_time = invitation.c.wave_id == over.c.wave_id
    if kind == EVENT:
        in_time = and_(
            invitation.c.invited_at >= over.c.first_moment,
            invitation.c.invited_at < over.c.end_moment,
        )
    counts = response.c.source.in_(COUNTED)
    partner_id = func.coalesce(response.c.partner_id, contact.c.partner_id)
    role = func.coalesce(response.c.role, contact.c.role)
    given = invitation.c.delivered_at.is_not(None)
    return (
        select(
            over.c.unit,
            partner_id,
            role,
            wave.c.promise,
            func.sum(case((given, 1), else_=0)),
            func.sum(case((and_(given, response.c.source == COUNTED[0]), 1), else_=0)),
            func.sum(case((counts, 1), else_=0)),
        )
        .select_from(invitation.join(over, in_time))
        .join(wave, wave.c.id == invitation.c.wave_id)
        .join(contact, contact.c.id == invitation.c.contact_id)
        .outerjoin(response, response.c.invitation_id == invitation.c.id)
        .where(
            wave.c.kind == kind,
            wave.c.stopped_at.is_(None),
            wave.c.promise != ANONYMOUS,
            partner_id.is_not(None),
            *(() if scale is None else (wave.c.score == scale,)),
        )
        .group_by(over.c.unit, partner_id, role, wave.c.promise)
    )


def _rate(some: Sequence[Asking]) -> tuple[Quantity, int]:
    delivered = sum(one.delivered for one in some)
    return share(sum(one.answered for one in some), delivered), delivered


def _number(some: Sequence[Asking]) -> tuple[Quantity, int]:
    responses = sum(one.responses for one in some)
    return Quantity(responses, "count"), responses


def _partners(some: Sequence[Asking]) -> tuple[Quantity, int]:
    asked = {one.values[0] for one in some if one.delivered}
    heard = {one.values[0] for one in some if one.answered}
    return share(len(heard & asked), len(asked)), len(asked)


REACHED = {
    "response_rate": reach(_rate),
    "survey_responses": reach(_number),
    "answer_coverage": coverage,
}
"""What computes each count of who answered."""
