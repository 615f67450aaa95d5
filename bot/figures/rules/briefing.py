"""Which figures stand in a brief, under which heading, and over which time."""

from dataclasses import dataclass
from enum import StrEnum

from bot.figures.rules.ages import Rows
from bot.figures.rules.plan import Compare, CompareKind, Filter, Plan
from bot.figures.rules.windows import Calendar, Unit, Window


class Time(StrEnum):
    """The time of a figure in a brief; its own is the metric's usual one."""

    OWN = "own"
    THIS_QUARTER = "this_quarter"
    NEXT_QUARTER = "next_quarter"


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of a brief; with `is_compared` it is held against the same a year before.

    With `is_placed` it says too where the partner stands among its peers.
    Where the first caveat of a metric is about cuts that no brief makes, `is_plain` leaves it out.
    """

    metric: str
    time: Time = Time.OWN
    is_compared: bool = False
    is_plain: bool = False
    is_placed: bool = False


RENEWALS = "renewals_due_mrr"
STANDS = (
    Line("arr", is_compared=True, is_placed=True),
    Line("active_customers", is_compared=True, is_plain=True),
    Line("nrr", is_compared=True, is_placed=True),
    Line("nps"),
    Line("csat"),
)
COMES = (
    Line(RENEWALS, Time.THIS_QUARTER),
    Line(RENEWALS, Time.NEXT_QUARTER),
    Line("deals_open", is_plain=True),
    Line("deals_open_worth"),
    Line("win_rate", is_plain=True, is_placed=True),
    Line("distance_to_tier"),
    Line("certified_people"),
)
READ = (Rows.SUBSCRIPTIONS, Rows.TERMS, Rows.DEALS, Rows.CERTIFICATIONS)
"""The rows that these figures are made of."""
HEADINGS = {"stands": STANDS, "comes": COMES}
"""Where a partner stands, and what lies ahead: twelve figures at most."""


def plan_of(line: Line, partner: str, calendar: Calendar) -> Plan:
    """Return what is to be computed of a partner, which is named as questions name it."""
    window = _window(line.time, calendar)
    against = Compare(CompareKind.SAME_PERIOD_LAST_YEAR, calendar.back(window, Unit.YEAR))
    return Plan(
        (line.metric,),
        window,
        default_period=line.time is Time.OWN,
        filters=(Filter("partner", (partner,)),),
        compare=against if line.is_compared else None,
    )


def _window(time: Time, calendar: Calendar) -> Window:
    """Return the days that are left of this quarter, the next one, or today."""
    today = calendar.unit(Unit.DAY)
    match time:
        case Time.THIS_QUARTER:
            return Window(today.start, calendar.unit(Unit.QUARTER).end)
        case Time.NEXT_QUARTER:
            return calendar.unit(Unit.QUARTER, 1)
        case Time.OWN:
            return today
