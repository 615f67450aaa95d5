"""How far a partner is from a tier: each requirement held against what the metric says."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select, true

from bot.currencies import minor_digits
from bot.figures.rules.ages import Rows
from bot.figures.rules.catalogue import TIER, TO_A_TIER
from bot.figures.rules.figures import Cell, Note
from bot.figures.rules.plan import Filter, Plan
from bot.figures.rules.tiers import Need, Path, Requirement, Tier, next_tier, tier_named
from bot.figures.rules.windows import DAY, Window, add_months
from bot.figures.store.books import BOOKS
from bot.figures.store.certified import is_of_one_partner
from bot.figures.store.figure_cuts import OF_PARTNERS, cut
from bot.figures.store.figure_windows import window_table
from bot.figures.store.metrics import Asked, Builder, Computed, Groups
from bot.figures.store.programme_figures import OF_PROGRAMME
from bot.people.store.tables import Partner
from bot.quantities import Quantity
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession

OF_A_YEAR = frozenset({"deals_won"})
"""What a tier asks of the twelve months up to the day; all else is read on the day."""
_COMPUTE = {each.metric: each.compute for each in (*BOOKS, *OF_PROGRAMME)}
_READS = {each.metric: each.reads for each in (*BOOKS, *OF_PROGRAMME)}
Standing = tuple[int, Groups, str, str]
"""A piece of time, the groups asked for, a partner's name and its tier at the end of the piece."""
Have = Mapping[tuple[str, int, str], Quantity]


async def distance(session: AsyncSession, asked: Asked) -> Computed:
    """Count the requirements that are not met, of the next tier or of one that is named.

    Of partners above which there is no tier nothing is missing; if all are such: not defined.
    """
    tiers = asked.footing.catalogue.tiers
    target = _target(asked.plan) if is_of_one_partner(asked) else None
    looked = replace(asked, plan=_without(asked.plan, target))
    standing = [
        (int(row[0]), tuple(row[1:-2]), row[-2], row[-1])
        for row in await session.execute(_standing(looked))
    ]
    to = {each: _tier_for(tiers, each[-1], target) for each in standing}
    have = await _have(session, looked, [tier for tier in to.values() if tier is not None])
    paths = [(each[0], each[1], _path(each, tier, (have, asked))) for each, tier in to.items()]
    return Computed(
        _cells(asked, paths), notes=_notes(asked, paths, target), paths=_told(asked, paths)
    )


def _target(plan: Plan) -> Filter | None:
    """Return the tier that a question about one partner names: the one it wants to reach."""
    chosen = plan.filter_on(TIER)
    is_one = chosen is not None and not chosen.negated and len(chosen.values) == 1
    return chosen if is_one else None


def _without(plan: Plan, target: Filter | None) -> Plan:
    return replace(plan, filters=tuple(each for each in plan.filters if each is not target))


def _tier_for(tiers: Sequence[Tier], today: str, target: Filter | None) -> Tier | None:
    return tier_named(tiers, target.values[0]) if target else next_tier(tiers, today)


def _standing(asked: Asked) -> Select[Any]:
    """Select piece, groups, and every partner that is asked about with its tier."""
    windows = window_table(asked.pieces, asked.footing.calendar.today, asked.footing.zone)
    partner = scoped(Partner, asked.principal)
    rows = select(partner.c.id.label("partner_id")).subquery("standing")
    wanted = replace(asked.plan, group_by=(*asked.plan.group_by, "partner", TIER))
    chosen = cut(windows.join(rows, true()), rows, windows.c.closing, wanted, asked.principal)
    return (
        select(windows.c.key, *chosen.labels)
        .select_from(chosen.source)
        .where(*chosen.conditions)
        .order_by(windows.c.key, *chosen.labels)
    )


