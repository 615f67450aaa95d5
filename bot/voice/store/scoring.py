"""Scores of surveys: the latest answer of each person in the waves that closed in a time."""

from collections.abc import AsyncIterator, Collection
from decimal import Decimal

from bot.figures.rules.figures import Cell, Note, Verdict
from bot.figures.store.metrics import Asked, Compute, Computed
from bot.quantities import STEPS, Quantity, withheld
from bot.store.sessions import AsyncSession
from bot.voice.rules.measures import MEASURES, Score, by_partner, counts_of
from bot.voice.rules.nearness import Alike, together
from bot.voice.rules.whole_tables import rows_told
from bot.voice.rules.withholding import World
from bot.voice.store import sampled, survey_changes, survey_notes, survey_reach
from bot.voice.store.closings import KIND, Closings, world
from bot.voice.store.survey_cuts import PLACES, kinds_of, named_groups, said_cut, wanted_of

Told = dict[tuple[int, tuple[str, ...]], list[Alike]]
"""The answers behind each score that is told, by piece of time and groups."""


def compute(score: Score) -> Compute:
    """Compute a score of every piece and group; what must not be told is withheld."""

    async def computed(session: AsyncSession, asked: Asked) -> Computed:
        cells, notes = list[Cell](), list[Note]()
        told: Told = {}
        verdict = None
        for kind in kinds_of(asked.plan, score.kind):
            answers, closings = await world(session, asked, kind, score.scale)
            for piece, groups, alike in _told(answers, closings, asked, kind):
                if alike:
                    told[piece, groups] = alike
                cells.append(_cell(score, (piece, groups), alike))
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


async def _notes_of(moves: survey_changes.Moves, told: list[Alike]) -> AsyncIterator[Note]:
    """Say how a score that is told moved, how much of the programme it is, and who weighs much."""
    asked, score = moves.asked, moves.score
    if not asked.is_compared:
        async for note in moves.since_the_wave_before(told):
            yield note
    if asked.principal.is_vendor:
        async for note in survey_reach.said_coverage(moves, told):
            yield note
        if score.metric == "nps":
            for note in survey_notes.said_weight(by_partner(told)):
                yield note


async def _open_notes(moves: survey_changes.Moves) -> AsyncIterator[Note]:
    """Say how waves stand that are open; where there is none either, why there is no score."""
    session, asked, score, kind = moves.session, moves.asked, moves.score, moves.kind
    waves = [*await survey_notes.open_notes(session, asked, kind, score.scale)]
    if not waves and moves.closings.within(asked.pieces[0]) is None:
        yield Note("note_none_closed")
    for running, steady in waves:
        value = None
        if steady:
            value = Quantity(Decimal(score.value(counts_of(steady, score.scale))), score.unit)
        yield survey_notes.said_open(running, steady, value)


def _told(
    answers: World, closings: Closings, asked: Asked, kind: str
) -> list[tuple[int, tuple[str, ...], list[Alike] | None]]:
    """Return the answers behind each figure, None where it is withheld, none without a wave."""
    plan, wanted = asked.plan, wanted_of(asked.plan, asked.principal)
    grouped = [dimension for dimension in plan.group_by if dimension != KIND]
    places = [PLACES.index(dimension) for dimension in grouped]
    found: list[tuple[int, tuple[str, ...], list[Alike] | None]] = []
    for piece, window in enumerate(asked.pieces):
        span = closings.within(window)
        if span is None:
            found += [] if plan.group_by else [(piece, (), [])]
            continue
        for values, alike in rows_told(answers, span, wanted, places).items():
            found.append((piece, named_groups(plan, values, kind), alike))
    return found


def _cell(score: Score, key: tuple[int, tuple[str, ...]], alike: Collection[Alike] | None) -> Cell:
    piece, groups = key
    if alike is None:
        return Cell(piece, groups, withheld(score.unit))
    if not alike:
        return Cell(piece, groups, Quantity(None, score.unit))
    whole = together(alike)
    interval = score.interval(list(by_partner(alike).values()))
    points = STEPS.get(score.unit, score.unit)
    return Cell(
        piece,
        groups,
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
    verdict, _ = await moves.verdict(told[0, ()], told[1, ()])
    return verdict


SCORES = {score.metric: compute(score) for score in MEASURES}
"""What computes each score."""
