"""From words to what they name: every word is accounted for, or asked about."""

from dataclasses import dataclass, field, replace
from itertools import takewhile

from bot.beat.rules.audience import To
from bot.beat.rules.choosing.dimensions import COUNTRY, PARTNER, TIER
from bot.beat.rules.choosing.lexicon import Lexicon, Name
from bot.beat.rules.choosing.tokens import (
    EVERYBODY,
    MARKS,
    PEOPLE,
    PLACES,
    Mark,
    Token,
    phrase,
    quoted,
    tokens,
)
from bot.beat.rules.conditions import AT_PARTNERS, Condition
from bot.errors import AudienceUnreadable
from bot.language import ENGLISH, country_name, read_country

_PREPOSITIONS = frozenset({"in", "at", "from"})
CODE = 2
"""Letters of a country: they are meant as one only where they are capitals."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Something that is said of somebody, and how it was written.

    A `noun` only says that partners are spoken of. What stands in brackets has no dimension.
    """

    condition: Condition
    text: str
    dimension: str = ""
    noun: bool = False


Item = Unit | Mark


@dataclass(slots=True)
class Scanned:
    """What the words of an audience say, in their order, and where partners are spoken to."""

    items: list[Item] = field(default_factory=list)
    to: To | None = None
    has_everybody: bool = False
    has_people: bool = False

    @property
    def says_something(self) -> bool:
        """Whether anybody was named, if only all people."""
        named = any(isinstance(each, Unit) for each in self.items)
        return named or self.has_everybody or self.has_people or self.to is not None


