"""Scores of surveys: the latest answer of each person in the waves that closed in a time."""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.figures.rules.figures import Cell, Note, Verdict
from bot.figures.rules.plan import Filter, Plan
from bot.figures.store.metrics import Asked, Compute, Computed
from bot.principal import Principal
from bot.quantities import Quantity, withheld
from bot.store.sessions import AsyncSession
from bot.voice.rules.nearness import Alike, Counts
from bot.voice.rules.scores import (
    Interval,
    Tally,
    mean_change,
    mean_interval,
    nps_change,
    pooled_interval,
    share_change,
    share_interval,
)
from bot.voice.rules.withholding import Only, Wanted, World, together
from bot.voice.store import survey_notes
from bot.voice.store.closings import (
    CES,
    CSAT,
    EVENT,
    KIND,
    NPS,
    RELATIONSHIP,
    Closings,
    Scale,
    world,
)

PLACES = ("partner", "partner_tier", "region", "partner_stage", "role")
"""What answers can be chosen by, in the order of their values."""
Clusters = Sequence[Counts]
"""What the people of each partner said."""


@dataclass(frozen=True, slots=True)
class Score:
    """How a score comes of what people said, what it is, and when two of them differ."""

    metric: str
    scale: Scale
    kind: str
    unit: str
    value: Callable[[Counts], float]
    interval: Callable[[Clusters], Interval]
    verdict: Callable[[Counts, Counts], Verdict]


def compute(score: Score) -> Compute:
    """Compute a score of every piece and group; what must not be told is withheld."""

    async def computed(session: AsyncSession, asked: Asked) -> Computed:
        cells, notes = list[Cell](), list[Note]()
        told: dict[tuple[int, tuple[str, ...]], list[Alike]] = {}
        for kind in kinds_of(asked.plan, score.kind):
            answers, closings = await world(session, asked, kind, score.scale)
            for piece, groups, alike in _told(answers, closings, asked, kind):
                if alike:
                    told[piece, groups] = alike
                cells.append(_cell(score, (piece, groups), alike))
            notes += [note async for note in _notes(session, asked, kind, (score, closings, told))]
        cells.sort(key=lambda cell: (cell.piece, cell.groups))
        return Computed(tuple(cells), _verdict(score, told, asked), tuple(notes))

    return computed


async def _notes(
    session: AsyncSession,
    asked: Asked,
    kind: str,
    found: tuple[Score, Closings, dict[tuple[int, tuple[str, ...]], list[Alike]]],
) -> AsyncIterator[Note]:
    """Say what else is true of one score of one time."""
    score, closings, told = found
    if asked.plan.group_by or asked.plan.grain is not None:
        return
    for note in survey_notes.said_quarter(closings, asked):
        yield note
    if score.metric == "nps" and asked.principal.is_vendor and (0, ()) in told:
        for note in survey_notes.said_weight(by_partner(told[0, ()])):
            yield note
    for running, steady in await survey_notes.open_notes(session, asked, kind, score.scale):
        value = None
        if steady:
            value = Quantity(Decimal(score.value(counts_of(steady, score.scale))), score.unit)
        yield survey_notes.said_open(running, steady, value)


def counts_of(answers: Sequence[int], scale: Scale) -> Counts:
    """Count answers on a scale."""
    return Counts(
        len(answers),
        sum(answer >= scale.good for answer in answers),
        sum(answer <= scale.bad for answer in answers),
        sum(answers),
        sum(answer**2 for answer in answers),
    )


def kinds_of(plan: Plan, usual: str) -> tuple[str, ...]:
    """Return whether it is asked about the relationship or about events: never both in one."""
    chosen = plan.filter_on(KIND)
    if chosen is None:
        return (RELATIONSHIP, EVENT) if KIND in plan.group_by else (usual,)
    only = _only(chosen)
    found = tuple(kind for kind in (RELATIONSHIP, EVENT) if only.lets_in(kind))
    return found if KIND in plan.group_by else found[:1]


def _only(chosen: Filter) -> Only:
    return Only(frozenset(chosen.values), chosen.negated)


