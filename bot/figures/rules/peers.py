"""A partner's place among others: in whole bands, of one time and one circle, and of no few.

Nobody but the house chooses who is compared over which time: a metric has one circle and one
time, so that nobody asks twice and subtracts. Of the others nothing is used but their bands.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum

from bot.figures.rules.windows import MONTHS_A_YEAR, Calendar, Unit, Window, add_months
from bot.quantities import Quantity

LEAST_OTHERS = 5
"""Of fewer others there is no place: it would be about one of them."""
GROWTH = "arr"
"""Whose size would give somebody away is compared by how much it grew in the year."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How wide a band is, and where the bands end: nothing lies above `top`."""

    width: Decimal
    top: int | None = None

    def band(self, value: Decimal | int) -> int:
        """Return the number of the band that a figure lies in."""
        number = int((Decimal(value) / self.width).to_integral_value(ROUND_FLOOR))
        if self.top is not None and value == self.top:
            return number - 1
        return number

    def edges(self, first: int, last: int) -> tuple[Decimal, Decimal]:
        """Return where the first of some bands begins, and where the last of them ends."""
        return self.width * first, self.width * (last + 1)


_SHARE, _OPEN = Scale(Decimal(5), 100), Scale(Decimal(5))
SCALES: Mapping[str, Scale] = {
    **dict.fromkeys(
        (
            "customer_churn_rate", "grr", "renewal_rate", "trial_conversion_rate",
            "recurring_revenue_share", "win_rate", "csat", "response_rate",
        ),
        _SHARE,
    ),
    **dict.fromkeys(("nrr", GROWTH), _OPEN),
    "nps": Scale(Decimal(10), 100),
    "ces": Scale(Decimal("0.5"), 7),
    "products_per_customer": Scale(Decimal("0.5")),
}  # fmt: skip
"""The metrics in which a place says something, and nobody's size. Amounts are not among them."""
_TOLD_BY = {
    "retention_rate": "customer_churn_rate",
    "revenue_churn_rate": "grr",
    **dict.fromkeys(("promoter_share", "detractor_share"), "nps"),
    **dict.fromkeys(("mrr", "net_new_mrr", "active_customers", "new_mrr"), GROWTH),
}
"""What two metrics say together is finer than a band, so one of them stands for both."""
USUAL = (GROWTH, "customer_churn_rate", "nps")
"""What is compared where nothing was named."""
GROWING = frozenset({"net_new_mrr", "new_customers", GROWTH})
"""What "growth" may mean; among others it is that of recurring revenue."""


def told_by(metric: str) -> str | None:
    """Return the metric whose place is told for this one; None where no place is."""
    metric = _TOLD_BY.get(metric, metric)
    return metric if metric in SCALES else None


class Side(StrEnum):
    """Where a partner stands to the middle half of the others, whatever is good."""

    ABOVE = "above"
    WITHIN = "within"
    BELOW = "below"


class Why(StrEnum):
    """Why there is no place."""

    FEW = "few"
    NONE = "none"
    WITHHELD = "withheld"
    AGE = "age"
    NOT_COMPARED = "not_compared"


@dataclass(frozen=True, slots=True)
class Circle:
    """With whom a partner is compared: others of its tier, of its region, or of either."""

    tier: str | None = None
    region: str | None = None

    def holds(self, other: "Stands") -> bool:
        """Say whether this partner is one of them."""
        is_alike = self.tier is not None and other.tier == self.tier
        return is_alike or (self.region is not None and other.region == self.region)


@dataclass(frozen=True, slots=True)
class Stands:
    """What a partner was at the end of the time."""

    tier: str
    region: str

    def circles(self) -> tuple[Circle, ...]:
        """List who may be compared with it, the nearest first."""
        return Circle(tier=self.tier), Circle(region=self.region), Circle(self.tier, self.region)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a partner stands. Of the others it knows the edges of bands alone.

    Between the two of `half` lie those of the middle half, in `middle` the one in the middle.
    `own` is the partner's own figure, and `is_best` says that its end of the others is the good
    one.
    """

    metric: str
    window: Window
    circle: Circle
    own: Quantity
    side: Side
    half: tuple[Quantity, Quantity]
    middle: tuple[Quantity, Quantity]
    is_good: bool | None = None


@dataclass(frozen=True, slots=True)
class NoPlace:
    """That there is no place, and why."""

    metric: str
    why: Why
    window: Window | None = None


def year_of(calendar: Calendar, quarters_back: int = 0) -> Window:
    """Return the four quarters that are over, or those so many quarters before."""
    end = calendar.unit(Unit.QUARTER, -quarters_back).start
    return Window(add_months(end, -MONTHS_A_YEAR), end)


def circle_of(own: Stands, others: Collection[Stands]) -> Circle | None:
    """Choose the nearest circle of five others at least; None where there is none."""
    for circle in own.circles():
        if sum(circle.holds(other) for other in others) >= LEAST_OTHERS:
            return circle
    return None


def placed(
    metric: tuple[str, str], window: Window, circle: Circle, own: Quantity, others: Sequence[int]
) -> Place:
    """Place a figure among others, of whom only the numbers of their bands are known.

    The metric comes with which end of it is good: "up" or "down".
    """
    name, good = metric
    scale, bands = SCALES[name], sorted(others)
    count = len(bands)
    # Counted off, never taken between two: so each of them is a band that somebody is in.
    low, high = bands[-(-count // 4) - 1], bands[-(-3 * count // 4) - 1]
    middle = bands[(count - 1) // 2]
    mine = scale.band(own.value or 0)
    side = Side.ABOVE if mine > high else Side.BELOW if mine < low else Side.WITHIN
    is_good = None if side is Side.WITHIN else (side is Side.ABOVE) == (good == "up")

    def quantities(first: int, last: int) -> tuple[Quantity, Quantity]:
        start, end = scale.edges(first, last)
        return Quantity(start, own.unit), Quantity(end, own.unit)

    half, median = quantities(low, high), quantities(middle, middle)
    return Place(name, window, circle, own, side, half, median, is_good)
