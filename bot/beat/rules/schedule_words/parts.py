"""What the terms of a schedule were found to say, part by part, before a rule is made of them."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.beat.rules.schedule_words.schedule import Asked
from bot.beat.rules.schedule_words.terms import END, UNKNOWN, Term

_NOTHING_MORE = Term(END, None, 0, 0, "")
_BETWEEN = {"sep", "the", "a", "on", "at", "in", "of", "and", "to", "filler"}


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as it was written; `half` is am or pm where that was said."""

    hour: int
    minute: int
    half: str | None
    is_exact: bool
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """A day as it was written; without a year it is the next of that name."""

    day: int
    month: int
    year: int | None
    text: str


@dataclass(slots=True)
class Parts:
    """What was said: of the week, of the month, of the year, of the clock, and for how long."""

    today: date
    unit: str | None = None
    interval: int = 1
    every: bool = False
    plural: bool = False
    weekdays: set[int] = field(default_factory=set)
    nth: list[tuple[int, int]] = field(default_factory=list)
    """Weekdays of a month: which one, and the weekday."""
    nth_after_every: str = ""
    nth_working: list[int] = field(default_factory=list)
    month_days: list[int] = field(default_factory=list)
    months: set[int] = field(default_factory=set)
    without_months: set[int] = field(default_factory=set)
    without_weekdays: set[int] = field(default_factory=set)
    dates: list[Written] = field(default_factory=list)
    day: date | None = None
    in_time: timedelta | None = None
    """How long from now, where hours or minutes count; "now" is none of them."""
    within: tuple[str, date] | None = None
    """A week or month that was named, by its first day."""
    twofold: tuple[str, str] | None = None
    """A unit that a word such as "biweekly" halves or doubles, and the word."""
    clocks: list[Clock] | None = None
    part_of_day: str | None = None
    part_of_day_text: str = ""
    starts: date | None = None
    until: date | None = None
    until_has_year: bool = False
    count: int | None = None
    lasting: tuple[int, str] | None = None
    times_in: tuple[int, str] | None = None
    once: bool = False
    zone: str | None = None
    has_zone: bool = False
    said: dict[str, str] = field(default_factory=dict)
    """The words of a part, to name it by."""

    def take_unit(self, unit: str, interval: int, text: str) -> None:
        """Take a frequency; a second one may say the same again, and nothing else."""
        if self.unit is not None and self.unit != unit:
            raise Asked("cadence_contradicts", one=self.said["unit"], other=text)
        if self.interval != 1 and interval not in {1, self.interval}:
            raise Asked("cadence_contradicts", one=self.said["unit"], other=text)
        self.unit, self.interval = unit, max(interval, self.interval)
        self.said["unit"] = text

    def once_only(self, part: str, text: str) -> None:
        """Refuse a part that was said before."""
        if part in self.said:
            raise Asked("cadence_contradicts", one=self.said[part], other=text)
        self.said[part] = text


class Cursor:
    """Goes along the terms; whoever reads a part moves it on."""

    def __init__(self, words: str, terms: list[Term]) -> None:
        self._words, self._terms = words, terms
        self.at = 0

    def peek(self, ahead: int = 0) -> Term:
        """Return a term that lies ahead, or one of the kind `END`."""
        place = self.at + ahead
        return self._terms[place] if 0 <= place < len(self._terms) else _NOTHING_MORE

    def kinds(self, *kinds: str) -> bool:
        """Say whether the next terms are of these kinds, in this order."""
        return all(self.peek(n).kind in kind.split("|") for n, kind in enumerate(kinds))

    def take(self) -> Term:
        """Return the next term, and move on."""
        term = self.peek()
        self.at += 1
        return term

    def take_if(self, *kinds: str) -> Term | None:
        """Return the next term if it is of one of these kinds, and move on."""
        return self.take() if self.peek().kind in kinds else None

    def skip(self, *kinds: str) -> None:
        """Pass over all that follows of these kinds."""
        while self.peek().kind in kinds:
            self.at += 1

    @property
    def is_done(self) -> bool:
        """Whether nothing is left."""
        return self.at >= len(self._terms)

    def text(self, begin: int, end: int | None = None) -> str:
        """Return what was written, from one term up to before another, or to here."""
        stretch = self._terms[begin : self.at if end is None else end]
        return self._words[stretch[0].start : stretch[-1].end] if stretch else ""

    def rest(self, begin: int) -> str:
        """Return what was not understood: up to the next term that says something."""
        end = begin + 1
        last = end
        while end < len(self._terms) and self._terms[end].kind in {UNKNOWN, *_BETWEEN}:
            end += 1
            last = end if self._terms[end - 1].kind == UNKNOWN else last
        return self.text(begin, last)
