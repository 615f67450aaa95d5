"""What somebody wants announced, and the rhythm that follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

from bot.beat.rules.audience import Audience
from bot.beat.rules.cadence import Cadence, first_slot_from, instant, read_cadence, slots_after
from bot.principal import Role

ANNOUNCEMENT = "announcement"
"""The kind of cadence that sends it."""
UNDO = timedelta(minutes=3)
"""What goes out now goes out after this, to the minute: so there are two minutes to undo it."""
LAST_DAY_OF_ALL = 28
"""The last day that every month has."""
NEXT = 5
LONGEST_TITLE = 150


class Repeat(StrEnum):
    """How often an announcement goes out."""

    ONCE = "once"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


class Whose(StrEnum):
    """Whose clock a moment is read on."""

    READER = "reader"
    WRITER = "writer"


RULES = {
    Repeat.ONCE: "FREQ=DAILY;COUNT=1",
    Repeat.WEEKLY: "FREQ=WEEKLY",
    Repeat.FORTNIGHTLY: "FREQ=WEEKLY;INTERVAL=2",
    Repeat.MONTHLY: "FREQ=MONTHLY",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A text with whom it is for and when it goes out; without a `day` and a time that is now.

    `words` are Markdown. No roles mean all of them, and no tiers every partner.
    """

    title: str
    words: str
    topic: str
    roles: tuple[Role, ...] = ()
    tiers: tuple[str, ...] = ()
    day: date | None = None
    at: time | None = None
    whose: Whose = Whose.READER
    repeat: Repeat = Repeat.ONCE

    @property
    def is_for_now(self) -> bool:
        """Whether it goes out as soon as it is said so."""
        return self.day is None and self.at is None

    def audience(self) -> Audience:
        """Return whom it is for: people at partners."""
        return Audience(roles=frozenset(self.roles), tiers=frozenset(self.tiers))

    def mistakes(self) -> dict[str, str]:
        """Return what cannot be meant, as the field's name and the sentence that says so."""
        found: dict[str, str] = {}
        if not self.title or "\n" in self.title or len(self.title) > LONGEST_TITLE:
            found["title"] = "announce_title_wrong"
        if not self.words:
            found["words"] = "announce_words_missing"
        if self.day is not None and self.at is None:
            found["at"] = "announce_time_missing"
        if self.at is not None and self.day is None:
            found["day"] = "announce_day_missing"
        if self.repeat is Repeat.MONTHLY and self.day and self.day.day > LAST_DAY_OF_ALL:
            found["day"] = "announce_day_not_in_every_month"
        return found

    def cadence(self, zone: str, now: datetime) -> Cadence:
        """Return when it goes out; `zone` is the writer's, `now` an instant."""
        if self.day is None or self.at is None:
            # Once is an instant: in UTC, for a clock may show an hour twice.
            where = "UTC" if self.repeat is Repeat.ONCE else zone
            soon = (now + UNDO).astimezone(ZoneInfo(where)).replace(tzinfo=None)
            return read_cadence(RULES[self.repeat], soon, where)
        clock = zone if self.whose is Whose.WRITER else None
        return read_cadence(RULES[self.repeat], datetime.combine(self.day, self.at), clock)


def coming(cadence: Cadence, now: datetime) -> Sequence[datetime]:
    """Return the next slots that nobody has passed, on the wall clock; none when it is over."""
    first = first_slot_from(cadence, now)
    if first is None:
        return ()
    return (first, *islice(slots_after(cadence, first), NEXT - 1))


def on_clock(cadence: Cadence, slot: datetime, zone: str) -> datetime:
    """Return a slot as a clock in this zone shows it; on readers' own clocks it stays."""
    if cadence.zone is None:
        return slot
    return instant(slot, cadence.zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
