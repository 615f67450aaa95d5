"""What a platform can take: a limit is kept, or a refusal names the element and the limit."""

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote, urlsplit

from bot.action import PACKED_LIMIT, ActionRef
from bot.errors import ActionUnreadable, MessageRejected
from bot.harmless import harmless
from bot.language import Language
from bot.message import Cell, Chart, Column, Option, Scale, Table
from bot.pictures import Picture

SCALE_STEPS = 101
"""More numbers than this are no scale that anybody reads."""
NEVER = timedelta(0)
NOTHING = "\N{EN DASH}"
"""What stands where there is no value."""

_UNWRITABLE = re.compile(r"[\"<>\\^`{|}]|%(?![0-9A-Fa-f]{2})")
"""What an address may hold only in its percent code."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Measures what one platform is to show; `longest_url` is in characters."""

    platform: str
    longest_url: int = 3_000

    def refusal(self, element: str, problem: str, limit: str = "") -> MessageRejected:
        """Return the refusal of an element, for the caller to raise."""
        end = f", limit {limit}" if limit else ""
        return MessageRejected(f"{self.platform}: {element} {problem}{end}")

    def within(self, words: str, limit: int, element: str) -> str:
        """Return the words where they fit; refuse empty ones and ones that would be cut."""
        if len(words) > limit:
            raise self.refusal(element, f"has {len(words)} characters", str(limit))
        return self.spoken(words, element)

    def spoken(self, words: str, element: str) -> str:
        """Return words that say something; refuse the others."""
        if not harmless(words).strip():
            raise self.refusal(element, "is empty")
        return words

    def at_most(self, count: int, limit: int, element: str, things: str) -> None:
        """Refuse an element of nothing, or of more things than the platform takes."""
        if not 1 <= count <= limit:
            raise self.refusal(element, f"has {count} {things}", f"1 to {limit}")

    def packed(self, action: ActionRef, element: str) -> str:
        """Return what a control carries for us, or refuse what would not fit."""
        try:
            return action.pack()
        except ActionUnreadable as problem:
            raise self.refusal(
                element, "carries too much", f"{PACKED_LIMIT} characters"
            ) from problem

    def steps(self, scale: Scale) -> tuple[tuple[int, ActionRef], ...]:
        """Return every number of a scale with what pressing it means."""
        count = scale.high - scale.low + 1
        if not 2 <= count <= SCALE_STEPS:  # noqa: PLR2004 - one number is no scale
            raise self.refusal("scale", f"has {max(count, 0)} steps", f"2 to {SCALE_STEPS}")
        return scale.steps()

    def picked(self, options: Sequence[Option], element: str) -> Sequence[Option]:
        """Return options that can be told apart by their values when several come back."""
        values = [option.value for option in options]
        if not values or len(set(values)) < len(values) or not all(map(str.strip, values)):
            raise self.refusal(element, "needs options with a value each")
        if any("\n" in value for value in values):
            raise self.refusal(element, "has an option whose value is of several lines")
        return options

    def web_address(self, url: str, element: str) -> str:
        """Return an address that opens a page, or refuse it."""
        self.within(url, self.longest_url, element)
        if not is_web_address(url):
            raise self.refusal(element, "is no web address (http or https)")
        return url

    def may_open(self, url: str) -> bool:
        """Whether words may lead to this address here."""
        return len(url) <= self.longest_url and may_open(url)

    def rows(self, table: Table) -> list[list[Cell]]:
        """Return a table's rows as wide as its head; a row wider than that is refused."""
        width = len(table.columns)
        if any(len(row) > width for row in table.rows):
            raise self.refusal("table", "has a row with more cells than there are columns")
        return [[*row, *[""] * (width - len(row))] for row in table.rows]

    def whole_chart(self, chart: Chart) -> Chart:
        """Return a chart whose series have one value for each category, or refuse it."""
        if any(len(series.values) != len(chart.categories) for series in chart.series):
            raise self.refusal("chart", "needs one value for each category in every series")
        return chart


