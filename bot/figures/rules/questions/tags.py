"""A question as tags: every word matched by its longest phrase or time, or left unknown."""

from dataclasses import dataclass

from bot.figures.rules.periods.found import Found, Period
from bot.figures.rules.periods.grammar import period_at
from bot.figures.rules.periods.points import point
from bot.figures.rules.periods.vocabulary import NUMBERS
from bot.figures.rules.questions.lexicon import (
    DimensionWord,
    Lexicon,
    Meaning,
    MetricWord,
    SignWord,
    ValueWord,
)
from bot.figures.rules.questions.vocabulary import DROPPED, OWN, STOPS, Sign
from bot.figures.rules.questions.words import tokenise
from bot.figures.rules.windows import Calendar

_COMPARING = frozenset({"compare", "compared", "comparing", "comparison"})


@dataclass(frozen=True, slots=True)
class Tag:
    """A stretch of words and what it means; neither meaning nor period nor number: unknown."""

    words: tuple[str, ...]
    meanings: tuple[Meaning, ...] = ()
    period: Period | None = None
    number: int | None = None

    @property
    def is_unknown(self) -> bool:
        return not self.meanings and self.period is None

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


def tag_question(question: str, lexicon: Lexicon, calendar: Calendar) -> Tagged:
    """Tag a question: longest match over phrases and times, after repair of single words."""
    said = tokenise(question)
    repairs: list[tuple[str, str]] = []
    tokens: list[str] = []
    for word in said:
        if word in DROPPED:
            continue
        better = lexicon.repaired(word)
        tokens.append(better or word)
        if better:
            repairs.append((word, better))
    tags = _tags(tuple(tokens), lexicon, calendar)
    return Tagged(tags, any(word in OWN for word in said), said[:1] == ("what",), tuple(repairs))


def _tags(tokens: tuple[str, ...], lexicon: Lexicon, calendar: Calendar) -> tuple[Tag, ...]:
    comparing = any(word in _COMPARING for word in tokens)
    tags: list[Tag] = []
    at = 0
    while at < len(tokens):
        phrase = lexicon.at(tokens, at)
        time = _time(tokens, at, calendar, comparing=comparing)
        if phrase and (time is None or phrase[0] > time.end):
            tags.append(Tag(tokens[at : phrase[0]], meanings=phrase[1]))
            at = phrase[0]
        elif time:
            tags.append(Tag(tokens[at : time.end], period=time.period))
            at = time.end
        else:
            if tokens[at] not in STOPS:
                tags.append(Tag(tokens[at : at + 1], number=_number(tokens[at])))
            at += 1
    return tuple(tags)


def _time(
    tokens: tuple[str, ...], at: int, calendar: Calendar, *, comparing: bool
) -> Found | None:
    """Read a time; where two things are compared, "q1 to q2" are two times and no range."""
    if comparing and tokens[at] not in {"since", "from"}:
        return point(tokens, at, calendar)
    return period_at(tokens, at, calendar)


def _number(word: str) -> int | None:
    return int(word) if word.isdecimal() else NUMBERS.get(word)
