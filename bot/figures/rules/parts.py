"""What a figure was worked out from: the measures, and the two sides of its division."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

A_YEAR = frozenset(
    (
        *("amount", "opening_amount", "closing_amount", "kept_amount", "due_amount", "usage"),
        *("new", "expansion", "contraction", "churn", "reactivation", "net"),
    )
)
"""Measures that are amounts of money a year."""
SPENT = frozenset(("cogs", "sales", "marketing"))
"""Amounts that are the vendor's own business."""
COUNTED = frozenset(("churn_units", "contraction_units", "expansion_units", "reactivation_units"))
"""Measures that count whose amounts moved."""
MONEY = SPENT | frozenset(("recurring", "usage_revenue", "one_off", "services"))
"""Measures that are amounts of money; what is neither of both is a count."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The measures of one figure by name, and what was divided by what."""

    numerator: Decimal
    denominator: Decimal
    values: Mapping[str, int | Decimal]

    @property
    def is_of_money(self) -> bool:
        """Whether both sides are amounts of money, where it is a rate."""
        return bool((A_YEAR | MONEY) & self.values.keys())

    @property
    def tells_costs(self) -> bool:
        """Whether somebody could work out of it what the vendor spends."""
        return bool(SPENT & self.values.keys())


def unit_of(measure: str) -> str:
    """Return the unit of a measure."""
    if measure in COUNTED:
        return "count"
    if measure in A_YEAR:
        return "money_year"
    return "money" if measure in MONEY else "count"