@dataclass(frozen=True, slots=True)
class ChartLimits:
    """The charts one platform draws: characters of words, and how many of what."""

    title: int
    unit: int
    label: int
    series: int
    categories: int

    def take(self, chart: Chart) -> bool:
        """Whether the platform draws this chart; if not, a table says the same."""
        names = [series.name for series in chart.series]
        values = [value for series in chart.series for value in series.values]
        return (
            chart.form in {"line", "bar"}
            and 1 <= len(names) <= self.series
            and 1 <= len(chart.categories) <= self.categories
            and self._are_labels(names)
            and self._are_labels(chart.categories)
            and 1 <= len(chart.title.strip()) <= len(chart.title) <= self.title
            and len(chart.unit) <= self.unit
            and all(value is None or math.isfinite(value) for value in values)
        )

    def _are_labels(self, labels: Collection[str]) -> bool:
        short = all(label.strip() and len(label) <= self.label for label in labels)
        return short and len(set(labels)) == len(labels)


@dataclass(frozen=True, slots=True)
class Abilities:
    """What one platform lets us do with a message it took, and which pictures it is given.

    `amended_for` and `retracted_for` are for how long that is possible: None for as long as
    the message stands, `NEVER` where it is not. `picture_side` is in pixels, 0 where any will do.
    """

    limits: Limits
    picture_bytes: int
    picture_kinds: frozenset[str]
    picture_side: int = 0
    amended_for: timedelta | None = None
    retracted_for: timedelta | None = None

    def can_amend(self, age: timedelta) -> bool:
        """Whether a message of this age can still be changed."""
        return self.amended_for is None or age < self.amended_for

    def can_retract(self, age: timedelta) -> bool:
        """Whether a message of this age can still be taken back."""
        return self.retracted_for is None or age < self.retracted_for

    def shown(self, picture: Picture) -> Picture:
        """Return a picture that people will see there, or refuse it."""
        if picture.kind not in self.picture_kinds:
            kinds = " or ".join(sorted(self.picture_kinds))
            raise self.limits.refusal("image", f"is not {kinds}")
        size, side = len(picture.data), max(picture.sides)
        if size > self.picture_bytes:
            raise self.limits.refusal("image", f"has {size} bytes", str(self.picture_bytes))
        if self.picture_side and not 0 < side <= self.picture_side:
            raise self.limits.refusal(
                "image", f"is {side} pixels wide or high", f"{self.picture_side}"
            )
        return picture


def is_web_address(url: str) -> bool:
    """Whether this leads to a page of the web."""
    return _scheme(url) in {"http", "https"}


def may_open(url: str) -> bool:
    """Whether words may lead to this address: a page, or somebody's mail."""
    return _scheme(url) in {"http", "https", "mailto"}


def _scheme(url: str) -> str:
    """Return an address's scheme; nothing where no program could follow it."""
    if not url.isprintable() or " " in url:
        return ""
    scheme = url.partition(":")[0]
    is_whole = "@" in url if scheme == "mailto" else _has_host(url)
    return scheme if is_whole else ""


def _has_host(url: str) -> bool:
    try:
        address = urlsplit(url)
        # A port that is none is found out when it is read.
        is_sound = bool(address.hostname) and address.port != 0
    except ValueError:
        return False
    return is_sound and not _UNWRITABLE.search(address.netloc)


def may_show(url: str) -> bool:
    """Whether this is where a picture lies: at an address of the safe web, or in our folder."""
    lies = _scheme(url) == "https" or url.startswith("pictures/")
    return lies and not set(url) & set("<>{} \n")


def written_address(url: str) -> str:
    """Return an address as a page or a letter writes it, leading to the same place."""
    return _UNWRITABLE.sub(lambda found: quote(found[0]), url)


def chart_table(chart: Chart) -> Table:
    """Return a chart's numbers as a table, for where it cannot be drawn."""
    unit = f" ({chart.unit})" if chart.unit else ""
    columns = (Column(""), *(Column(one.name + unit, numeric=True) for one in chart.series))
    rows = tuple(
        (category, *(written_number(chart, one.values[index]) for one in chart.series))
        for index, category in enumerate(chart.categories)
    )
    return Table("", columns, rows, "")


def written_number(chart: Chart, value: float | None) -> str:
    """Write a chart's number as a table wants it; a missing one is nothing."""
    if value is None or not math.isfinite(value):
        return ""
    is_whole = round(value, 2) == round(value)
    return Language(chart.language).number(value, 0 if is_whole else 2)