def wanted_of(plan: Plan, principal: Principal) -> Wanted:
    """Return what a plan's filters let in; a partner's people see no others anyway."""
    return {
        PLACES.index(chosen.dimension): _only(chosen)
        for chosen in plan.filters
        if chosen.dimension in PLACES
        and not (chosen.dimension == "partner" and not principal.is_vendor)
    }


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
        for values in sorted(answers.groups(places, *span, wanted)) if places else [()]:
            own = zip(places, values, strict=True)
            single = {place: Only(frozenset({value})) for place, value in own}
            alike = answers.told(*span, {**wanted, **single})
            found.append((piece, named_groups(plan, values, kind), alike))
    return found


def named_groups(plan: Plan, values: Sequence[str], kind: str) -> tuple[str, ...]:
    """Return the names of a group in the order in which the plan groups."""
    given = iter(values)
    return tuple(kind if dimension == KIND else next(given) for dimension in plan.group_by)


def by_partner(alike: Collection[Alike]) -> dict[str, Counts]:
    """Add up what the people of each partner said."""
    parts: defaultdict[str, list[Alike]] = defaultdict(list)
    for one in alike:
        parts[one.values[0]].append(one)
    return {partner: together(part) for partner, part in parts.items()}


def _cell(score: Score, key: tuple[int, tuple[str, ...]], alike: Collection[Alike] | None) -> Cell:
    piece, groups = key
    if alike is None:
        return Cell(piece, groups, withheld(score.unit))
    if not alike:
        return Cell(piece, groups, Quantity(None, score.unit))
    whole = together(alike)
    interval = score.interval(list(by_partner(alike).values()))
    points = "points" if score.unit in {"score", "percent"} else score.unit
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


def _verdict(
    score: Score, told: dict[tuple[int, tuple[str, ...]], list[Alike]], asked: Asked
) -> Verdict | None:
    """Say whether two scores differ by more than chance; nothing where one is withheld."""
    if not asked.is_compared or asked.plan.group_by or set(told) != {(0, ()), (1, ())}:
        return None
    return score.verdict(together(told[0, ()]), together(told[1, ()]))


def tally_of(counts: Counts) -> Tally:
    """Return what people said as promoters, passives and detractors."""
    return Tally(counts.up, counts.n - counts.up - counts.down, counts.down)


def _whole(clusters: Clusters) -> Counts:
    return Counts(*map(sum, zip(*clusters, strict=True)))


def _share(part: Callable[[Counts], int], metric: str, scale: Scale, kind: str) -> Score:
    """Make the score that is a share of all who answered."""

    def interval(clusters: Clusters) -> Interval:
        whole = _whole(clusters)
        return share_interval(part(whole), whole.n)

    def verdict(now: Counts, then: Counts) -> Verdict:
        return share_change((part(now), now.n), (part(then), then.n)).verdict

    def value(counts: Counts) -> float:
        return 100 * part(counts) / counts.n

    return Score(metric, scale, kind, "percent", value, interval, verdict)


def _ups(counts: Counts) -> int:
    return counts.up


def _downs(counts: Counts) -> int:
    return counts.down


def _mean_of(clusters: Clusters) -> Interval:
    whole = _whole(clusters)
    return mean_interval(whole.n, whole.total, whole.squares, (1, 7))


def _sums(counts: Counts) -> tuple[int, int, int]:
    return counts.n, counts.total, counts.squares


_EVERY = (
    Score(
        "nps",
        NPS,
        RELATIONSHIP,
        "score",
        lambda counts: tally_of(counts).nps,
        lambda clusters: pooled_interval([tally_of(counts) for counts in clusters]),
        lambda now, then: nps_change(tally_of(now), tally_of(then)).verdict,
    ),
    _share(_ups, "promoter_share", NPS, RELATIONSHIP),
    _share(_downs, "detractor_share", NPS, RELATIONSHIP),
    _share(_ups, "csat", CSAT, EVENT),
    Score(
        "ces",
        CES,
        EVENT,
        "ratio",
        lambda counts: counts.total / counts.n,
        _mean_of,
        lambda now, then: mean_change(_sums(now), _sums(then)).verdict,
    ),
)
SCORES = {score.metric: compute(score) for score in _EVERY}
"""What computes each score."""
