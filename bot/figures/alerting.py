"""What use cases, sends and the look around ask of a figure that is watched."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot.figures.context import FiguresContext
from bot.figures.rules.alerts import Line, told_in
from bot.figures.rules.answers import Answer
from bot.figures.rules.catalogue import DefaultPeriod, Metric
from bot.figures.rules.figures import Cell, MetricFigure
from bot.figures.rules.plan import Plan
from bot.figures.rules.questions.readings import Help, Reading, Topic
from bot.figures.rules.windows import MONTHS_A_YEAR, Calendar, Unit, Window, add_months
from bot.figures.store.watch_tables import Alert
from bot.principal import Principal
from bot.quantities import Quantity
from bot.store.sessions import AsyncSession

_BY_MONTHS = {DefaultPeriod.TODAY, DefaultPeriod.LAST_MONTH}
_BACK = {DefaultPeriod.TRAILING_12_MONTHS: 12, DefaultPeriod.SIX_MONTHS_TO_DATE: 6}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at a watched figure found, newest period last; None is what nobody can see."""

    answer: Answer
    values: tuple[Decimal | None, ...] = ()
    newest: Quantity | None = None

    @property
    def is_read(self) -> bool:
        """Whether the question still means a figure that its owner may see."""
        return isinstance(self.answer.reading, Plan)


def watchable(reading: Reading) -> Plan | None:
    """Return the plan of one figure without any cut; None where it is more, or none."""
    if not isinstance(reading, Plan) or len(reading.metrics) != 1:
        return None
    is_one = not reading.group_by and reading.top_n is None
    if not is_one:
        return None
    return replace(reading, grain=None, compare=None, repaired=())


def watched_plan(plan: Plan, metric: Metric, alert: Alert, calendar: Calendar) -> Plan:
    """Return what is asked at a look: the figure as it stands, or its last periods in a row."""
    if alert.periods == 1:
        window = metric.default_period.window(calendar)
        return replace(plan, window=window, default_period=True)
    step = Unit(alert.step)
    window = calendar.trailing(step, alert.periods)
    return replace(plan, window=window, default_period=False, grain=step)


async def look(
    context: FiguresContext, session: AsyncSession, alert: Alert, owner: Principal
) -> Seen:
    """Read the question of an alert as its owner, and compute what they may see today."""
    footing = context.footing()
    reading = await context.questions.read(session, alert.figure, owner, footing)
    plan = watchable(reading)
    if plan is None:
        unread = Help(Topic.CAPABILITIES) if isinstance(reading, Plan) else reading
        return Seen(Answer(alert.figure, unread))
    metric = context.catalogue.metrics[plan.metrics[0]]
    asked = watched_plan(plan, metric, alert, footing.calendar)
    read = (alert.figure, asked)
    answer = await context.questions.computed(session, read, owner, footing)
    figure = answer.figures.figures[0]
    values = _values(figure, asked, footing.calendar)
    newest = figure.cells[-1].quantity if figure.cells else None
    return Seen(answer, values, newest)


async def looked_back(
    context: FiguresContext, session: AsyncSession, alert: Alert, owner: Principal, line: Line
) -> tuple[date, ...] | None:
    """Return when it would have spoken in the last 12 months; None where that is not known."""
    footing = context.footing()
    reading = await context.questions.read(session, alert.figure, owner, footing)
    plan = watchable(reading)
    if plan is None:
        return None
    metric = context.catalogue.metrics[plan.metrics[0]]
    found: list[tuple[date, Decimal | None]] = []
    for asked in _past(plan, metric, alert, footing.calendar):
        answer = await context.questions.computed(session, ("", asked), owner, footing)
        figure = answer.figures.figures[0]
        pieces = footing.calendar.cut(asked.window, asked.grain) if asked.grain else ()
        days = [piece.last for piece in pieces] or [asked.window.last]
        found += zip(days, _values(figure, asked, footing.calendar), strict=True)
    if not any(value is not None for _, value in found):
        return None
    return told_in(line, found)


def _past(plan: Plan, metric: Metric, alert: Alert, calendar: Calendar) -> Sequence[Plan]:
    """Return the questions that tell the last 12 months, as its looks would have seen them."""
    is_lasting = alert.periods > 1
    step = Unit(alert.step) if is_lasting else Unit.MONTH
    months = MONTHS_A_YEAR + alert.periods - 1
    if is_lasting or (metric.default_period in _BY_MONTHS and step in metric.grains):
        count = MONTHS_A_YEAR // 3 + alert.periods - 1 if step is Unit.QUARTER else months
        window = calendar.trailing(step, count)
        return (replace(plan, window=window, default_period=False, grain=step),)
    back = _BACK.get(metric.default_period)
    if back is None:
        return ()
    ends = [calendar.unit(Unit.MONTH, -number).start for number in range(11, -1, -1)]
    return [
        replace(plan, window=Window(add_months(end, -back), end), default_period=False)
        for end in ends
    ]


def _values(figure: MetricFigure, plan: Plan, calendar: Calendar) -> tuple[Decimal | None, ...]:
    """Return the figure of each piece that was asked; one that has no data has no value."""
    if plan.grain is None:
        return (_value(figure.cells[-1] if figure.cells else None),)
    wanted = calendar.cut(plan.window, plan.grain)
    cells = {figure.pieces[cell.piece]: cell for cell in figure.cells}
    return tuple(_value(cells.get(piece)) for piece in wanted)


def _value(cell: Cell | None) -> Decimal | None:
    quantity = cell.quantity if cell is not None else None
    return Decimal(quantity.value or 0) if quantity is not None and quantity.is_shown else None
