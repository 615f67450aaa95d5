"""Which span of days is meant, and what it is held against."""

from dataclasses import dataclass, replace

from bot.figures.rules.catalogue import Metric, MetricKind
from bot.figures.rules.plan import Compare, CompareKind, Plan
from bot.figures.rules.questions.readings import Clarify, Reason, Refusal, Slot
from bot.figures.rules.questions.slots import SaidPeriod, Slots
from bot.figures.rules.resolving import compared_window
from bot.figures.rules.windows import Calendar, Unit, Window

_DEFAULT_PIECES = {
    Unit.DAY: 30,
    Unit.WEEK: 12,
    Unit.MONTH: 12,
    Unit.QUARTER: 8,
    Unit.HALF: 4,
    Unit.YEAR: 3,
    Unit.FISCAL_QUARTER: 8,
    Unit.FISCAL_HALF: 4,
    Unit.FISCAL_YEAR: 3,
}


@dataclass(frozen=True, slots=True)
class Times:
    """The window, whether it is the metric's default, and the comparison."""

    window: Window
    default: bool = False
    compare: Compare | None = None


Resolved = Times | Clarify | Refusal


def resolve_times(
    slots: Slots, metric: Metric, calendar: Calendar, previous: Plan | None
) -> Resolved:
    """Settle the times of a question about this metric, or say what has to be asked."""
    problem = next((said.period.problem for said in slots.periods if said.period.problem), None)
    if problem is not None:
        return Clarify(Slot.PERIOD, (metric.id,), hint=problem)
    own = [said for said in slots.periods if not said.versus]
    against = [said for said in slots.periods if said.versus]
    if len(own) > 1 and not against and slots.comparing:
        own, against = own[:1], own[1:]
    if len(own) > 1 or len(against) > 1:
        return Clarify(Slot.PERIOD, (metric.id,), hint="more_than_one")
    base = _base(own, against, slots, metric, calendar, previous)
    if not isinstance(base, Times):
        return base
    return _checked(_compared(base, against, slots, calendar), metric, calendar)


def _base(
    own: list[SaidPeriod],
    against: list[SaidPeriod],
    slots: Slots,
    metric: Metric,
    calendar: Calendar,
    previous: Plan | None,
) -> Resolved:
    if own:
        return _said(own[0], metric, calendar)
    if previous is not None and not previous.default_period:
        return Times(previous.window)
    alone = slots.step_back is not None and slots.grain is None
    if previous is None and (alone or against):
        return _beside(against, slots, metric, calendar)
    if slots.grain is not None and metric.kind is not MetricKind.LOOKAHEAD:
        return Times(calendar.trailing(slots.grain, _DEFAULT_PIECES[slots.grain]), default=True)
    return Times(metric.default_period.window(calendar), default=True)


def _beside(
    against: list[SaidPeriod], slots: Slots, metric: Metric, calendar: Calendar
) -> Resolved:
    """Find the period to hold against "last quarter", "q2" or "last year" said alone."""
    stepped = slots.step_back or _unit_before(against)
    if stepped is not None:
        return Times(calendar.unit(stepped))
    last_year = bool(against) and _is_last_year(against[0])
    if metric.kind is not MetricKind.BALANCE and not last_year:
        return Clarify(Slot.PERIOD, (metric.id,), hint="compare_which")
    return Times(metric.default_period.window(calendar), default=True)


def _said(said: SaidPeriod, metric: Metric, calendar: Calendar) -> Resolved:
    period = said.period
    if period.window is None:
        return Clarify(Slot.PERIOD, (metric.id,))
    if metric.kind is MetricKind.LOOKAHEAD:
        window = period.ahead or period.window
        if window.end <= calendar.today:
            return Clarify(Slot.PERIOD, (metric.id,), hint="over")
        return Times(Window(max(window.start, calendar.today), window.end))
    is_today = period.unit is Unit.DAY and period.offset == 0
    return Times(period.window, default=is_today and metric.kind is MetricKind.BALANCE)


def _unit_before(against: list[SaidPeriod]) -> Unit | None:
    """Read "vs last quarter" as this quarter against the last one."""
    if not against or against[0].period.offset != -1 or _is_last_year(against[0]):
        return None
    return against[0].period.unit


def _is_last_year(said: SaidPeriod) -> bool:
    return said.period.unit is Unit.YEAR and said.period.offset == -1


def _compared(base: Times, against: list[SaidPeriod], slots: Slots, calendar: Calendar) -> Times:
    last_year = slots.year_on_year or (bool(against) and _is_last_year(against[0]))
    if last_year:
        window = calendar.back(base.window, Unit.YEAR)
        compare = Compare(CompareKind.SAME_PERIOD_LAST_YEAR, window, named=False)
        return Times(base.window, base.default, compare)
    if against and against[0].period.window is not None:
        window = against[0].period.window
        before = window.end <= base.window.start
        kind = CompareKind.PREVIOUS_PERIOD if before else CompareKind.EXPLICIT
        return Times(base.window, base.default, Compare(kind, window))
    if slots.step_back is not None or slots.previous:
        compare = Compare(
            CompareKind.PREVIOUS_PERIOD, base.window.before(), named=False, step=slots.step_back
        )
        window = compared_window(compare, base.window, calendar)
        return Times(base.window, base.default, replace(compare, window=window))
    return base


def _checked(times: Times, metric: Metric, calendar: Calendar) -> Resolved:
    if metric.kind is not MetricKind.LOOKAHEAD and times.window.start > calendar.today:
        return Refusal(Reason.UNSUPPORTED, (metric.id,), hint="that period has not begun")
    return times
