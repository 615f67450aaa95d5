"""Which span of days is meant, and what it is held against."""

from dataclasses import dataclass, replace

from bot.figures.rules.catalogue import Metric, MetricKind
from bot.figures.rules.periods.found import Period, in_year
from bot.figures.rules.plan import Compare, CompareKind, Plan
from bot.figures.rules.questions.readings import Clarify, Reason, Refusal, Slot
from bot.figures.rules.questions.slots import Slots
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
    if _steps_back(slots, previous):
        return _one_before(slots, metric, calendar, previous)
    own, against = _apart(slots, calendar)
    year = slots.year_on_year or slots.year_before
    before = slots.previous or slots.one_before or slots.step_back is not None
    if len(own) > 1 or len(against) + year + before > 1:
        return Clarify(Slot.PERIOD, (metric.id,), hint="more_than_one")
    if slots.same_unit is not None and not (own or slots.versus or slots.comparing):
        return Clarify(Slot.PERIOD, (metric.id,), hint="compare_which")
    base = _base(own, against, slots, metric, calendar, previous)
    if not isinstance(base, Times):
        return base
    times = _compared(base, against, slots, calendar)
    return _checked(times, metric, calendar) if isinstance(times, Times) else times


def _steps_back(slots: Slots, previous: Plan | None) -> bool:
    """Tell "and the quarter before?" from a comparison with it."""
    said = slots.one_before or slots.year_before or any(s.period.prior for s in slots.periods)
    apart = len(slots.periods) <= 1 and not any(s.versus for s in slots.periods)
    return bool(said and apart and previous and not slots.versus and not slots.comparing)


def _one_before(
    slots: Slots, metric: Metric, calendar: Calendar, previous: Plan | None
) -> Resolved:
    """Move the time of the question before: by its own length, or by the unit that is said."""
    if previous is None:
        return Clarify(Slot.PERIOD, (metric.id,))
    window = previous.window
    unit = slots.periods[0].period.unit if slots.periods else None
    if slots.year_before:
        moved = calendar.back(window, Unit.YEAR)
    elif unit is not None:
        moved = calendar.back(window, unit)
    else:
        moved = window.before()
    return _checked(Times(moved), metric, calendar)


def _apart(slots: Slots, calendar: Calendar) -> tuple[list[Period], list[Period]]:
    """Tell the time that is asked for from the one it is held against."""
    own = [said.period for said in slots.periods if not said.versus]
    against = [said.period for said in slots.periods if said.versus]
    if len(own) > 1 and not against and (slots.comparing or own[-1].prior):
        own, against = own[:1], own[1:]
    if len(own) == 1 and len(against) == 1:
        return [_dated(own[0], against[0], calendar)], [_dated_after(against[0], own[0], calendar)]
    return own, against


def _dated(first: Period, second: Period, calendar: Calendar) -> Period:
    """Let a year that was said once, behind the second time, hold for the first too."""
    if not first.yearless or second.year is None or first.part == second.part:
        return first
    if second.part is None:
        return first
    found = in_year(first, second.year, calendar)
    is_ahead = found.window is not None and found.window.start > calendar.today
    if is_ahead and found.window is not None:
        return replace(found, window=found.window.shifted_months(-12))
    return found


def _dated_after(second: Period, first: Period, calendar: Calendar) -> Period:
    """Read "q3 2025 vs q4" as the next one after what was dated."""
    if not second.yearless or first.year is None or first.part is None:
        return second
    found = in_year(second, first.year, calendar)
    if found.window is None or first.window is None or found.window.start > first.window.start:
        return found
    later = found.window.shifted_months(12)
    return replace(found, window=later) if later.start <= calendar.today else found


