"""The metrics and dimensions that questions may be asked about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from bot.figures.rules.targets import Target
from bot.figures.rules.tiers import Tier
from bot.figures.rules.windows import DAY, Calendar, Unit, Window
from bot.language import nearest
from bot.principal import Permission


class MetricKind(StrEnum):
    """How a metric is computed, and so how its period is read."""

    BALANCE = "balance"
    FLOW = "flow"
    COHORT = "cohort"
    RATIO = "ratio"
    SURVEY = "survey"
    COST = "cost"
    LOOKAHEAD = "lookahead"


_ADDED_UP = frozenset({MetricKind.BALANCE, MetricKind.FLOW, MetricKind.LOOKAHEAD})


class DefaultPeriod(StrEnum):
    """The period a metric takes when the question names none."""

    TODAY = "today"
    LAST_MONTH = "last_month"
    TRAILING_12_MONTHS = "trailing_12_months"
    SIX_MONTHS_TO_DATE = "six_months_to_date"
    NEXT_90_DAYS = "next_90_days"

    def window(self, calendar: Calendar) -> Window:
        """Cut this period out of the calendar."""
        tomorrow = calendar.today + DAY
        match self:
            case DefaultPeriod.TODAY:
                return Window(calendar.today, tomorrow)
            case DefaultPeriod.LAST_MONTH:
                return calendar.trailing(Unit.MONTH, 1)
            case DefaultPeriod.TRAILING_12_MONTHS:
                return calendar.trailing(Unit.MONTH, 12)
            case DefaultPeriod.SIX_MONTHS_TO_DATE:
                return Window(calendar.trailing(Unit.MONTH, 6).start, tomorrow)
            case DefaultPeriod.NEXT_90_DAYS:
                return Window(calendar.today, calendar.today + 90 * DAY)


_IMPLIED = {
    Unit.QUARTER: (Unit.HALF, Unit.FISCAL_QUARTER, Unit.FISCAL_HALF),
    Unit.YEAR: (Unit.FISCAL_YEAR,),
}


def with_implied(grains: Iterable[Unit]) -> frozenset[Unit]:
    """Add the steps that need no word of their own: with quarters come halves and fiscal ones."""
    named = frozenset(grains)
    return named.union(*(_IMPLIED.get(grain, ()) for grain in named))


@dataclass(frozen=True, slots=True)
class Benchmark:
    """What others come to, and where that is said; the value is written as the metric is."""

    value: Decimal
    source: str
    year: int


@dataclass(frozen=True, slots=True)
class Ratio:
    """A vendor's own figure: one metric over another."""

    numerator: str
    denominator: str


@dataclass(frozen=True, slots=True)
class Missing:
    """What people ask for and nobody measures here, and how it could be."""

    id: str
    label: str
    words: tuple[str, ...]
    how: str


@dataclass(frozen=True, slots=True)
class Metric:
    """What is measured: its words, its definition, and who may ask."""

    id: str
    label: str
    kind: MetricKind
    unit: str
    good: str
    default_period: DefaultPeriod
    synonyms: tuple[str, ...]
    dimensions: frozenset[str]
    grains: frozenset[Unit]
    permissions: frozenset[Permission]
    explain: str
    caveats: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    benchmark: Benchmark | None = None

    @property
    def adds_up(self) -> bool:
        """Say whether groups of it may be added up: amounts and counts, and no ratio of them."""
        is_amount = self.unit == "count" or self.unit.startswith("money")
        return is_amount and self.kind in _ADDED_UP


@dataclass(frozen=True, slots=True)
class DimensionValue:
    id: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dimension:
    """What a metric may be cut by; an entity's values come from the store."""

    id: str
    label: str
    synonyms: tuple[str, ...]
    values: tuple[DimensionValue, ...] = ()
    entity: bool = False


@dataclass(frozen=True, slots=True)
class Vague:
    """Words that fit several metrics, so the reader is asked; a weak one yields to any metric."""

    synonyms: tuple[str, ...]
    options: tuple[str, ...]
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that may be asked about, by id."""

    metrics: Mapping[str, Metric]
    dimensions: Mapping[str, Dimension]
    vague: tuple[Vague, ...] = ()
    tiers: tuple[Tier, ...] = ()
    targets: tuple[Target, ...] = ()
    touches_a_month: int = 0
    missing: Mapping[str, Missing] = field(default_factory=dict)
    ratios: Mapping[str, Ratio] = field(default_factory=dict)
    """The metrics that are one over another, as a vendor's own file has them."""
    translations: Mapping[str, "Catalogue"] = field(default_factory=dict)
    """The same in the words of other languages, by their tags."""

    def in_language(self, tag: str) -> "Catalogue":
        """Return the catalogue as a reader of this language reads it, else as it is."""
        near = (self.translations.get(each) for each in nearest(tag))
        return next((found for found in near if found is not None), self)

    def may_ask(self, metric_id: str, permission: Permission) -> bool:
        """Say whether people of this permission may see this metric's figures."""
        return permission in self.metrics[metric_id].permissions


TO_A_TIER, TIER = "distance_to_tier", "partner_tier"


def with_tiers(catalogue: Catalogue, tiers: tuple[Tier, ...]) -> Catalogue:
    """Give a catalogue the programme's tiers; without any it holds no distance to one."""
    metrics = catalogue.metrics
    if not tiers:
        metrics = {
            name: replace(one, related=tuple(each for each in one.related if each != TO_A_TIER))
            for name, one in metrics.items()
            if name != TO_A_TIER
        }
    translations = {tag: with_tiers(one, tiers) for tag, one in catalogue.translations.items()}
    return replace(catalogue, metrics=metrics, tiers=tiers, translations=translations)


def with_targets(
    catalogue: Catalogue, targets: tuple[Target, ...], touches_a_month: int
) -> Catalogue:
    """Give a catalogue what the vendor wants to reach, and how often partners are to be met."""
    translations = {
        tag: with_targets(one, targets, touches_a_month)
        for tag, one in catalogue.translations.items()
    }
    return replace(
        catalogue, targets=targets, touches_a_month=touches_a_month, translations=translations
    )
