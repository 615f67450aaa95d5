"""A plan's times, as each of its metrics takes them: from what was said to spans of days."""

from dataclasses import dataclass

from bot.figures.rules.catalogue import Metric, MetricKind
from bot.figures.rules.plan import Compare, CompareKind, Plan
from bot.figures.rules.windows import Calendar, Unit, Window


@dataclass(frozen=True, slots=True)
class Times:
    """The time of one metric: its window, the pieces of it, and what each is held against.

    `against` stands beside `pieces`, number by number; it may be shorter, never longer.
    """

    window: Window
    pieces: tuple[Window, ...]
    compare: Window | None = None
    against: tuple[Window, ...] = ()
    default_period: bool = False


def resolve(plan: Plan, metric: Metric, calendar: Calendar) -> Times:
    """Find the days this metric is asked for, and those that each piece is held against.

    A piece that is not over yet is held against the whole of the one before.
    """
    window = window_of(plan, metric, calendar)
    whole = calendar.cut(window, plan.grain) if plan.grain else (window,)
    looks_ahead = metric.kind is MetricKind.LOOKAHEAD
    clipped = window if looks_ahead else window.clipped(calendar.today)
    pieces = calendar.cut(clipped, plan.grain) if plan.grain else (clipped,)
    if plan.compare is None:
        return Times(window, pieces, default_period=plan.default_period)
    against = _against(plan, plan.compare, window, whole[: len(pieces)], calendar)
    held_to = tuple(each.clipped(calendar.today) for each in against)[: len(pieces)]
    span = Window(held_to[0].start, held_to[-1].end)
    return Times(window, pieces, span, held_to, plan.default_period)


def window_of(plan: Plan, metric: Metric, calendar: Calendar) -> Window:
    """Find the days a metric is asked for: its own where the question named none."""
    if plan.default_period and plan.grain is None:
        return metric.default_period.window(calendar)
    return plan.window


def compared_window(compare: Compare, window: Window, calendar: Calendar) -> Window:
    """Find what the whole of a window is held against."""
    if compare.kind is CompareKind.SAME_PERIOD_LAST_YEAR:
        return calendar.back(window, Unit.YEAR)
    if compare.named:
        return compare.window
    return calendar.back(window, compare.step) if compare.step else window.before()


def _against(
    plan: Plan, compare: Compare, window: Window, pieces: tuple[Window, ...], calendar: Calendar
) -> tuple[Window, ...]:
    other = compared_window(compare, window, calendar)
    if plan.grain is None:
        return (other,)
    if compare.kind is CompareKind.SAME_PERIOD_LAST_YEAR or compare.step is not None:
        step = compare.step or Unit.YEAR
        return tuple(calendar.back(piece, step) for piece in pieces)
    return calendar.cut(other, plan.grain)
