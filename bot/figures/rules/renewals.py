"""What people say of a term that comes due, when it is pushed, and which ones somebody means."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.name_keys import name_key

STEPS = (7, 30, 60, 90)
"""So many days before its end a term is brought before people: once each, the nearest alone."""
AHEAD = STEPS[-1]
FURTHEST = 730
"""So many days ahead somebody may look, at the most."""
TOPIC = "renewals"
"""What whoever is sent them can mute."""


class Status(StrEnum):
    """How somebody says that a renewal stands; `open` takes back what they said before."""

    QUOTED = "quoted"
    COMMITTED = "committed"
    AT_RISK = "at_risk"
    LOST = "lost"
    OPEN = "open"


class Side(StrEnum):
    """Whose word it is."""

    VENDOR = "vendor"
    PARTNER = "partner"


class Outcome(StrEnum):
    """What the data says of a term by now; one that is `gone` stands in no data any more."""

    OPEN = "open"
    RENEWED = "renewed"
    LAPSED = "lapsed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody said of a renewal, and when; of who was forgotten the name is empty."""

    status: Status
    side: Side
    who: str
    at: datetime
    reason: str = ""
    contact_id: str = ""


@dataclass(frozen=True, slots=True)
class Renewal:
    """A term that comes due, with all that was said of it, the oldest first.

    It is known by what the vendor's own books call it: a partner's subscription and the day on
    which its term ends. `id` is what its words hang on, None before anybody was told of it;
    `term_id` is the row that told of it last. Money a year in the reporting currency.
    """

    partner_id: str
    partner: str
    subscription: str
    term_end: date
    customer: str = ""
    product: str = ""
    annualised: int | None = None
    outcome: Outcome = Outcome.OPEN
    id: str | None = None
    term_id: str | None = None
    words: tuple[Word, ...] = ()
    now_ends: date | None = None
    """When the subscription's open term ends, where it is not on this day."""

    def standing(self, side: Side) -> Word | None:
        """Return the last word of a side, unless that took back what was said before."""
        said = [word for word in self.words if word.side is side]
        return said[-1] if said and said[-1].status is not Status.OPEN else None

    @property
    def stands(self) -> tuple[Word, ...]:
        """The last word of each side: where they differ, both stand."""
        found = (self.standing(side) for side in Side)
        return tuple(word for word in found if word is not None)

    @property
    def differs(self) -> bool:
        """Whether the two sides say different things."""
        return len({word.status for word in self.stands}) > 1

    @property
    def is_lost(self) -> bool:
        """Whether it is given up: nobody who spoke says otherwise."""
        return {word.status for word in self.stands} == {Status.LOST}

    @property
    def is_over(self) -> bool:
        """Whether nothing can be said of it any more."""
        return self.outcome is not Outcome.OPEN

    @property
    def waits(self) -> bool:
        """Whether people are to be told that it comes due."""
        return not self.is_over and not self.is_lost


def step_of(days: int) -> int | None:
    """Return the step a term has reached that ends in so many days; the nearest to its end."""
    return next((step for step in STEPS if 0 <= days <= step), None)


def in_order(found: Sequence[Renewal]) -> list[Renewal]:
    """Put what ends first before, and of one day what is worth most."""
    return sorted(found, key=lambda one: (one.term_end, -(one.annualised or 0), one.subscription))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which renewals somebody means: so many days ahead, of the partner with this name."""

    days: int = AHEAD
    partner: str = ""

    def last(self, today: date) -> date:
        """Return the last day that is looked at."""
        return today + timedelta(days=self.days)


class Switch(StrEnum):
    """Whether somebody wants to be sent what comes due."""

    ON = "on"
    OFF = "off"


_SWITCHES = {
    **dict.fromkeys(("on", "an", "ein"), Switch.ON),
    **dict.fromkeys(("off", "aus"), Switch.OFF),
}
_DAYS = re.compile(
    r"(?:\b(?:in|next|nächste|nächsten)\s+)?\b(\d{1,3})(?:\s+(?:days?|tagen?|tage))?\b"
)


def read_switch(words: str) -> Switch | None:
    """Read whether these words say that somebody wants to be sent them, or no more."""
    return _SWITCHES.get(words.strip().casefold())


def read_wanted(words: str) -> Wanted:
    """Read which are meant: a number is days, all the rest a partner's name."""
    found = _DAYS.search(words)
    if found is None:
        return Wanted(partner=words.strip())
    rest = f"{words[: found.start()]} {words[found.end() :]}"
    days = min(int(found[1]), FURTHEST)
    return Wanted(days or AHEAD, " ".join(rest.split()))


def names_partner(words: str, name: str) -> bool:
    """Say whether these words are a partner's name, or how it begins."""
    said, known = name_key(words).split(), name_key(name).split()
    return bool(said) and known[: len(said)] == said
