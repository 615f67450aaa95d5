"""What every metric of the books is: arithmetic over named measures of one piece of time.

Amounts are minor units of the reporting currency a year, as the books keep them.
The definitions are those of the catalogue's texts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

Values = Mapping[str, int]
"""Measures by name, of one piece of time and one group."""

MONTHS_A_YEAR = 12
LONGEST_LIFE = 60
"""Months: no customer is expected to stay for longer."""
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Worth:
    """A figure with both its parts kept; over nothing it is not defined, which is not zero."""

    numerator: Decimal
    denominator: Decimal = Decimal(1)

    @property
    def value(self) -> Decimal | None:
        return self.numerator / self.denominator if self.denominator else None


Formula = Callable[[Values], Worth]


def total(*names: str, scale: Decimal = Decimal(1)) -> Formula:
    """Add measures up; a name with a minus before it is taken away."""

    def worth(values: Values) -> Worth:
        return Worth(_sum(values, names) * scale)

    return worth


def ratio(over: tuple[str, ...], under: tuple[str, ...], scale: Decimal = Decimal(1)) -> Formula:
    """Divide a sum of measures by another."""

    def worth(values: Values) -> Worth:
        return Worth(_sum(values, over) * scale, _sum(values, under))

    return worth


def percent(over: tuple[str, ...], under: tuple[str, ...]) -> Formula:
    """Make a percentage of two sums of measures."""
    return ratio(over, under, _HUNDRED)


A_MONTH = 1 / Decimal(MONTHS_A_YEAR)


def monthly(*names: str) -> Formula:
    """Add up amounts a year and write them a month."""

    def worth(values: Values) -> Worth:
        return Worth(_sum(values, names), Decimal(MONTHS_A_YEAR))

    return worth


def monthly_each(over: str, under: str) -> Formula:
    """Divide amounts a year, a month, among so many."""

    def worth(values: Values) -> Worth:
        return Worth(Decimal(values[over]), Decimal(MONTHS_A_YEAR * values[under]))

    return worth


def life(values: Values) -> Decimal:
    """Return the months a customer is expected to stay: openings over losses of twelve months."""
    lost, opening = values["year_lost"], values["year_opening"]
    if not lost:
        return Decimal(LONGEST_LIFE)
    return min(Decimal(opening) / lost, Decimal(LONGEST_LIFE))


def is_life_capped(values: Values) -> bool:
    """Say whether so few were lost that the longest life was taken."""
    return values["year_lost"] * LONGEST_LIFE <= values["year_opening"]


def margin(values: Values) -> Worth:
    """Return the share of revenue that is left after the cost of what was sold.

    Without any such cost in the books it is not defined: a margin of all of it would deceive.
    """
    revenue = _sum(values, REVENUE)
    if not values["cogs"]:
        return Worth(Decimal(0), Decimal(0))
    return Worth(revenue - values["cogs"], revenue)


REVENUE = ("recurring", "usage_revenue", "one_off", "services")


def gross_margin(values: Values) -> Worth:
    """Return the margin in percent."""
    found = margin(values)
    return Worth(found.numerator * _HUNDRED, found.denominator)


def lifetime_revenue(values: Values) -> Worth:
    """Return recurring revenue a customer a month, times the months of a customer's life."""
    return Worth(values["amount"] * life(values), Decimal(MONTHS_A_YEAR * values["customers"]))


def lifetime_value(values: Values) -> Worth:
    """Return `lifetime_revenue` times the margin."""
    kept, brought = margin(values), lifetime_revenue(values)
    return Worth(brought.numerator * kept.numerator, brought.denominator * kept.denominator)


acquisition_cost = ratio(("sales", "marketing"), ("new_units",))


def value_to_cost(values: Values) -> Worth:
    """Return the lifetime value over what it cost to win a customer."""
    value, cost = lifetime_value(values), acquisition_cost(values)
    return Worth(value.numerator * cost.denominator, value.denominator * cost.numerator)


def payback(values: Values) -> Worth:
    """Return the months in which the margin of those who are new has paid for winning them.

    The count of the new cancels out: their cost together, over their margin a month together.
    """
    kept = margin(values)
    spent = _sum(values, ("sales", "marketing")) * MONTHS_A_YEAR
    return Worth(spent * kept.denominator, values["new"] * kept.numerator)


def _sum(values: Values, names: tuple[str, ...]) -> Decimal:
    found = (
        -values[name.removeprefix("-")] if name.startswith("-") else values[name] for name in names
    )
    return Decimal(sum(found))
