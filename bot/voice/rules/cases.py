"""A case from the moment a complaint is heard until it is closed: what may follow what.

Everything that happens to a case is a deed. Of each a state follows, or the deed is refused; so
nobody's case is in two states, and none is closed without its cause and what was done.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum


class State(StrEnum):
    """How far a case has come."""

    OPEN = "open"
    TAKEN = "taken"
    BOOKED = "booked"
    ASKED = "asked"
    """Cause and action are said, and the partner is asked whether it is solved."""
    CLOSED = "closed"


class Deed(StrEnum):
    """What happens to a case."""

    OPENED = "opened"
    NOTED = "noted"
    TOOK = "took"
    BOOKED = "booked"
    ANSWERED = "answered"
    REASSIGNED = "reassigned"
    ESCALATED = "escalated"
    SETTLED = "settled"
    SOLVED = "solved"
    NOT_SOLVED = "not_solved"
    NOT_CONFIRMED = "not_confirmed"


IN_HAND = frozenset({State.OPEN, State.TAKEN, State.BOOKED})
"""Where somebody of the vendor's has the next word."""
TOUCHES = frozenset({Deed.BOOKED, Deed.ANSWERED, Deed.SETTLED})
"""What reaches whoever complained: the first of these keeps the promise they were given."""
HIGHEST = 2
"""Levels that a case rises by its age: in charge, deputy, administrators."""

_FOLLOWS: Mapping[State, Mapping[Deed, State]] = {
    State.OPEN: {
        Deed.NOTED: State.OPEN,
        Deed.TOOK: State.TAKEN,
        Deed.BOOKED: State.BOOKED,
        Deed.ANSWERED: State.TAKEN,
        Deed.REASSIGNED: State.OPEN,
        Deed.ESCALATED: State.OPEN,
        Deed.SETTLED: State.ASKED,
    },
    State.TAKEN: {
        Deed.NOTED: State.TAKEN,
        Deed.TOOK: State.TAKEN,
        Deed.BOOKED: State.BOOKED,
        Deed.ANSWERED: State.TAKEN,
        Deed.REASSIGNED: State.OPEN,
        Deed.ESCALATED: State.TAKEN,
        Deed.SETTLED: State.ASKED,
    },
    State.BOOKED: {
        Deed.NOTED: State.BOOKED,
        Deed.TOOK: State.BOOKED,
        Deed.BOOKED: State.BOOKED,
        Deed.ANSWERED: State.BOOKED,
        Deed.REASSIGNED: State.BOOKED,
        Deed.ESCALATED: State.BOOKED,
        Deed.SETTLED: State.ASKED,
    },
    State.ASKED: {
        Deed.NOTED: State.ASKED,
        Deed.ANSWERED: State.ASKED,
        Deed.SOLVED: State.CLOSED,
        Deed.NOT_SOLVED: State.OPEN,
        Deed.NOT_CONFIRMED: State.CLOSED,
    },
    # Whoever thinks otherwise later is heard: a no opens it again, and a yes confirms it.
    State.CLOSED: {
        Deed.NOTED: State.CLOSED,
        Deed.SOLVED: State.CLOSED,
        Deed.NOT_SOLVED: State.OPEN,
    },
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stands; `ending` says how one that is closed was closed.

    `level` is how high it rose, and begins anew with every turn it takes.
    """

    state: State
    level: int = 0
    cause: str = ""
    action: str = ""
    ending: Deed | None = None
    is_touched: bool = False


OPENED = Standing(State.OPEN)


def may_follow(state: State, deed: Deed) -> bool:
    """Say whether this may happen to a case in that state."""
    return deed in _FOLLOWS[state]


def after(standing: Standing, deed: Deed, *, cause: str = "", action: str = "") -> Standing | None:
    """Return how a case stands after a deed; None where that may not happen to it."""
    is_said = deed is not Deed.SETTLED or bool(cause.strip() and action.strip())
    if not may_follow(standing.state, deed) or not is_said:
        return None
    found = replace(standing, state=_FOLLOWS[standing.state][deed])
    match deed:
        case Deed.NOTED:
            return found
        case Deed.ESCALATED:
            return replace(found, level=min(standing.level + 1, HIGHEST))
        case Deed.NOT_SOLVED:
            return replace(found, level=0, ending=None, is_touched=False)
        case Deed.SETTLED:
            found = replace(found, cause=cause, action=action)
        case _:
            pass
    ending = deed if found.state is State.CLOSED else None
    is_touched = standing.is_touched or deed in TOUCHES
    return replace(found, level=0, ending=ending, is_touched=is_touched)


_WORST = {"nps": 6, "csat": 2, "ces": 3}
"""The highest answer to each of these questions that is a complaint."""


def is_complaint(measures: str, score: int | None) -> bool:
    """Say whether an answer is one that somebody has to see to; of other questions none is."""
    return score is not None and score <= _WORST.get(measures, -1)


@dataclass(frozen=True, slots=True)
class Cause:
    """What lay behind complaints, with its title in other languages."""

    key: str
    title: str
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CasePolicy:
    """What the vendor promises whoever complains.

    The first touch comes within `first_touch`, and what follows within `then`, in business hours
    of whoever is in charge; nobody who was asked whether it is solved is waited for longer than
    `waits` days.
    """

    first_touch: timedelta = timedelta(hours=8)
    then: timedelta = timedelta(hours=40)
    waits: timedelta = timedelta(days=14)
    causes: tuple[Cause, ...] = ()

    def cause(self, key: str) -> Cause | None:
        """Return a cause of the list; None where it is not in it any more."""
        return next((one for one in self.causes if one.key == key), None)
