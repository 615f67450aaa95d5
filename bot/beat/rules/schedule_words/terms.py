"""Takes words apart into terms, each with its kind, its value, and where it was written."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from bot.beat.rules.schedule_words.english import ENGLISH
from bot.beat.rules.schedule_words.german import GERMAN
from bot.beat.rules.schedule_words.meanings import Meaning, Phrases, rows_apart
from bot.beat.rules.schedule_words.places import AREAS, clock_ahead, iana_name, place_named

UNKNOWN = "unknown"
END = "end"

_TOKEN = re.compile(
    r"""
      (?P<iso>\d{4}-\d{1,2}-\d{1,2})(?:t(?=\d))?
    | (?P<slashed>\d{1,4}/\d{1,2}(?:/\d{2,4})?(?!\d))
    | (?P<dotted>\d{1,2}\.\s?(?:0?[1-9]|1[0-2])\.(?:\s?\d{4}|\d{2})?(?!\d))
    | (?P<clock>\d{1,2}[:.h]\d{2}(?::00)?(?!\d))
    | (?P<ordinal>\d+(?:st|nd|rd|th|ter|te|ten)\b)
    | (?P<point>\d+\.(?=\s|,|$))
    | (?P<number>\d+)
    | (?P<ahead>(?:utc|gmt)\s?[+-]\s?\d{1,2}(?::?00)?\b)
    | (?P<meridiem>[ap]\.\s?m\.?|[ap]m\b)
    | (?P<slashword>[a-z]+(?:/[a-z_]+(?:[+-]?\d+)?(?:-[a-z]+)*)+)
    | (?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)
    | (?P<sign>\S)
    """,
    re.VERBOSE,
)
_TWO, _MONTHS = 2, 12
_OWNED = re.compile("'s$")
_SEPARATORS = set(",;.:/()[]!\"'?*|")


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase and its meaning; `start` and `end` are where it stands in the words."""

    kind: str
    value: object
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


def terms_of(words: str) -> list[Term]:
    """Return the terms; what is in no table and is no number is of the kind `UNKNOWN`."""
    tokens = [token for token in _tokens(words) if token.text]
    texts = [token.text for token in tokens]
    terms: list[Term] = []
    at = 0
    while at < len(tokens):
        meaning, length = _meaning(tokens, texts, at)
        start, end = tokens[at].start, tokens[at + length - 1].end
        terms.append(Term(meaning.kind, meaning.value, start, end, words[start:end]))
        at += length
    return terms


def tidied(words: str) -> str:
    """Return the words with one kind of space, apostrophe and width."""
    text = unicodedata.normalize("NFKC", words)
    for odd in "\u2019\u2018\u02bc\u00b4`":
        text = text.replace(odd, "'")
    for odd in "\u201c\u201d\u201e\u00ab\u00bb":
        text = text.replace(odd, '"')
    return " ".join(text.split())


def _meaning(tokens: list[_Token], texts: list[str], at: int) -> tuple[Meaning, int]:
    found = _phrases().fitting(texts, at)
    token = tokens[at]
    if token.kind in _READ:
        return found if found and found[1] > 1 else (_READ[token.kind](token.text), 1)
    place = place_named(texts, at) if token.kind == "word" else None
    if found and (place is None or found[1] >= place[1]):
        return found
    if place is not None:
        return place
    if token.text in _SEPARATORS:
        return Meaning("sep", token.text), 1
    return Meaning(UNKNOWN, token.text), 1


def _tokens(words: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(words.lower()):
        kind, start, end = found.lastgroup or "sign", found.start(), found.end()
        text = found[0]
        if kind == "slashword" and iana_name(text) is None:
            is_no_zone = text.partition("/")[0] in AREAS
            yield from [_Token("sign", text, start, end)] if is_no_zone else _parted(text, start)
        elif kind == "meridiem":
            yield _Token("word", f"{text[0]}m", start, end)
        elif kind == "word":
            yield _Token(kind, _OWNED.sub("s", text).replace("o'clock", "oclock"), start, end)
        else:
            yield _Token(kind, text, start, end)


def _parted(text: str, start: int) -> Iterator[_Token]:
    for found in re.finditer(r"[a-z]+|\d+|[^a-z\d]", text):
        kind = "word" if found[0].isalpha() else "number" if found[0].isdecimal() else "sign"
        yield _Token(kind, found[0], start + found.start(), start + found.end())


@cache
def _phrases() -> Phrases:
    phrases = Phrases()
    for writing, meaning in (*rows_apart(ENGLISH), *rows_apart(GERMAN)):
        phrases.add(tuple(token.text for token in _tokens(writing)), meaning)
    return phrases


def _iso(text: str) -> Meaning:
    year, month, day = map(int, text.removesuffix("t").split("-"))
    return Meaning("date", (day, month, year))


def _dotted(text: str) -> Meaning:
    day, month, *rest = [part.strip() for part in text.split(".")]
    return Meaning("date", (int(day), int(month), _year(rest[0]) if rest[0] else None))


def _slashed(text: str) -> Meaning:
    numbers = text.split("/")
    if len(numbers[0]) > _TWO:
        year, month, *day = map(int, numbers)
        return Meaning("date", (day[0], month, year)) if day else Meaning(UNKNOWN, text)
    one, other = int(numbers[0]), int(numbers[1])
    year_said = _year(numbers[2]) if len(numbers) > _TWO else None
    fits = [(d, m) for d, m in ((one, other), (other, one)) if 1 <= m <= _MONTHS]
    if not fits:
        return Meaning(UNKNOWN, text)
    if len(set(fits)) > 1:
        return Meaning("which_date", (fits, year_said))
    return Meaning("date", (*fits[0], year_said))


def _year(text: str) -> int:
    return int(text) if len(text) > _TWO else 2000 + int(text)


def _clock(text: str) -> Meaning:
    hour, minute, *_ = (int(part) for part in re.split(r"[:.h]", text))
    return Meaning("clock", (hour, minute, text.startswith("0")))


def _ahead(text: str) -> Meaning:
    hours = int(re.sub(r"[^\d+-]", "", text.partition(":")[0]))
    zone = clock_ahead(hours)
    return Meaning("zone", zone) if zone else Meaning(UNKNOWN, text)


def _digits(text: str) -> Meaning:
    return Meaning("number", int(text))


_READ: dict[str, Callable[[str], Meaning]] = {
    "iso": _iso,
    "slashed": _slashed,
    "dotted": _dotted,
    "clock": _clock,
    "ordinal": lambda text: Meaning("ordinal", int(re.sub(r"\D", "", text))),
    "point": lambda text: Meaning("number", int(text[:-1])),
    "number": _digits,
    "ahead": _ahead,
    "slashword": lambda text: Meaning("zone", iana_name(text)),
}
