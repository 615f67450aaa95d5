"""What a question may turn out to be: a plan, or a kind word instead of one."""

from dataclasses import dataclass
from enum import StrEnum

from bot.figures.rules.plan import Plan


class Slot(StrEnum):
    """The part of a question that has to be asked back."""

    WORD = "word"
    METRIC = "metric"
    PERIOD = "period"
    GROUP_BY = "group_by"
    FILTER = "filter"
    TOP_N = "top_n"
    COMPARE = "compare"
    QUESTION = "question"


TARGET = "target"
"""The hint of a refusal: what a figure is to reach is no figure, and stands in a list."""


class Reason(StrEnum):
    NOT_AUTHORISED = "not_authorised"
    ANONYMITY = "anonymity"
    UNSUPPORTED = "unsupported"
    OUT_OF_SCOPE = "out_of_scope"


class Topic(StrEnum):
    DEFINITION = "definition"
    CAPABILITIES = "capabilities"
    BENCHMARK = "benchmark"


@dataclass(frozen=True, slots=True)
class Clarify:
    """Ask back about one slot; `options` are metric ids or values, `word` what was not known.

    `offers` are whole questions that may have been meant.
    """

    slot: Slot
    metrics: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    word: str | None = None
    dimension: str | None = None
    hint: str | None = None
    offers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A kind no; nothing in it depends on data. `offers` are questions that can be answered.

    `missing` is what was asked for, where nobody measures it.
    """

    reason: Reason
    metrics: tuple[str, ...] = ()
    hint: str | None = None
    offers: tuple[str, ...] = ()
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Help:
    topic: Topic
    metrics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Among:
    """Where one partner stands among others in these metrics; `partner` is None for the asker's.

    What else was said (a time, a group) is not taken, and `is_narrowed` says that it was: who is
    compared over which time is not the asker's to choose.
    """

    metrics: tuple[str, ...]
    partner: str | None = None
    is_narrowed: bool = False


Reading = Plan | Clarify | Refusal | Help | Among
