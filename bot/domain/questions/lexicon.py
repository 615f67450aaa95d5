"""Every phrase a reader may use, with what it means, for one person's eyes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from bot.domain.catalogue import Catalogue
from bot.domain.periods import vocabulary as times
from bot.domain.questions.vocabulary import DROPPED, SIGNS, STEP_BACK, STOPS, Sign, words
from bot.domain.questions.words import tokenise
from bot.domain.windows import Unit

Phrase = tuple[str, ...]


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


Meaning = MetricWord | VagueWord | DimensionWord | ValueWord | SignWord | StepBack

SHORTEST_REPAIR = 4
LEAST_RATIO = 80
LEAST_LEAD = 6

_COMMON = words(
    "it services systems system solutions cloud partners partner managed msp var csp telecom"
    " consulting group inc ltd llc gmbh pro plus suite the and of technologies networks"
    " company"
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases and their meanings; a person's lexicon holds no name they may not see."""

    catalogue: Catalogue
    phrases: Mapping[Phrase, tuple[Meaning, ...]]
    longest: int
    words: frozenset[str]
    repairable: tuple[str, ...]

    def at(self, tokens: Phrase, start: int) -> tuple[int, tuple[Meaning, ...]] | None:
        """Find the longest phrase that begins here: the index behind it, and its meanings."""
        for end in range(min(len(tokens), start + self.longest), start, -1):
            meanings = self.phrases.get(tokens[start:end])
            if meanings:
                return end, meanings
        return None

    def repaired(self, word: str) -> str | None:
        """Find the one known word that an unknown word of letters was surely meant to be."""
        if len(word) < SHORTEST_REPAIR or not word.isalpha() or word in self.words | STOPS:
            return None
        ranked = process.extract(word, self.repairable, scorer=fuzz.ratio, limit=6)
        if not ranked or ranked[0][1] < LEAST_RATIO:
            return None
        best = ranked[0][0]
        rivals = [score for other, score, _ in ranked[1:] if _stem(other) != _stem(best)]
        if rivals and rivals[0] > ranked[0][1] - LEAST_LEAD:
            return None
        return best


def build_lexicon(catalogue: Catalogue, names: Mapping[str, Iterable[str]]) -> Lexicon:
    """Build a lexicon from the catalogue and the names (by dimension) this person may see."""
    phrases: dict[Phrase, dict[Meaning, None]] = {}
    for text, meaning in (*_signs(), *_metrics(catalogue), *_dimensions(catalogue)):
        _put(phrases, text, meaning)
    for dimension, values in names.items():
        for alias, owners in aliases(values).items():
            if len(alias) == 1 and _is_taken(alias, phrases):
                continue
            for owner in owners:
                phrases.setdefault(alias, {})[ValueWord(dimension, owner)] = None
    known = {word for phrase in phrases for word in phrase} | times.WORDS
    return Lexicon(
        catalogue,
        {phrase: tuple(meanings) for phrase, meanings in phrases.items()},
        max(map(len, phrases), default=1),
        frozenset(known),
        _repairable(known),
    )


def aliases(names: Iterable[str]) -> dict[Phrase, tuple[str, ...]]:
    """List the short forms of names: beginnings and telling single words; some fit several."""
    found: dict[Phrase, dict[str, None]] = {}
    for name in names:
        for written in {name, _split_humps(name)}:
            parts = tokenise(written)
            starts = {parts[:end] for end in range(1, len(parts) + 1)}
            alone = {(word,) for word in parts if word not in _COMMON and not word.isdecimal()}
            for alias in sorted(starts | alone):
                if alias != (parts[0],) or parts[0] not in _COMMON:
                    found.setdefault(alias, {})[name] = None
    return {alias: _exact_first(alias, tuple(owners)) for alias, owners in found.items()}


def _exact_first(alias: Phrase, owners: tuple[str, ...]) -> tuple[str, ...]:
    """Prefer the one owner whose full name this is."""
    exact = tuple(owner for owner in owners if tokenise(owner) == alias)
    return exact or owners


def _split_humps(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)


def _is_taken(alias: Phrase, phrases: Mapping[Phrase, dict[Meaning, None]]) -> bool:
    """Keep a part of a name from hiding an everyday word; a clash of values stays, to be asked."""
    if alias[0] in STOPS or alias[0] in times.WORDS:
        return True
    known = phrases.get(alias, {})
    return any(not isinstance(meaning, ValueWord) for meaning in known)


def _signs() -> Iterable[tuple[str, Meaning]]:
    for sign, texts in SIGNS.items():
        for text in texts.split(";"):
            yield text, SignWord(sign)
    for text, unit in STEP_BACK.items():
        yield text, StepBack(Unit(unit))


def _metrics(catalogue: Catalogue) -> Iterable[tuple[str, Meaning]]:
    for metric in catalogue.metrics.values():
        for text in metric.synonyms:
            yield text, MetricWord(metric.id)
    for vague in catalogue.vague:
        for text in vague.synonyms:
            yield text, VagueWord(vague.options, vague.weak)


def _dimensions(catalogue: Catalogue) -> Iterable[tuple[str, Meaning]]:
    for dimension in catalogue.dimensions.values():
        for text in dimension.synonyms:
            yield text, DimensionWord(dimension.id)
        for value in dimension.values:
            for text in (value.id, *value.synonyms):
                yield text, ValueWord(dimension.id, value.id)


def _put(phrases: dict[Phrase, dict[Meaning, None]], text: str, meaning: Meaning) -> None:
    """Enter a phrase; where two signs share one, the first named keeps it."""
    phrase = _phrase(text)
    known = phrases.setdefault(phrase, {})
    if isinstance(meaning, MetricWord | ValueWord | DimensionWord | VagueWord):
        for sign in [m for m in known if isinstance(m, SignWord)]:
            del known[sign]
    elif known:
        return
    known[meaning] = None


@lru_cache(maxsize=4096)
def _phrase(text: str) -> Phrase:
    """Split a phrase of the vocabulary or the catalogue; the same few thousand each time."""
    return tuple(word for word in tokenise(text) if word not in DROPPED)


def _repairable(known: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(w for w in known if len(w) >= SHORTEST_REPAIR and w.isalpha()))


def _stem(word: str) -> str:
    return word.removesuffix("s")
