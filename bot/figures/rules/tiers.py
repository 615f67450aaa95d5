"""What a tier of the programme asks of a partner, and how far one is from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bot.language import nearest
from bot.name_keys import name_key
from bot.quantities import Quantity

ASKED_OF_PARTNERS = ("arr", "mrr", "active_customers", "certified_people", "deals_won")
"""The metrics that a tier may ask for; no scores, for few answers are nobody's to look into."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """At least so much of a metric; money in whole units of the reporting currency."""

    metric: str
    least: int


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier: what it asks, and what it brings."""

    name: str
    requirements: tuple[Requirement, ...] = ()
    benefits: str = ""
    languages: Mapping[str, str] = field(default_factory=dict)

    def benefits_in(self, tag: str) -> str:
        """Return what the tier brings in the words of a reader, as far as they were written."""
        told = (self.languages.get(each) for each in nearest(tag))
        return next((words for words in told if words), self.benefits)


@dataclass(frozen=True, slots=True)
class Need:
    """One requirement: what the partner has, and what is asked."""

    metric: str
    have: Quantity
    least: Quantity

    @property
    def missing(self) -> Quantity:
        """How much is missing; nothing where there is enough."""
        lacks = Decimal(self.least.value or 0) - Decimal(self.have.value or 0)
        return Quantity(max(lacks, Decimal(0)), self.least.unit, self.least.currency)

    @property
    def is_met(self) -> bool:
        """Whether there is enough."""
        return not self.missing.value


@dataclass(frozen=True, slots=True)
class Path:
    """From a partner's tier to another one; without one there is nothing above, or no rule."""

    partner: str
    today: str
    tier: Tier | None
    needs: tuple[Need, ...] = ()

    @property
    def missing(self) -> int:
        """How many requirements are not met."""
        return sum(not need.is_met for need in self.needs)


def next_tier(tiers: Sequence[Tier], today: str) -> Tier | None:
    """Return the tier above; `tiers` begin with the lowest."""
    keys = [name_key(tier.name) for tier in tiers]
    if name_key(today) not in keys:
        return None
    above = tiers[keys.index(name_key(today)) + 1 :]
    return above[0] if above else None


def tier_named(tiers: Sequence[Tier], name: str) -> Tier | None:
    """Return the tier that is called so."""
    return next((tier for tier in tiers if name_key(tier.name) == name_key(name)), None)