async def _have(session: AsyncSession, asked: Asked, tiers: Sequence[Tier]) -> Have:
    """Compute by partner each metric that these tiers ask for."""
    metrics = dict.fromkeys(need.metric for tier in tiers for need in tier.requirements)
    have: dict[tuple[str, int, str], Quantity] = {}
    for metric in metrics:
        plan = replace(asked.plan, metrics=(metric,), group_by=("partner",), top_n=None)
        pieces = tuple(_back_from(piece, metric) for piece in asked.pieces)
        found = await _COMPUTE[metric](session, replace(asked, plan=plan, pieces=pieces))
        for cell in found.cells:
            have[metric, cell.piece, cell.groups[0]] = cell.quantity
    return have


def _back_from(piece: Window, metric: str) -> Window:
    if metric not in OF_A_YEAR:
        return piece
    end = piece.last + DAY
    return Window(add_months(end, -12), end)


def _path(standing: Standing, tier: Tier | None, found: tuple[Have, Asked]) -> Path:
    piece, _, partner, today = standing
    if tier is None:
        return Path(partner, today, None)
    have, asked = found
    needs = (
        _need(asked, each, have.get((each.metric, piece, partner))) for each in tier.requirements
    )
    return Path(partner, today, tier, tuple(needs))


def _need(asked: Asked, requirement: Requirement, have: Quantity | None) -> Need:
    unit = asked.footing.catalogue.metrics[requirement.metric].unit
    currency, least = "", Decimal(requirement.least)
    if unit.startswith("money"):
        currency = asked.footing.currency
        least = least.scaleb(minor_digits(currency))
    return Need(
        requirement.metric, have or Quantity(0, unit, currency), Quantity(least, unit, currency)
    )


Found = Sequence[tuple[int, Groups, Path]]


def _cells(asked: Asked, paths: Found) -> tuple[Cell, ...]:
    by_group: dict[tuple[int, Groups], list[Path]] = defaultdict(list)
    for piece, groups, path in paths:
        by_group[piece, groups].append(path)
    if not asked.plan.group_by:
        for piece in range(len(asked.pieces)):
            by_group.setdefault((piece, ()), [])
    return tuple(_cell(*where, by_group[where]) for where in sorted(by_group))


def _cell(piece: int, groups: Groups, paths: Sequence[Path]) -> Cell:
    upwards = [path for path in paths if path.tier is not None]
    if not upwards and not groups:
        return Cell(piece, groups, Quantity(None, "count"))
    missing = sum(path.missing for path in upwards)
    return Cell(
        piece, groups, Quantity(missing, "count"), base=sum(len(path.needs) for path in upwards)
    )


def _told(asked: Asked, paths: Found) -> tuple[Path, ...]:
    """Return whose way is shown step by step: of one partner, or of each where it is asked so."""
    if asked.plan.grain is not None:
        return ()
    if not is_of_one_partner(asked) and "partner" not in asked.plan.group_by:
        return ()
    return tuple(path for piece, _, path in paths if piece == 0)


def _notes(asked: Asked, paths: Found, target: Filter | None) -> tuple[Note, ...]:
    told, tiers = _told(asked, paths), asked.footing.catalogue.tiers
    if not tiers:
        return (Note("ask_note_no_tiers"),)
    if target and tier_named(tiers, target.values[0]) is None:
        return (Note("ask_note_tier_none", {"tier": target.values[0]}),)
    if asked.plan.grain is None and not told:
        return (Note("ask_note_tier_by_partner"),)
    return _note_of_one(tiers, told[0]) if len(told) == 1 else ()


def _note_of_one(tiers: Sequence[Tier], path: Path) -> tuple[Note, ...]:
    """Say where the partner stands today, and why there is no way up where there is none."""
    said = {"tier": path.today}
    if path.tier is not None:
        return (Note("ask_note_tier_today", said),)
    is_top = tier_named(tiers[-1:], path.today) is not None
    return (Note("ask_note_tier_top" if is_top else "ask_note_tier_none", said),)


def builder_for(tiers: Sequence[Tier]) -> Builder:
    """Return what computes the distance to these tiers: it reads only what they ask for."""
    asked_for = {need.metric for tier in tiers for need in tier.requirements}
    reads = frozenset[Rows]().union(*(_READS[metric] for metric in asked_for))
    return Builder(TO_A_TIER, distance, reads, "ask_base_requirements", OF_PARTNERS)
