"""What an audience's words may mean here: the names that there are, and all fixed words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.beat.rules.choosing.dimensions import Dimension, Dimensions
from bot.beat.rules.choosing.tokens import (
    MARKS,
    PLACES,
    QUOTES,
    WORDS,
    folded,
    phrase,
    quoted,
)
from bot.beat.rules.conditions import Fact
from bot.name_keys import name_key

ALIKE = 70
"""From here on two words are alike enough to ask whether one was meant."""
SUGGESTED = 3
SHORTEST = 5
"""Letters of a word that does something, such as "partners", above which it may be meant."""
SHORTENED = frozenset({"partner", "product"})
"""Dimensions whose names people cut short: "Acme" for Acme IT Services."""
LISTED = 8


@dataclass(frozen=True, slots=True)
class Name:
    """One way of saying a fact."""

    fact: Fact
    said: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that may be said of an audience, by its phrases."""

    dimensions: Dimensions
    phrases: Mapping[tuple[str, ...], tuple[Name, ...]]
    longest: int
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def meanings(self, key: tuple[str, ...], written: str) -> tuple[Name, ...]:
        """Return what a phrase may mean; a name written exactly so comes before its like."""
        found = self.phrases.get(key, ())
        exact = tuple(one for one in found if name_key(one.said) == name_key(written))
        dimensions = {one.fact.dimension for one in exact}
        others = tuple(one for one in found if one.fact.dimension not in dimensions)
        return (*exact, *others) if exact else found

    def shown(self, fact: Fact) -> str:
        """Write a value so that it reads back as this one and no other."""
        dimension = self.dimensions.of(fact.dimension)
        said = dimension.shown(fact.value)
        if not dimension.kind:
            return said
        key = phrase(said)
        found = {one.fact for one in self.phrases.get(key, ()) if self._bare(one, dimension)}
        has_signs = any(each in said for each in f"{QUOTES}()[]")
        is_plain = not has_signs and (not dimension.bare or not set(key) & WORDS)
        written = said if is_plain else quoted(said)
        if any(one.dimension != fact.dimension for one in found):
            return f"{dimension.kind} {written}"
        return written

    def _bare(self, one: Name, beside: Dimension) -> bool:
        dimension = self.dimensions.of(one.fact.dimension)
        return dimension.bare or dimension == beside

    def closest(self, words: str) -> list[str]:
        """Return what somebody may have meant by words that nobody here is called by."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - few audiences need it

        said: dict[str, str] = {}
        for key, names in self.phrases.items():
            said.setdefault(" ".join(key), names[0].said)
        for key in MARKS:
            if len(key) == 1 and len(key[0]) > SHORTEST:
                said.setdefault(key[0], key[0])
        found = process.extract(
            folded(words), list(said), scorer=fuzz.ratio, limit=SUGGESTED, score_cutoff=ALIKE
        )
        return list(dict.fromkeys(said[key] for key, _, _ in found))

    def listed(self) -> str:
        """Name what there is to choose by, a few of each."""
        parts = []
        for name, values in self.values.items():
            dimension = self.dimensions.of(name)
            if values and dimension.kind:
                shown = [dimension.shown(value) for value in values[:LISTED]]
                more = ", \u2026" if len(values) > LISTED else ""
                parts.append(f"{dimension.kind}: {', '.join(shown)}{more}")
        return "; ".join(parts)


def lexicon(
    dimensions: Dimensions,
    values: Mapping[str, Iterable[str]],
    called: Mapping[str, Mapping[str, Iterable[str]]] | None = None,
) -> Lexicon:
    """Put together the fixed words and the names that there are, by dimension.

    `called` are further words for some of these values.
    """
    phrases: dict[tuple[str, ...], list[Name]] = {}
    kept: dict[str, tuple[str, ...]] = {}
    for dimension in dimensions.by_name.values():
        given = _one_each(values.get(dimension.name, ()))
        kept[dimension.name] = given
        more = (called or {}).get(dimension.name, {})
        for value in dict.fromkeys((*given, *dimension.others)):
            said = [dimension.shown(value), value] if dimension.kind else []
            for each in (*said, *dimension.others.get(value, ()), *more.get(value, ())):
                name = Name(Fact(dimension.name, value), each)
                key = phrase(each)
                known = phrases.setdefault(key, []) if key else [name]
                if all(one.fact != name.fact for one in known):
                    known.append(name)
    _add_short_names(phrases)
    longest = max(map(len, (*phrases, *MARKS, *PLACES)))
    return Lexicon(dimensions, {k: tuple(v) for k, v in phrases.items()}, longest, kept)


def _add_short_names(phrases: dict[tuple[str, ...], list[Name]]) -> None:
    """Take the beginning of a long name for it, where that means nothing else by itself.

    Where two begin so, it has two meanings, and whoever says it is asked.
    """
    short: defaultdict[tuple[str, ...], list[Name]] = defaultdict(list)
    for key, names in phrases.items():
        whole = [one for one in names if one.fact.dimension in SHORTENED]
        for length in range(1, len(key)):
            short[key[:length]] += whole
    for key, names in short.items():
        if names and key not in phrases and not WORDS.intersection(key):
            phrases[key] = list({one.fact: one for one in names}.values())


def _one_each(values: Iterable[str]) -> tuple[str, ...]:
    """Keep one writing of each name."""
    unlike: dict[str, str] = {}
    for value in sorted(values):
        unlike.setdefault(name_key(value), value)
    return tuple(sorted(unlike.values()))
