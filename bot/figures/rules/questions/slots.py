"""The slots of a question: what was said about metric, time, cut and order."""

from dataclasses import dataclass, field

from bot.figures.rules.periods.found import Period
from bot.figures.rules.plan import Filter
from bot.figures.rules.questions.lexicon import VagueWord, ValueWord
from bot.figures.rules.questions.readings import Clarify
from bot.figures.rules.questions.vocabulary import Sign
from bot.figures.rules.windows import Unit


@dataclass(frozen=True, slots=True)
class SaidPeriod:
    """A time in the question; `versus` says that a word of comparison stood before it."""

    period: Period
    versus: bool


@dataclass(frozen=True, slots=True)
class VagueSaid:
    """Words that fit several metrics, as they were said."""

    meaning: VagueWord
    words: str


@dataclass(slots=True)
class Slots:
    """What was said, slot by slot; `doubts` are what has to be asked back, in order."""

    metrics: list[str] = field(default_factory=list)
    vague: list[VagueSaid] = field(default_factory=list)
    periods: list[SaidPeriod] = field(default_factory=list)
    group_by: list[str] = field(default_factory=list)
    values: list[ValueWord] = field(default_factory=list)
    excluded: list[ValueWord] = field(default_factory=list)
    grain: Unit | None = None
    trend: bool = False
    rank: Sign | None = None
    ranked_one: bool = False
    number: int | None = None
    year_on_year: bool = False
    same_unit: Unit | None = None
    versus: bool = False
    year_before: bool = False
    step_back: Unit | None = None
    previous: bool = False
    one_before: bool = False
    percent: bool = False
    so_far: bool = False
    verb: Sign | None = None
    currencies: list[str] = field(default_factory=list)
    comparing: bool = False
    bare_dimensions: list[str] = field(default_factory=list)
    unsupported: bool = False
    doubts: list[Clarify] = field(default_factory=list)

    def filters(self) -> tuple[Filter, ...]:
        """Gather the values by dimension, in the order they were said."""
        gathered: dict[tuple[str, bool], dict[str, None]] = {}
        for negated, words in ((False, self.values), (True, self.excluded)):
            for word in words:
                gathered.setdefault((word.dimension, negated), {})[word.value] = None
        return tuple(Filter(d, tuple(v), negated=n) for (d, n), v in gathered.items())
