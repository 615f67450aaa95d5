"""What two sides want to reach together, how each says it stands, and when they are asked."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.principal import Principal

LONGEST_WORDS, LONGEST_NOTE = 150, 300
LAST_TIME = timedelta(days=92)
"""So long ago a promise may have been due that a review asks about: a quarter."""
SATURDAY = 5


class State(StrEnum):
    """How a goal stands: open, or ended one way or the other."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Side(StrEnum):
    """Whose word a check-in is."""

    VENDOR = "vendor"
    PARTNER = "partner"


class Colour(StrEnum):
    """How somebody says that a goal stands; silence is none of them."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Every(StrEnum):
    """How often both owners are asked."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    NEVER = "never"


class Kept(StrEnum):
    """What became of a promise whose day has come."""

    KEPT = "kept"
    LATE = "late"
    NOT_KEPT = "not_kept"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Said:
    """What one side said of a goal for one slot; `who` may be nobody we know any more."""

    slot_on: date
    side: Side
    colour: Colour
    who: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class GoalView:
    """A goal as people see it; `said` is what was said of it, the newest first."""

    id: str
    partner_id: str
    partner: str
    words: str
    due_on: date
    state: State
    made_on: date
    ended_on: date | None = None
    reason: str = ""
    vendor_owner_id: str = ""
    vendor_owner: str = ""
    partner_owner_id: str = ""
    partner_owner: str = ""
    said: tuple[Said, ...] = ()

    def last_of(self, side: Side) -> Said | None:
        """Return what this side said last."""
        return next((one for one in self.said if one.side is side), None)

    def at(self, slot_on: date, side: Side) -> Said | None:
        """Return what this side said for this slot."""
        return next((one for one in self.said if (one.slot_on, one.side) == (slot_on, side)), None)

    def is_overdue(self, today: date) -> bool:
        """Say whether its day is over and it is still open."""
        return self.state is State.OPEN and self.due_on < today

    def owner_of(self, side: Side) -> str:
        """Return the id of whoever owns it on this side."""
        return self.vendor_owner_id if side is Side.VENDOR else self.partner_owner_id


def side_of(person: Principal) -> Side:
    """Return the side on which somebody is."""
    return Side.VENDOR if person.is_vendor else Side.PARTNER


def owns(person: Principal, goal: GoalView) -> bool:
    """Say whether a goal is this person's to check in on."""
    return goal.owner_of(side_of(person)) == person.contact_id


def kept(goal: GoalView, today: date) -> Kept | None:
    """Say what became of a promise that was due, or ended, since last time; None: not yet."""
    if goal.state is State.OPEN:
        return Kept.NOT_KEPT if goal.is_overdue(today) else None
    if goal.ended_on is None or max(goal.ended_on, goal.due_on) < today - LAST_TIME:
        return None
    if goal.state is State.DROPPED:
        return Kept.DROPPED
    return Kept.KEPT if goal.ended_on <= goal.due_on else Kept.LATE


def slot_on(every: Every, today: date) -> date:
    """Return the first day of the week, month or quarter for which somebody checks in today."""
    match every:
        case Every.WEEK:
            return today - timedelta(days=today.weekday())
        case Every.QUARTER:
            return date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
        case _:
            return today.replace(day=1)


def asked_on(slot: date) -> date:
    """Return the day on which both owners are asked for a slot: its first working day."""
    weekday = slot.weekday()
    return slot + timedelta(days=7 - weekday) if weekday >= SATURDAY else slot
