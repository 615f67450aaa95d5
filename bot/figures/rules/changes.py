"""What stands behind a figure that moved: whose amounts changed it, and over which days."""

from dataclasses import dataclass
from datetime import date

from bot.figures.rules.catalogue import Metric, MetricKind
from bot.figures.rules.plan import Plan
from bot.figures.rules.resolving import resolve
from bot.figures.rules.windows import DAY, Calendar, Unit, Window
from bot.quantities import Quantity

_LOSSES = ("contraction", "churn")
_EVERY = ("new", "expansion", *_LOSSES, "reactivation", "transfer_in", "transfer_out")
KINDS = {
    **dict.fromkeys(("arr", "mrr", "net_new_mrr", "arpu", "active_customers"), _EVERY),
    "new_mrr": ("new",),
    "new_customers": ("new",),
    "expansion_mrr": ("expansion",),
    "reactivation_mrr": ("reactivation",),
    "contraction_mrr": ("contraction",),
    **dict.fromkeys(
        ("churned_mrr", "churned_customers", "customer_churn_rate", "retention_rate"), ("churn",)
    ),
    "nrr": ("expansion", *_LOSSES),
    "grr": _LOSSES,
    "revenue_churn_rate": _LOSSES,
    "quick_ratio": ("new", "expansion", *_LOSSES),
}
"""The kinds of movement that each metric is moved by; of others nobody can say who moved them."""


@dataclass(frozen=True, slots=True)
class Change:
    """One customer's part in it; a loss is below zero."""

    customer: str
    partner: str
    kind: str
    amount: Quantity


@dataclass(frozen=True, slots=True)
class Changes:
    """The largest changes over some days, and how many there were."""

    metric: str
    window: Window
    largest: tuple[Change, ...]
    count: int


def days_of_change(plan: Plan, metric: Metric, calendar: Calendar) -> Window:
    """Find the days over which to look: those asked for, or those since what it is held to.

    A balance that is held to nothing is looked at over the month that ends with it.
    """
    times = resolve(plan, metric, calendar)
    if metric.kind is not MetricKind.BALANCE or plan.grain is not None:
        return Window(times.pieces[0].start, times.pieces[-1].end)
    last = times.pieces[-1].last
    then = times.against[-1].last if times.against else calendar.back(_day(last), Unit.MONTH).start
    return Window(min(then, last) + DAY, max(then, last) + DAY) if then != last else _day(last)


def _day(day: date) -> Window:
    return Window(day, day + DAY)


def within_data(window: Window, until: date | None) -> Window:
    """Let days end with the last complete one; days that lie past it wholly move before it."""
    if until is None or window.last <= until:
        return window
    if window.start > until:
        return Window(until - (window.days - 1) * DAY, until + DAY)
    return Window(window.start, until + DAY)
