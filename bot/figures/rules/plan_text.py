"""A plan as a question that means it, in the language questions are read in."""

from collections.abc import Sequence

from bot.figures.rules.catalogue import Catalogue, MetricKind
from bot.figures.rules.plan import Compare, CompareKind, Filter, Order, Plan
from bot.figures.rules.windows import Unit, Window


def question_for(
    plan: Plan, catalogue: Catalogue, metrics: Sequence[str] = (), own_partner: str | None = None
) -> str:
    """Write a question that is read as this plan, or as the same plan of other metrics.

    A partner's own name is left out: it is added to every question of theirs.
    """
    named = [catalogue.metrics[m].synonyms[0] for m in metrics or plan.metrics]
    parts = [" and ".join(named)]
    groups = [catalogue.dimensions[dimension].synonyms[0] for dimension in plan.group_by]
    if plan.top_n is not None:
        rank = "highest" if plan.top_n.order is Order.DESC else "lowest"
        parts = [f"{rank} {plan.top_n.n} {groups[0]} by {parts[0]}"]
        groups = []
    if groups:
        parts.append(f"by {' and '.join(groups)}")
    parts += [_values(f) for f in plan.filters if f.values != (own_partner,)]
    if plan.grain is not None:
        parts.append(_GRAINS[plan.grain])
    kinds = {catalogue.metrics[metric].kind for metric in metrics or plan.metrics}
    is_named = plan.compare is not None and plan.compare.named
    if not plan.default_period or (is_named and kinds != {MetricKind.BALANCE}):
        parts.append(_days(plan.window))
    if plan.compare is not None:
        parts.append(_against(plan.compare))
    return " ".join(parts)


def _against(compare: Compare) -> str:
    """Write what a figure is held against, so that each metric and piece finds its own."""
    if compare.kind is CompareKind.SAME_PERIOD_LAST_YEAR:
        return "yoy"
    if compare.named:
        return f"vs {_days(compare.window)}"
    return _STEPS[compare.step] if compare.step is not None else "vs previous period"


_STEPS = {Unit.WEEK: "wow", Unit.MONTH: "mom", Unit.QUARTER: "qoq", Unit.HALF: "hoh"}


_GRAINS = {
    Unit.DAY: "by day",
    Unit.WEEK: "by week",
    Unit.MONTH: "by month",
    Unit.QUARTER: "by quarter",
    Unit.HALF: "by half",
    Unit.YEAR: "by year",
    Unit.FISCAL_QUARTER: "by fiscal quarter",
    Unit.FISCAL_HALF: "by fiscal half",
    Unit.FISCAL_YEAR: "by fiscal year",
}


def _values(chosen: Filter) -> str:
    return ("without " if chosen.negated else "for ") + " and ".join(chosen.values)


def _days(window: Window) -> str:
    if window.days == 1:
        return window.start.isoformat()
    return f"{window.start.isoformat()} to {window.last.isoformat()}"
