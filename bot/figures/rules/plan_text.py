"""A plan in words: the line that says how a question was read, and a question that means it."""

from collections.abc import Callable, Sequence
from datetime import date

from bot.figures.rules.catalogue import Catalogue, Metric, MetricKind
from bot.figures.rules.plan import Filter, Order, Plan
from bot.figures.rules.windows import MONTHS_A_YEAR, Unit, Window


def say_day(day: date) -> str:
    """Write a day: 30 Sep 2026."""
    return f"{day.day} {day:%b %Y}"


def say_window(window: Window) -> str:
    """Write a window by its first and last day."""
    if window.days == 1:
        return say_day(window.start)
    return f"{say_day(window.start)} to {say_day(window.last)}"


def say_piece(window: Window) -> str:
    """Write one step of a series as short as it can be read: Jan 2026, Jan to Mar 2026, 2026."""
    first, last = window.start, window.last
    if window.months == MONTHS_A_YEAR and first.month == 1:
        return f"{first.year}"
    if window.months == 1:
        return f"{first:%b %Y}"
    if window.days == 1:
        return say_day(first)
    whole = window.months is not None
    start, end = ("%b", "%b %Y") if whole else ("%-d %b", "%-d %b %Y")
    if whole and first.year != last.year:
        start += " %Y"
    elif not whole and first.month == last.month:
        start = "%-d"
    return f"{first:{start}} to {last:{end}}"


def say_period(
    metric: Metric,
    window: Window,
    *,
    series: bool = False,
    say: Callable[[Window], str] = say_window,
) -> str:
    """Write the time of a figure: a balance is as of a day, everything else over days."""
    if metric.kind is MetricKind.BALANCE and not series:
        return f"as of {say_day(window.last)}"
    return say(window)


def say_filter(chosen: Filter, catalogue: Catalogue) -> str:
    """Write a filter: "partner tier: Gold or Silver", "partner: not Acme"."""
    values = " or ".join(chosen.values)
    negation = "not " if chosen.negated else ""
    return f"{catalogue.dimensions[chosen.dimension].label}: {negation}{values}"


def headline(plan: Plan, metric: Metric, window: Window, catalogue: Catalogue) -> str:
    """Say how the question was read: metric, cut, filters and dates."""
    parts = [metric.label]
    labels = [catalogue.dimensions[dimension].label for dimension in plan.group_by]
    if plan.grain is not None:
        labels.append(plan.grain.value)
    if labels:
        parts[0] += f" by {' and '.join(labels)}"
    parts += [say_filter(chosen, catalogue) for chosen in plan.filters]
    parts.append(say_period(metric, window, series=plan.grain is not None, say=say_piece))
    return ", ".join(parts)


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
        groups = groups[1:]
    if groups:
        parts.append(f"by {' and '.join(groups)}")
    parts += [_values(f) for f in plan.filters if f.values != (own_partner,)]
    if plan.grain is not None:
        parts.append(_GRAINS[plan.grain])
    if not plan.default_period:
        parts.append(_days(plan.window))
    if plan.compare is not None:
        parts.append(f"vs {_days(plan.compare.window)}")
    return " ".join(parts)


_GRAINS = {
    Unit.DAY: "by day",
    Unit.WEEK: "by week",
    Unit.MONTH: "by month",
    Unit.QUARTER: "by quarter",
    Unit.YEAR: "by year",
}


def _values(chosen: Filter) -> str:
    return ("without " if chosen.negated else "for ") + " and ".join(chosen.values)


def _days(window: Window) -> str:
    if window.days == 1:
        return window.start.isoformat()
    return f"{window.start.isoformat()} to {window.last.isoformat()}"