def _base(
    own: list[Period],
    against: list[Period],
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
    before = slots.previous or slots.one_before
    if before and slots.grain is None and metric.kind is MetricKind.BALANCE:
        return Clarify(Slot.PERIOD, (metric.id,), hint="compare_which")
    return Times(metric.default_period.window(calendar), default=True)


def _beside(against: list[Period], slots: Slots, metric: Metric, calendar: Calendar) -> Resolved:
    """Find the period to hold against "last quarter", "q2" or "last year" said alone."""
    if against and against[0].prior and against[0].offset == 0 and against[0].unit is not None:
        own = metric.default_period.window(calendar)
        alike = against[0].window is not None and own.months == against[0].window.months
        return Times(own, default=True) if alike else Times(calendar.unit(against[0].unit))
    stepped = slots.step_back or _unit_before(against)
    if stepped is not None:
        return Times(calendar.unit(stepped))
    last_year = bool(against) and _is_last_year(against[0])
    instant = bool(against) and against[0].instant
    if metric.kind is not MetricKind.BALANCE and not last_year:
        return Clarify(Slot.PERIOD, (metric.id,), hint="compare_which")
    if metric.kind is not MetricKind.BALANCE and instant:
        return Clarify(Slot.PERIOD, (metric.id,), hint="no_exact_days")
    if slots.grain is not None:
        return Times(calendar.trailing(slots.grain, _DEFAULT_PIECES[slots.grain]), default=True)
    return Times(metric.default_period.window(calendar), default=True)


def _said(period: Period, metric: Metric, calendar: Calendar) -> Resolved:
    if period.window is None:
        return Clarify(Slot.PERIOD, (metric.id,))
    if period.instant and metric.kind is not MetricKind.BALANCE:
        if period.unit is None or period.unit is Unit.YEAR:
            return Clarify(Slot.PERIOD, (metric.id,), hint="no_exact_days")
        return Times(calendar.unit(period.unit, period.offset))
    if metric.kind is MetricKind.LOOKAHEAD:
        window = period.ahead or period.window
        if window.end <= calendar.today:
            return Clarify(Slot.PERIOD, (metric.id,), hint="over")
        return Times(Window(max(window.start, calendar.today), window.end))
    is_today = period.unit is Unit.DAY and period.offset == 0
    return Times(period.window, default=is_today and metric.kind is MetricKind.BALANCE)


def _unit_before(against: list[Period]) -> Unit | None:
    """Read "vs last quarter" as this quarter against the last one."""
    if not against or against[0].offset != -1 or _is_last_year(against[0]):
        return None
    return None if against[0].instant else against[0].unit


def _is_last_year(period: Period) -> bool:
    return period.unit is Unit.YEAR and period.offset == -1


def _compared(base: Times, against: list[Period], slots: Slots, calendar: Calendar) -> Resolved:
    year = slots.year_on_year or slots.year_before
    last_year = year or (bool(against) and _is_last_year(against[0]))
    if last_year and not (against and base.window == against[0].window):
        if slots.same_unit is not None and base.default:
            base = Times(calendar.unit(slots.same_unit))
        window = calendar.back(base.window, Unit.YEAR)
        compare = Compare(CompareKind.SAME_PERIOD_LAST_YEAR, window, named=False)
        return Times(base.window, base.default, compare)
    if against and against[0].window is not None:
        if against[0].window.start > calendar.today:
            return Clarify(Slot.PERIOD, hint="not_begun")
        return _held(base, against[0])
    if slots.step_back is not None or slots.previous or slots.one_before:
        compare = Compare(
            CompareKind.PREVIOUS_PERIOD, base.window.before(), named=False, step=slots.step_back
        )
        window = compared_window(compare, base.window, calendar)
        return Times(base.window, base.default, replace(compare, window=window))
    return base


def _held(base: Times, against: Period) -> Resolved:
    """Hold a window against one that was named; "the one before" is before what was asked."""
    window = against.window or base.window
    alike = window.months == base.window.months and (
        window.months is not None or window.days == base.window.days
    )
    if against.prior and alike:
        window = base.window.before()
    if window == base.window:
        return Clarify(Slot.PERIOD, hint="with_itself")
    before = window.end <= base.window.start
    kind = CompareKind.PREVIOUS_PERIOD if before else CompareKind.EXPLICIT
    return Times(base.window, base.default, Compare(kind, window))


def _checked(times: Times, metric: Metric, calendar: Calendar) -> Resolved:
    if metric.kind is not MetricKind.LOOKAHEAD and times.window.start > calendar.today:
        return Refusal(Reason.UNSUPPORTED, (metric.id,), hint="that period has not begun")
    return times
