"""Every phrase a reader may use, with what it means, for one person's eyes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from bot.figures.rules.catalogue import Catalogue
from bot.figures.rules.periods import vocabulary as times
from bot.figures.rules.questions.missing import MissingWord
from bot.figures.rules.questions.names import Phrase, aliases, slips
from bot.figures.rules.questions.vocabulary import (
    ASKING,
    CURRENCIES,
    DROPPED,
    PLACES,
    SAME_LAST_YEAR,
    SIGNS,
    STEP_BACK,
    STOPS,
    Sign,
)
from bot.figures.rules.questions.words import tokenise
from bot.figures.rules.windows import Unit


@dataclass(frozen=True, slots=True)
class MetricWord:
    metric: str


@dataclass(frozen=True, slots=True)
class VagueWord:
    options: tuple[str, ...]
    weak: bool


@dataclass(frozen=True, slots=True)
class DimensionWord:
    dimension: str


@dataclass(frozen=True, slots=True)
class ValueWord:
    dimension: str
    value: str


@dataclass(frozen=True, slots=True)
class SignWord:
    sign: Sign


@dataclass(frozen=True, slots=True)
class StepBack:
    """Compare a unit with the one before it."""

    unit: Unit


@dataclass(frozen=True, slots=True)
class SameLastYear:
    """Compare the unit that runs now with itself a year before."""

    unit: Unit


@dataclass(frozen=True, slots=True)
class CurrencyWord:
    code: str


Meaning = (
    MetricWord
    | MissingWord
    | VagueWord
    | DimensionWord
    | ValueWord
    | SignWord
    | StepBack
    | SameLastYear
    | CurrencyWord
)

_Entry = tuple[Phrase, tuple[Meaning, ...]]
SHORTEST_REPAIR = 4
LEAST_RATIO = 80
LEAST_LEAD = 6
LOOSE = 2
"""How many words that mean nothing may stand inside a phrase."""
LEAST_TO_RIVAL = LEAST_RATIO - LEAST_LEAD
"""Nothing below can be the word, nor cast doubt on it."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases and their meanings; a person's lexicon holds no name they may not see.

    What everybody shares is one object in all lexicons of a catalogue; `names` holds the phrases
    of one person's names, with what those phrases mean besides.
    """

    catalogue: Catalogue
    shared: Mapping[Phrase, tuple[Meaning, ...]]
    shared_words: frozenset[str]
    repairable: tuple[str, ...]
    longest: int
    names: Mapping[Phrase, tuple[Meaning, ...]] = field(default_factory=dict)
    name_words: frozenset[str] = frozenset()
    abbreviations: frozenset[str] = frozenset()
    loose: Mapping[Phrase, tuple[Meaning, ...]] = field(default_factory=dict)

    def at(self, tokens: Phrase, start: int) -> tuple[int, tuple[Meaning, ...]] | None:
        """Find the longest phrase that begins here: the index behind it, and its meanings.

        Words that mean nothing may stand inside one: "customers we have lost".
        """
        for end in range(min(len(tokens), start + self.longest + LOOSE), start, -1):
            phrase = tokens[start:end]
            meanings = self._meanings(phrase)
            if not meanings and phrase[-1] not in STOPS:
                tight = tuple(word for word in phrase[1:] if word not in STOPS)
                if len(tight) + 1 < len(phrase):
                    meanings = self.loose.get((phrase[0], *tight), ())
            if meanings:
                return end, meanings
        return None

    def is_phrase(self, phrase: Phrase) -> bool:
        """Say whether these words mean something together."""
        return bool(self._meanings(phrase))

    def _meanings(self, phrase: Phrase) -> tuple[Meaning, ...]:
        return self.names.get(phrase) or self.shared.get(phrase) or ()

    def knows(self, word: str) -> bool:
        """Say whether a word stands in any phrase or time, or means nothing and may stay."""
        return (
            word in self.shared_words
            or word in self.name_words
            or word in STOPS
            or word in PLACES
            or word in ASKING
            or word in times.MONTHS
        )

    def repaired(self, word: str) -> str | None:
        """Find the one known word that an unknown word of letters was surely meant to be."""
        if not word.isalpha() or self.knows(word):
            return None
        if len(word) <= SHORTEST_REPAIR and (short := self._short(word)):
            return short
        if len(word) < SHORTEST_REPAIR:
            return None
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - few questions have a word to repair

        ranked = process.extract(
            word, self.repairable, scorer=fuzz.ratio, limit=6, score_cutoff=LEAST_TO_RIVAL
        )
        if not ranked or ranked[0][1] < LEAST_RATIO:
            return None
        best = ranked[0][0]
        rivals = [score for other, score, _ in ranked[1:] if _stem(other) != _stem(best)]
        if rivals and rivals[0] > ranked[0][1] - LEAST_LEAD:
            return None
        return best

    def _short(self, word: str) -> str | None:
        """Find the one short name of a metric with two letters swapped, or one of them twice."""
        found = {short for short in self.abbreviations if word in slips(short)}
        return found.pop() if len(found) == 1 else None

    def with_names(self, names: Mapping[str, Iterable[str]]) -> "Lexicon":
        """Add the names (by dimension) that one person may see to what everybody shares."""
        found: dict[Phrase, dict[Meaning, None]] = {}
        for dimension, values in names.items():
            for alias, owners in aliases(values).items():
                if len(alias) == 1 and self._is_taken(alias):
                    continue
                meanings = found.setdefault(alias, dict.fromkeys(self.shared.get(alias, ())))
                meanings.update({ValueWord(dimension, owner): None for owner in owners})
        own = {word for phrase in found for word in phrase} - self.shared_words
        return replace(
            self,
            repairable=_repairable((*self.repairable, *own)),
            longest=max((self.longest, *map(len, found))),
            names={phrase: tuple(meanings) for phrase, meanings in found.items()},
            name_words=frozenset(own),
        )

    def _is_taken(self, alias: Phrase) -> bool:
        """Keep a part of a name from hiding an everyday word; a clash of values is asked back."""
        if alias[0] in STOPS or alias[0] in times.WORDS:
            return True
        return any(not isinstance(m, ValueWord) for m in self.shared.get(alias, ()))


def _loose(phrases: Mapping[Phrase, Mapping[Meaning, None]]) -> Iterable[_Entry]:
    """List what metrics are called without the words in it that mean nothing."""
    for phrase, meanings in phrases.items():
        tight = (phrase[0], *(word for word in phrase[1:] if word not in STOPS))
        if len(tight) > 1 and any(isinstance(meaning, MetricWord) for meaning in meanings):
            yield tight, tuple(meanings)


def shared_lexicon(catalogue: Catalogue) -> Lexicon:
    """Build what a catalogue's questions share whoever asks them: a lexicon without any name."""
    phrases: dict[Phrase, dict[Meaning, None]] = {}
    for text, meaning in (*_signs(), *_metrics(catalogue), *_dimensions(catalogue)):
        _put(phrases, text, meaning)
    known = {word for phrase in phrases for word in phrase} | times.WORDS
    aside = [{SignWord(sign): None} for sign in (Sign.CHAT, Sign.OFF_TOPIC, Sign.ACTION)]
    meant = {word for phrase, found in phrases.items() if found not in aside for word in phrase}
    return Lexicon(
        catalogue,
        {phrase: tuple(meanings) for phrase, meanings in phrases.items()},
        frozenset(known),
        _repairable(meant | times.WORDS),
        max(map(len, phrases), default=1),
        loose=dict(_loose(phrases)),
        abbreviations=frozenset(
            phrase[0]
            for phrase, meanings in phrases.items()
            if len(phrase) == 1
            and len(phrase[0]) < SHORTEST_REPAIR
            and any(isinstance(meaning, MetricWord) for meaning in meanings)
        ),
    )


