"""Targets: what a figure is to reach in a period, and where it should stand by a day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot.figures.rules.plan import Filter, Plan
from bot.figures.rules.windows import Window
from bot.name_keys import name_key
from bot.quantities import Quantity

BALANCES = frozenset({"arr", "mrr", "active_customers", "active_partners", "certified_people"})
"""Where a pace goes from the opening figure to the target."""
FLOWS = frozenset(
    {"new_mrr", "expansion_mrr", "net_new_mrr", "new_customers", "deals_won", "earned", "paid_out"}
)
"""Where a pace goes from nothing to the target."""
RATES = frozenset(
    {
        *("nrr", "grr", "retention_rate", "customer_churn_rate", "revenue_churn_rate"),
        *("renewal_rate", "win_rate", "trial_conversion_rate", "nps", "csat"),
    }
)
"""What is held to the target itself, on every day of the period."""
SPANNED = frozenset({"nrr", "grr", "retention_rate", "customer_churn_rate", "revenue_churn_rate"})
"""Rates of what was there at the start, which are others over a month than over a year."""
PACED = BALANCES | FLOWS | RATES
DOWN = frozenset({"customer_churn_rate", "revenue_churn_rate"})
"""Rates of which less is better."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a metric is to reach by the end of a period: of a partner, of a group, or of all.

    `value` is in the unit of the metric's figures. One that was set in chat has an `id`.
    """

    metric: str
    window: Window
    value: Decimal
    dimension: str = ""
    whose: str = ""
    id: str = ""

    @property
    def filters(self) -> tuple[Filter, ...]:
        """What a plan is narrowed by that asks for its figure."""
        return (Filter(self.dimension, (self.whose,)),) if self.dimension else ()

    def is_for(self, plan: Plan) -> bool:
        """Say whether a plan asks for just that of which this is the target."""
        if plan.group_by or plan.top_n is not None or plan.grain is not None:
            return False
        if not self.dimension:
            return not plan.filters
        if len(plan.filters) != 1:
            return False
        [only] = plan.filters
        is_alone = not only.negated and len(only.values) == 1
        return (
            is_alone
            and only.dimension == self.dimension
            and name_key(only.values[0]) == name_key(self.whose)
        )

    def fits(self, window: Window) -> bool:
        """Say whether a figure of these days can be held to it: a flow must begin with it."""
        if self.metric in FLOWS:
            return window.start == self.window.start and window.end <= self.window.end
        return self.window.start <= window.last < self.window.end


@dataclass(frozen=True, slots=True)
class Pace:
    """Where a figure is on the way to its target: what it should be by the `day`, and how far off.

    `ahead` is above zero where it is better than the pace.
    """

    target: Quantity
    window: Window
    day: date
    pace: Quantity
    ahead: Quantity


def target_for(
    targets: Iterable[Target], metric: str, plan: Plan, window: Window
) -> Target | None:
    """Find the target of a figure; of several the one of the shortest period."""
    fitting = [
        one for one in targets if one.metric == metric and one.is_for(plan) and one.fits(window)
    ]
    return min(fitting, key=lambda one: one.window.days, default=None)


def doubles(one: Target, other: Target) -> bool:
    """Say whether two targets are of one figure for the same days.

    A balance stands at one place on a day, so that two which end together are two truths of it.
    """
    if (one.metric, one.dimension, name_key(one.whose)) != (
        other.metric,
        other.dimension,
        name_key(other.whose),
    ):
        return False
    ends_so = one.metric in BALANCES and one.window.end == other.window.end
    return ends_so or one.window == other.window


def merged(filed: Iterable[Target], kept: Iterable[Target]) -> tuple[Target, ...]:
    """Return the targets that hold: those of the file, and of the chat what doubles none."""
    first = tuple(filed)
    return (*first, *(one for one in kept if not any(doubles(one, each) for each in first)))


def target_of_series(
    targets: Iterable[Target], metric: str, plan: Plan, last: Window, day: date
) -> Target | None:
    """Find the target of a figure over time, whose `last` piece ends on this day as far as known.

    Of several it is the one of the shortest period that is no shorter than a piece.
    """
    bare = replace(plan, grain=None)
    fitting = [
        one
        for one in targets
        if one.metric == metric
        and one.is_for(bare)
        and one.window.start <= day < one.window.end
        and one.window.days >= last.days
    ]
    return min(fitting, key=lambda one: one.window.days, default=None)


def way_to(
    target: Target, pieces: Iterable[Window], day: date, opening: Decimal
) -> Iterator[Decimal | None]:
    """Yield what a figure should come to in each piece of time; None outside of the target's days.

    A balance is meant at the end of the piece, and of what adds up the piece's own part.
    """
    for piece in pieces:
        last = min(piece.last, day)
        if not target.window.start <= last < target.window.end or piece.start > day:
            yield None
        elif target.metric in FLOWS:
            is_whole = piece.start >= target.window.start
            share = Decimal((last - piece.start).days + 1) / target.window.days
            yield target.value * share if is_whole else None
        else:
            yield _by(target, last, opening)


def pace_of(target: Target, day: date, actual: Quantity, opening: Decimal) -> Pace:
    """Work out the pace of a figure as of a day; `opening` is where a balance began."""
    by_now = _by(target, day, opening)
    off = Decimal(actual.value or 0) - by_now
    if target.metric in DOWN:
        off = -off
    unit, currency = actual.unit, actual.currency
    steps = "points" if unit == "percent" else unit
    return Pace(
        Quantity(target.value, unit, currency),
        target.window,
        day,
        Quantity(by_now, unit, currency),
        Quantity(off, steps, currency),
    )


def _by(target: Target, day: date, opening: Decimal) -> Decimal:
    """Return where a figure should stand by a day."""
    begun = Decimal((day - target.window.start).days + 1)
    share = min(max(begun / target.window.days, Decimal(0)), Decimal(1))
    if target.metric in BALANCES:
        return opening + (target.value - opening) * share
    return target.value * share if target.metric in FLOWS else target.value
