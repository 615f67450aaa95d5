"""Scores of relationship surveys: the latest answer of each person, counted by partner."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, Subquery, and_, case, func, select

from bot.figures.rules.figures import Cell, Verdict
from bot.figures.rules.plan import Filter
from bot.figures.store.figure_cuts import OF_PARTNERS, cut
from bot.figures.store.figure_windows import window_table
from bot.figures.store.metrics import Asked, Builder, Computed
from bot.principal import Principal
from bot.quantities import Quantity, withheld
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession
from bot.voice.rules.scores import Tally, nps_change, pooled_interval
from bot.voice.rules.withholding import Answered, Passes, withheld_groups
from bot.voice.store.tables import Response, Wave

Key = tuple[int, tuple[str, ...]]


@dataclass(slots=True)
class Counted:
    """The answers of one group, partner by partner."""

    clusters: list[Tally] = field(default_factory=list)

    @property
    def whole(self) -> Tally:
        return sum(self.clusters, Tally())


@dataclass(frozen=True, slots=True)
class Scores:
    """Counts by piece of time and group, and which of them must not be told."""

    counted: dict[Key, Counted]
    hidden: frozenset[Key]


async def nps(session: AsyncSession, asked: Asked) -> Computed:
    """Compute the score of every piece and group; what must not be told is withheld."""
    scores = await nps_scores(session, asked)
    return Computed(nps_cells(scores), _verdict(scores, asked))


async def nps_scores(session: AsyncSession, asked: Asked) -> Scores:
    """Count promoters, passives and detractors by piece, group and partner."""
    plan, principal = asked.plan, asked.principal
    counted: dict[Key, Counted] = {}
    if not plan.group_by:
        counted = {(piece, ()): Counted() for piece in range(len(asked.pieces))}
    counted.update(await _counted(session, nps_query(asked)))
    bound = tuple(f for f in plan.filters if f.dimension == "partner" and not principal.is_vendor)
    freely = [f.dimension for f in plan.filters if f not in bound]
    cuts = tuple(dict.fromkeys((*plan.group_by, *freely)))
    wide = counted
    if freely:
        unfiltered = replace(asked, plan=replace(plan, group_by=cuts, filters=bound))
        wide = await _counted(session, nps_query(unfiltered))
    passes = [_passes(plan.filter_on(dimension)) for dimension in cuts]
    hidden: set[Key] = set()
    for piece in range(len(asked.pieces)):
        sizes = {groups: counts.whole.n for (at, groups), counts in wide.items() if at == piece}
        withheld_here = withheld_groups(Answered(sizes, len(plan.group_by), passes))
        hidden |= {(piece, groups) for groups in withheld_here}
    unheard = {key for key, counts in counted.items() if not counts.whole.n}
    return Scores(counted, frozenset(hidden | unheard))


def nps_cells(scores: Scores) -> tuple[Cell, ...]:
    """Turn counts into figures; small groups, and what would betray them, are withheld."""
    return tuple(
        _cell(key, counts, is_hidden=key in scores.hidden)
        for key, counts in sorted(scores.counted.items())
    )


async def newest_response(
    session: AsyncSession, principal: Principal, _today: date
) -> date | None:
    """Return the day of the newest answer to a survey."""
    response = scoped(Response, principal)
    answered = await session.scalar(select(func.max(response.c.answered_at)))
    return answered.date() if answered else None


def _verdict(scores: Scores, asked: Asked) -> Verdict | None:
    """Say whether two scores differ by more than chance; nothing where one is withheld."""
    one_against_one = asked.is_compared and len(asked.pieces) == 2  # noqa: PLR2004
    if asked.plan.group_by or not one_against_one or scores.hidden:
        return None
    return nps_change(scores.counted[(0, ())].whole, scores.counted[(1, ())].whole).verdict


def nps_query(asked: Asked) -> Select[Any]:
    """Select piece, groups, partner, and the numbers of promoters, passives and detractors."""
    windows = window_table(asked.pieces, asked.footing.calendar.today, asked.footing.zone)
    answers = _latest_answers(windows, asked.principal)
    chosen = cut(answers, answers, answers.c.closing, asked.plan, asked.principal)
    return (
        select(
            answers.c.key,
            *chosen.labels,
            answers.c.partner_id,
            _count(answers.c.score >= 9),  # noqa: PLR2004 - the scale of the question
            _count(answers.c.score.between(7, 8)),
            _count(answers.c.score < 7),  # noqa: PLR2004
        )
        .select_from(chosen.source)
        .where(answers.c.latest == 1, *chosen.conditions)
        .group_by(answers.c.key, *chosen.labels, answers.c.partner_id)
        .order_by(answers.c.key, *chosen.labels, answers.c.partner_id)
    )


def _latest_answers(windows: CTE, principal: Principal) -> Subquery:
    """Rank each person's answers of a piece of time, the latest first."""
    response, wave = scoped(Response, principal), scoped(Wave, principal)
    latest = func.row_number().over(
        partition_by=(windows.c.key, response.c.contact_id),
        order_by=(response.c.answered_at.desc(), response.c.id),
    )
    told = (response.c.partner_id, response.c.role, response.c.score)
    return (
        select(windows.c.key, windows.c.closing, *told, latest.label("latest"))
        .select_from(windows.join(response, _answered_in(response, windows)))
        .join(wave, wave.c.id == response.c.wave_id)
        .where(
            wave.c.score == "nps",
            wave.c.kind == "relationship",
            response.c.partner_id.is_not(None),
        )
        .subquery("answers")
    )


def _answered_in(response: Subquery, windows: CTE) -> ColumnElement[bool]:
    return and_(
        response.c.answered_at >= windows.c.first_moment,
        response.c.answered_at < windows.c.end_moment,
    )


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _passes(chosen: Filter | None) -> Passes:
    def passes(value: str) -> bool:
        return chosen is None or (value in chosen.values) != chosen.negated

    return passes


async def _counted(session: AsyncSession, query: Select[Any]) -> dict[Key, Counted]:
    counted: dict[Key, Counted] = {}
    for row in await session.execute(query):
        key = (int(row[0]), tuple(row[1:-4]))
        tally = Tally(int(row[-3]), int(row[-2]), int(row[-1]))
        counted.setdefault(key, Counted()).clusters.append(tally)
    return counted


def _cell(key: Key, counts: Counted, *, is_hidden: bool) -> Cell:
    piece, groups = key
    whole = counts.whole
    if is_hidden:
        return Cell(piece, groups, withheld("score"))
    interval = pooled_interval(counts.clusters)
    margin = Decimal(interval.high - interval.low) / 2
    return Cell(
        piece,
        groups,
        Quantity(Decimal(whole.nps), "score"),
        base=whole.n,
        margin=Quantity(margin, "points"),
    )


SCORES = (Builder("nps", nps, newest_response, "ask_base_answers", OF_PARTNERS | {"role"}),)
