"""What is to be computed: the value a reading ends in and a figure begins with."""

from dataclasses import dataclass
from enum import StrEnum

from bot.figures.rules.windows import Unit, Window


class CompareKind(StrEnum):
    """What a figure is held against."""

    PREVIOUS_PERIOD = "previous_period"
    SAME_PERIOD_LAST_YEAR = "same_period_last_year"
    EXPLICIT = "explicit"


class Order(StrEnum):
    DESC = "desc"
    ASC = "asc"


@dataclass(frozen=True, slots=True)
class Compare:
    """What was said of another time.

    A window that was `named` is held against as it stands; else every metric moves each piece of
    its own time: a year back, one `step` back, or by the length of the whole. `window` is then
    the first metric's.
    """

    kind: CompareKind
    window: Window
    named: bool = True
    step: Unit | None = None


@dataclass(frozen=True, slots=True)
class Top:
    """The first `n` groups by the metric's value."""

    n: int
    order: Order


@dataclass(frozen=True, slots=True)
class Filter:
    """Only these values of a dimension, or with `negated` all but these."""

    dimension: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A question understood: metrics that share every other slot.

    `default_period` says that the question named no time and `window` is the first metric's own
    default; `resolve` finds that of every metric. `repaired` are the words read as others.
    """

    metrics: tuple[str, ...]
    window: Window
    default_period: bool = False
    group_by: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    grain: Unit | None = None
    compare: Compare | None = None
    top_n: Top | None = None
    repaired: tuple[tuple[str, str], ...] = ()

    @property
    def dimensions(self) -> frozenset[str]:
        """Return all that it is cut by, as groups and as filters."""
        return frozenset((*self.group_by, *(chosen.dimension for chosen in self.filters)))

    def filter_on(self, dimension: str) -> Filter | None:
        """Find the filter on a dimension, if there is one."""
        return next((f for f in self.filters if f.dimension == dimension), None)