class Scanner:
    """Reads one text by one lexicon."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self._text, self._lexicon = text, lexicon
        self._tokens = tokens(text)
        self._asking = _asking(lexicon)
        self._asked = self._before = self._awaited = ""
        self._unread: list[Token] = []
        self._found = Scanned()

    def scan(self) -> Scanned:
        """Return all that was said; a word that means nothing here is asked about."""
        at = 0
        while at < len(self._tokens):
            step = self._step(at)
            if step == at:
                self._unread.append(self._tokens[at])
                step = at + 1
            elif self._unread:
                break
            at = step
        if self._unread:
            raise AudienceUnreadable(_not_understood(self._lexicon, self._words(self._unread)))
        self._refuse_awaited()
        self._found.items = self._without_our()
        return self._found

    def _refuse_awaited(self) -> None:
        """Ask for the name that a word such as "on" or "tier" was to be followed by."""
        if self._awaited:
            raise AudienceUnreadable(
                f"What comes after {quoted(self._awaited)}? No name that fits it follows."
            )

    def _without_our(self) -> list[Item]:
        """Leave out "our" where it is said of partners; else ask whose people are meant."""
        kept: list[Item] = []
        for at, item in enumerate(self._found.items):
            if item is not Mark.OUR:
                kept.append(item)
                continue
            units = list(takewhile(lambda one: isinstance(one, Unit), self._found.items[at + 1 :]))
            side_of = self._lexicon.dimensions.side_of
            if not any(isinstance(one, Unit) and side_of(one.condition) for one in units):
                raise AudienceUnreadable(
                    "Whom does “our” mean? Please write “our own people” for "
                    "those of us, or “at partners” for those of partners."
                )
        return kept

    def _step(self, at: int) -> int:
        """Take what begins here, as much as has one meaning; return what comes after it."""
        if self._tokens[at].quoted is not None:
            return self._name(at, at + 1, phrase(self._tokens[at].quoted or ""))
        for end in range(min(len(self._tokens), at + self._lexicon.longest), at, -1):
            key = tuple(one.key for one in self._tokens[at:end])
            if self._asked and self._is_asked_for(key):
                return self._name(at, end, key)
            step = self._sign(key, end) or self._name(at, end, key)
            if step > at:
                return step
        return at

    def _is_asked_for(self, key: tuple[str, ...]) -> bool:
        found = self._lexicon.phrases.get(key, ())
        return any(one.fact.dimension == self._asked for one in found)

    def _sign(self, key: tuple[str, ...], end: int) -> int:
        """Take what does something and names nobody; 0 where it is none."""
        if key in PLACES:
            self._found.to = PLACES[key]
            return end
        if len(key) == 1 and key[0] in self._asking:
            if self._asked != self._asking[key[0]]:
                self._refuse_awaited()
            self._asked, self._awaited = self._asking[key[0]], key[0]
            return end
        mark = MARKS.get(key)
        if mark is None:
            return 0
        self._take(mark, key)
        return end

    def _take(self, mark: Mark, key: tuple[str, ...]) -> None:
        if mark is not Mark.IDLE:
            self._refuse_awaited()
        self._before = key[-1]
        self._found.has_everybody |= not EVERYBODY.isdisjoint(key)
        if not PEOPLE.isdisjoint(key):
            self._found.has_people = True
            self._call_people(key[-1])
        if mark is Mark.PARTNERS:
            self._found.items.append(Unit(AT_PARTNERS, key[-1], noun=True))
        elif mark is not Mark.IDLE:
            self._found.items.append(mark)
        if mark in {Mark.WHO, Mark.OPEN, Mark.CLOSE, Mark.PARTNERS, Mark.EXCEPT}:
            self._asked = ""

    def _call_people(self, word: str) -> None:
        """Add to what was said last that it names people, as in "technical contacts"."""
        items = self._found.items
        if items and isinstance(items[-1], Unit):
            items[-1] = replace(items[-1], text=f"{items[-1].text} {word}")

    def _name(self, at: int, end: int, key: tuple[str, ...]) -> int:
        """Take a name; where it has several meanings, what stands beside it decides."""
        text = self._words(self._tokens[at:end])
        behind = self._behind(end)
        found = self._meant(self._lexicon.meanings(key, text.strip('“”\u201e"')), behind, text)
        if not found:
            return at
        if len(found) > 1:
            raise AudienceUnreadable(_two_meanings(self._lexicon, text, found))
        fact = found[0].fact
        if self._asked != fact.dimension:
            self._refuse_awaited()
        self._awaited = ""
        if fact.dimension == PARTNER and self._before == PARTNER:
            # "partner Acme": the word says of which kind the name is, and nothing more.
            self._found.items.pop()
        said = f"{self._before} {text}" if self._before in _PREPOSITIONS else text
        self._found.items.append(Unit(fact, said, fact.dimension))
        if self._asked != fact.dimension:
            self._asked = ""
        self._before = ""
        return self._after(end, fact.dimension)

    def _meant(self, names: tuple[Name, ...], behind: str, text: str) -> tuple[Name, ...]:
        """Return those of these meanings that fit to what stands before and behind them."""
        for wanted in (self._asked, behind):
            if fitting := tuple(one for one in names if wanted == one.fact.dimension):
                return fitting
        dimensions = self._lexicon.dimensions
        bare = tuple(
            one
            for one in names
            if dimensions.of(one.fact.dimension).bare and not _is_small_code(one, text)
        )
        return self._by_the_word_before(bare, text) if len(bare) > 1 else bare

    def _by_the_word_before(self, names: tuple[Name, ...], text: str) -> tuple[Name, ...]:
        nearer = names
        if self._before in {"at", "partner"}:
            nearer = tuple(one for one in names if one.fact.dimension == PARTNER)
        elif self._before == "in":
            nearer = tuple(one for one in names if one.fact.dimension not in {PARTNER, TIER})
        elif _is_code(text):
            nearer = tuple(one for one in names if one.fact.dimension == COUNTRY)
        return nearer or names

    def _behind(self, end: int) -> str:
        """Return the dimension that the word behind names, as in "gold tier"."""
        while end < len(self._tokens) and self._tokens[end].key == "-":
            end += 1
        return self._asking.get(self._tokens[end].key, "") if end < len(self._tokens) else ""

    def _after(self, end: int, dimension: str) -> int:
        """Return what comes next; the word that names the dimension of this one is read too."""
        if self._behind(end) != dimension or not dimension:
            return end
        while self._tokens[end].key == "-":
            end += 1
        return end + 1

    def _words(self, some: list[Token]) -> str:
        return self._text[some[0].start : some[-1].end]


def _asking(lexicon: Lexicon) -> dict[str, str]:
    """Return the words that say of which dimension the next name is."""
    found: dict[str, str] = {}
    for dimension in lexicon.dimensions.by_name.values():
        kinds = (dimension.kind, f"{dimension.kind}s") if dimension.kind else ()
        found |= dict.fromkeys((*kinds, *dimension.asked_by), dimension.name)
    return {word: name for word, name in found.items() if name != PARTNER}


def _is_code(text: str) -> bool:
    return len(text) == CODE and text.isupper()


def _is_small_code(one: Name, text: str) -> bool:
    """Say whether this is a small word that would be a country's letters if it were capital."""
    return one.fact.dimension == COUNTRY and len(text) == CODE and not text.isupper()


def _not_understood(lexicon: Lexicon, words: str) -> str:
    if names := lexicon.phrases.get(phrase(words)):
        kinds = [lexicon.dimensions.of(one.fact.dimension) for one in names]
        pairs = zip(names, kinds, strict=True)
        ways = [quoted(kind.said.format(lexicon.shown(one.fact))) for one, kind in pairs]
        return f"What is meant by {quoted(words)}? Please write {' or '.join(ways)}."
    if code := read_country(words, ENGLISH):
        known = [country_name(each) for each in lexicon.values.get(COUNTRY, ())]
        there = f" The countries here: {', '.join(known)}." if known else ""
        return f"Who is in {country_name(code)}? No partner and nobody that we know of.{there}"
    close = lexicon.closest(words)
    said = f"What does “{words}” mean? Nobody here is called so, and it is no word I know."
    if close:
        return f"{said} Did you mean {' or '.join(map(quoted, close))}?"
    listed = lexicon.listed()
    return f"{said} There is {listed}." if listed else said


def _two_meanings(lexicon: Lexicon, text: str, names: tuple[Name, ...]) -> str:
    kinds = [lexicon.dimensions.of(one.fact.dimension) for one in names]
    pairs = zip(names, kinds, strict=True)
    said = [quoted(f"{kind.kind} {kind.shown(one.fact.value)}") for one, kind in pairs]
    return f"“{text}” has more than one meaning here. Please write {' or '.join(said)}."
