"""Tags: stretches of a question with what they mean."""

from dataclasses import dataclass

from bot.figures.rules.periods.found import Period
from bot.figures.rules.questions.lexicon import (
    DimensionWord,
    Meaning,
    MetricWord,
    SignWord,
    ValueWord,
)
from bot.figures.rules.questions.vocabulary import PLACES, Sign

_PARTNER_LEVEL = {"partner", "partner_tier", "region", "partner_stage"}


@dataclass(frozen=True, slots=True)
class Tag:
    """A stretch of words and what it means; neither meaning nor period nor number: unknown.

    `lead` are the small words before it that mean nothing by themselves.
    """

    words: tuple[str, ...]
    meanings: tuple[Meaning, ...] = ()
    period: Period | None = None
    number: int | None = None
    lead: tuple[str, ...] = ()

    @property
    def is_unknown(self) -> bool:
        return not self.meanings and self.period is None

    @property
    def is_led(self) -> bool:
        """Whether a word of place stands before it: "for gold", "in emea"."""
        return any(word in PLACES for word in self.lead)

    @property
    def is_noun(self) -> bool:
        """Whether it names partners at large: "gold partners", "of our partners"."""
        return self.dimension() == "partner" and self.words[-1].endswith("s")

    def sign(self) -> Sign | None:
        """Return the sign it is, if it is one."""
        meaning = self.meanings[0] if self.meanings else None
        return meaning.sign if isinstance(meaning, SignWord) else None

    def dimension(self) -> str | None:
        """Return the dimension it names, if it names one."""
        meaning = self.meanings[0] if self.meanings else None
        return meaning.dimension if isinstance(meaning, DimensionWord) else None

    def metric(self) -> str | None:
        """Return the metric it names, if it names one."""
        meaning = self.meanings[0] if self.meanings else None
        return meaning.metric if isinstance(meaning, MetricWord) else None

    def values(self) -> tuple[ValueWord, ...]:
        """List the values it may name; more than one is a question to the reader."""
        return tuple(meaning for meaning in self.meanings if isinstance(meaning, ValueWord))


@dataclass(frozen=True, slots=True)
class Tagged:
    """A tagged question without its stop words.

    `own` says it speaks of "our" or "we", `asks_what` that it begins with "what".
    """

    tags: tuple[Tag, ...]
    own: bool
    asks_what: bool
    repaired: tuple[tuple[str, str], ...]

    def has(self, *signs: Sign) -> bool:
        """Say whether one of these signs stands in it."""
        return any(tag.sign() in signs for tag in self.tags)

    def metrics(self) -> tuple[str, ...]:
        """List the metrics it names, in order, each once."""
        named = (metric for tag in self.tags if (metric := tag.metric()))
        return tuple(dict.fromkeys(named))


def goes_on(tag: Tag, following: Tag) -> bool:
    """Say whether "partners" is only what the next words narrow: "for partners in emea"."""
    narrowed = any(value.dimension in _PARTNER_LEVEL for value in following.values())
    return following.sign() is Sign.NOT or (tag.is_led and following.is_led and narrowed)


def names(value: ValueWord, dimension: str) -> bool:
    """Say whether this noun only rounds off the value: "gold partners", "EMEA region"."""
    both_partner = value.dimension in _PARTNER_LEVEL and dimension == "partner"
    return value.dimension == dimension or both_partner
