"""Scores of surveys: the latest answer of each person in the waves that closed in a time."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from decimal import Decimal

from bot.figures.rules.figures import Cell, Note, Verdict
from bot.figures.store.metrics import Asked, Compute, Computed
from bot.quantities import STEPS, Quantity, withheld
from bot.store.sessions import AsyncSession
from bot.voice.rules.measures import MEASURES, Score, by_partner, parts_of
from bot.voice.rules.nearness import Alike, together
from bot.voice.rules.whole_tables import narrowed, partners_told, rows_told
from bot.voice.rules.withholding import World
from bot.voice.store import sampled, survey_changes, survey_notes, survey_reach
from bot.voice.store.closings import KIND, Closings, world
from bot.voice.store.survey_cuts import PLACES, kinds_of, named_groups, said_cut, wanted_of


@dataclass(frozen=True, slots=True)
class Row:
    """The answers behind a figure, and the partners whose own score is told of theirs in it."""

    alike: list[Alike]
    partners: frozenset[str] = frozenset()


NPS = "nps"
Key = tuple[int, tuple[str, ...]]
"""A piece of time, and groups."""
Told = dict[Key, Row]
"""The answers behind each score that is told."""


def compute(score: Score) -> Compute:
    """Compute a score of every piece and group; what must not be told is withheld."""

    async def computed(session: AsyncSession, asked: Asked) -> Computed:
        cells, notes = list[Cell](), list[Note]()
        told: Told = {}
        verdict = None
        for kind in kinds_of(asked.plan, score.kind):
            answers, closings = await world(session, asked, kind, score.scale)
            for key, row in _rows(answers, closings, asked, (score, kind)):
                if row and row.alike:
                    told[key] = row
                cells.append(_cell(score, key, row))
            moves = survey_changes.Moves(session, asked, score, answers, closings, kind)
            verdict = await _verdict(moves, told)
            notes += [note async for note in _notes(moves, told)]
        cells.sort(key=lambda cell: (cell.piece, cell.groups))
        return Computed(tuple(cells), verdict, tuple(notes))

    return computed


async def _notes(moves: survey_changes.Moves, told: Told) -> AsyncIterator[Note]:
    """Say what else is true of one score of one time."""
    asked = moves.asked
    for note in said_cut(asked.plan):
        yield note
    if asked.plan.group_by or asked.plan.grain is not None:
        return
    for note in survey_notes.said_quarter(moves.closings, asked):
        yield note
    async for note in sampled.said_sample(moves.session, asked, moves.closings):
        yield note
    if (0, ()) in told:
        async for note in _notes_of(moves, told[0, ()]):
            yield note
    async for note in _open_notes(moves):
        yield note


async def _notes_of(moves: survey_changes.Moves, row: Row) -> AsyncIterator[Note]:
    """Say how a score that is told moved, how much of the programme it is, and who weighs much."""
    asked, score = moves.asked, moves.score
    if not asked.is_compared:
        async for note in moves.since_the_wave_before(row.alike):
            yield note
    if asked.principal.is_vendor:
        async for note in survey_reach.said_coverage(moves, row.alike):
            yield note
        if score.metric == NPS:
            parts = parts_of(row.alike, row.partners)
            for note in survey_notes.said_weight(by_partner(row.alike), parts):
                yield note


async def _open_notes(moves: survey_changes.Moves) -> AsyncIterator[Note]:
    """Say how waves stand that are open; where there is none either, why there is no score."""
    waves = await survey_notes.open_notes(
        moves.session, moves.asked, moves.kind, moves.score.scale
    )
    if not waves and moves.closings.within(moves.asked.pieces[0]) is None:
        waits = moves.closings.waits
        yield Note("note_answered_still", {"day": waits}) if waits else Note("note_none_closed")
    for note in waves:
        yield note


def _rows(
    answers: World, closings: Closings, asked: Asked, of: tuple[Score, str]
) -> Iterator[tuple[Key, Row | None]]:
    """Yield what is behind each figure, None where it is withheld, nobody without a wave."""
    plan, wanted, (score, kind) = asked.plan, wanted_of(asked.plan, asked.principal), of
    places = [PLACES.index(dimension) for dimension in plan.group_by if dimension != KIND]
    for piece, window in enumerate(asked.pieces):
        span = closings.within(window)
        if span is None:
            if not plan.group_by:
                yield (piece, ()), Row([])
            continue
        for values, alike in rows_told(answers, span, wanted, places).items():
            partners = frozenset[str]()
            if alike and score.metric == NPS:
                own = {**wanted, **narrowed(places, values)}
                partners = partners_told(answers, span, own, alike)
            key = piece, named_groups(plan, values, kind)
            yield key, Row(alike, partners) if alike else None


def _cell(score: Score, key: Key, row: Row | None) -> Cell:
    if row is None:
        return Cell(*key, withheld(score.unit))
    if not row.alike:
        return Cell(*key, Quantity(None, score.unit))
    whole = together(row.alike)
    interval = score.interval(whole, parts_of(row.alike, row.partners))
    points = STEPS.get(score.unit, score.unit)
    return Cell(
        *key,
        Quantity(Decimal(score.value(whole)), score.unit),
        base=whole.n,
        margin=Quantity(Decimal(interval.high - interval.low) / 2, points),
        between=(
            Quantity(Decimal(interval.low), score.unit),
            Quantity(Decimal(interval.high), score.unit),
        ),
    )


async def _verdict(moves: survey_changes.Moves, told: Told) -> Verdict | None:
    """Say whether two scores differ by more than chance; nothing where one is withheld."""
    asked = moves.asked
    if not asked.is_compared or asked.plan.group_by or set(told) != {(0, ()), (1, ())}:
        return None
    verdict, _ = await moves.verdict(told[0, ()].alike, told[1, ()].alike)
    return verdict


SCORES = {score.metric: compute(score) for score in MEASURES}
"""What computes each score."""