def _signs() -> Iterable[tuple[str, Meaning]]:
    for sign, texts in SIGNS.items():
        for text in texts.split(";"):
            yield text, SignWord(sign)
    for text, unit in STEP_BACK.items():
        yield text, StepBack(Unit(unit))
    for text, unit in SAME_LAST_YEAR.items():
        yield text, SameLastYear(Unit(unit))
    for code, texts in CURRENCIES.items():
        for text in texts.split(";"):
            yield text, CurrencyWord(code)


def _metrics(catalogue: Catalogue) -> Iterable[tuple[str, Meaning]]:
    for metric in catalogue.metrics.values():
        for text in metric.synonyms:
            yield from ((like, MetricWord(metric.id)) for like in _alike(text))
    for missing in catalogue.missing.values():
        yield from ((text, MissingWord(missing.id)) for text in missing.words)
    for vague in catalogue.vague:
        for text in vague.synonyms:
            meant = VagueWord(vague.options, vague.weak)
            yield from ((like, meant) for like in _alike(text))


_CUSTOMERS = ("customers", "clients", "subscribers", "logos", "accounts", "subs")


def _alike(text: str) -> Iterable[str]:
    """List a phrase with every word for customers in the place of that one."""
    if f" {_CUSTOMERS[0]} " not in f" {text} ":
        return (text,)
    return tuple(f" {text} ".replace(" customers ", f" {word} ").strip() for word in _CUSTOMERS)


def _dimensions(catalogue: Catalogue) -> Iterable[tuple[str, Meaning]]:
    for dimension in catalogue.dimensions.values():
        for text in dimension.synonyms:
            yield text, DimensionWord(dimension.id)
        for value in dimension.values:
            for text in (value.id, *value.synonyms):
                yield text, ValueWord(dimension.id, value.id)


def _put(phrases: dict[Phrase, dict[Meaning, None]], text: str, meaning: Meaning) -> None:
    """Enter a phrase; where two signs share one, the first named keeps it."""
    phrase = phrase_of(text)
    known = phrases.setdefault(phrase, {})
    if isinstance(meaning, MetricWord | MissingWord | ValueWord | DimensionWord | VagueWord):
        for sign in [m for m in known if isinstance(m, SignWord)]:
            del known[sign]
    elif known:
        return
    known[meaning] = None


def phrase_of(text: str) -> Phrase:
    """Return the words of a text that mean something in a question."""
    return tuple(word for word in tokenise(text) if word not in DROPPED)


def _repairable(known: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(w for w in known if len(w) >= SHORTEST_REPAIR and w.isalpha()))


def _stem(word: str) -> str:
    return word.removesuffix("s")
