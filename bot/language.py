"""A reader's language: its sentences, and how it writes numbers, money, days and plurals."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import lru_cache
from typing import Protocol

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_compact_decimal, format_currency, format_decimal, format_percent

TAG_LENGTH = 35
"""Characters of a language tag; what is longer names no language."""
COUNTRY_LETTERS = 2
NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Two letters that name a union, a currency's zone, or nothing."""

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*")

_EVERY_DIGIT = Context(prec=400)
"""Room for all digits that a float may have before its point."""

Number = Decimal | int | float


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its tag ("de", "de-AT"), and its manner of writing what is no sentence.

    One that Unicode's data does not know is refused with a `ValueError`.
    """

    tag: str = "en"

    def __post_init__(self) -> None:
        _locale(self.tag)

    @property
    def direction(self) -> str:
        """The direction of its lines, as a page says it: "ltr" or "rtl"."""
        return str(_locale(self.tag).text_direction)

    def number(self, value: Number, places: int = 0, *, signed: bool = False) -> str:
        """Write a number with exactly so many places; `signed` puts a plus before a gain."""
        rounded = _rounded(value, places)
        pattern = _signed(_digits(places), rounded, signed)
        with localcontext(_EVERY_DIGIT):
            return format_decimal(rounded, pattern, self._known)

    def shortest(self, value: Number, places: int) -> str:
        """Write a number with so many places at most, and no idle zero behind them."""
        pattern = f"#,##0.{'#' * places}"
        with localcontext(_EVERY_DIGIT):
            return format_decimal(_rounded(value, places), pattern, self._known)

    def compact(self, value: Number) -> str:
        """Write a number as short as it may stand at an axis: "1.05M", "1,05 Mio."."""
        with localcontext(_EVERY_DIGIT):
            short = format_compact_decimal(value, locale=self._known, fraction_digits=3)
        # What this language has no short form of is written in full, and so in its groups.
        return short if any(map(str.isalpha, short)) else self.shortest(value, 9)

    def percent(self, value: Number, places: int = 0, *, signed: bool = False) -> str:
        """Write a share that is given in percent."""
        rounded = _rounded(value, places)
        pattern = str(self._known.percent_formats[None].pattern)
        pattern = pattern.replace(_digits(0), _digits(places))
        with localcontext(_EVERY_DIGIT):
            return format_percent(rounded / 100, _signed(pattern, rounded, signed), self._known)

    def money(self, value: Number, currency: str, places: int = 0, *, signed: bool = False) -> str:
        """Write an amount with its currency's code."""
        rounded = _rounded(value, places)
        pattern = _signed(f"{_digits(places)} ¤¤", rounded, signed)
        with localcontext(_EVERY_DIGIT):
            return format_currency(rounded, currency, pattern, self._known, currency_digits=False)

    def day(self, day: date, pattern: str) -> str:
        """Write a day by a pattern of Unicode's, such as "d MMM y"."""
        return format_date(day, pattern, self._known)

    def moment(self, moment: datetime, pattern: str) -> str:
        """Write a moment by a pattern of Unicode's, in the zone it is given in."""
        return format_datetime(moment, pattern, locale=self._known)

    def plural(self, number: Number) -> str:
        """Return the form in which things of this number are named: "one", "other" and so on."""
        return self._known.plural_form(number)

    def all_of(self, words: Sequence[str]) -> str:
        """Join words that hold together: "a and b"."""
        return format_list(words, "standard", self._known)

    def one_of(self, words: Sequence[str]) -> str:
        """Join words of which one holds: "a or b"."""
        return format_list(words, "or", self._known)

    def country(self, code: str) -> str:
        """Name a country by its two letters; what is none stays as it is."""
        return str(self._known.territories.get(code, code))

    @property
    def _known(self) -> Locale:
        return _locale(self.tag)


def read_language(told: str | None) -> str | None:
    """Return the tag of a language as people and platforms write it; None where it is none."""
    words = (told or "").strip().replace("_", "-")
    if len(words) > TAG_LENGTH or not _TAG.fullmatch(words):
        return None
    try:
        return str(_locale(words)).replace("_", "-")
    except ValueError:
        return None


def is_country(code: str) -> bool:
    """Whether these are the two capital letters of a country."""
    known = len(code) == COUNTRY_LETTERS and code in _locale("en").territories
    return known and code not in NO_COUNTRIES


def read_country(told: str, reader: Language) -> str | None:
    """Return the two letters of a country that is named so, or by its name in English too.

    Other letters that mean one country, such as UK and USA, name it as well.
    """
    words = " ".join(told.split()).strip(" .!")
    letters = words.upper()
    meant = get_global("territory_aliases").get(letters, (letters,))
    if len(meant) == 1 and is_country(meant[0]):
        return str(meant[0])
    return next((code for code, name in _countries(reader) if name == words.casefold()), None)


def country_name(code: str) -> str:
    """Name a country in English by its two letters; what is none stays as it is."""
    return ENGLISH.country(code)


def language_name(tag: str) -> str:
    """Name a language in English by its tag; what is none stays as it is."""
    known = read_language(tag)
    return str(_locale(known).get_display_name("en") or tag) if known else tag


def _countries(reader: Language) -> Iterator[tuple[str, str]]:
    for tag in (reader.tag, ENGLISH.tag):
        for code, name in _locale(tag).territories.items():
            if is_country(code):
                yield code, name.casefold()


@lru_cache(256)
def nearest(tag: str) -> tuple[str, ...]:
    """Return the tags whose words fit a reader of this one, the nearest first."""
    parts = tag.split("-")
    return tuple("-".join(parts[:count]) for count in range(len(parts), 0, -1))


@lru_cache(256)
def _locale(tag: str) -> Locale:
    try:
        return Locale.parse(tag.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError) as problem:
        raise ValueError(f"{tag!r} is no language") from problem


def _digits(places: int) -> str:
    return f"#,##0.{'0' * places}" if places else "#,##0"


def _signed(pattern: str, value: Decimal, signed: bool) -> str:  # noqa: FBT001 - passed on
    return f"+{pattern};-{pattern}" if signed and value else pattern


def _rounded(value: Number, places: int) -> Decimal:
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EVERY_DIGIT)
    # Nothing is below zero by less than can be written.
    return rounded or abs(rounded)


ENGLISH = Language()
"""What is said where no other language is known."""


class Titles(Mapping[str, str]):
    """Titles by key, as a reader knows them: in their language where it has its own.

    `others` are the titles of other languages than the first, by tag and key.
    """

    def __init__(
        self, titles: Mapping[str, str], others: Mapping[str, Mapping[str, str]] | None = None
    ) -> None:
        self._titles, self._others = titles, others or {}
        self._shown = titles

    def renew(self, fresh: "Titles") -> None:
        """Hold these titles from now on: whoever was given this object says them."""
        vars(self).update(vars(fresh))

    def in_language(self, tag: str) -> "Titles":
        """Return the same titles for a reader of this language."""
        shown = Titles(self._titles, self._others)
        tags = (near for near in nearest(tag) if near in self._others)
        shown._shown = {**self._titles, **self._others.get(next(tags, ""), {})}
        return shown

    def __getitem__(self, key: str) -> str:
        return self._shown[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._titles)

    def __len__(self) -> int:
        return len(self._titles)


class Wording(Protocol):
    """Every sentence we say, from a reviewed file a language, bound to one reader's language.

    The same language is the same object, so that drawings can be kept by it.
    """

    def __hash__(self) -> int:
        return object.__hash__(self)

    @property
    def language(self) -> Language:
        """The language these sentences are in, with its numbers and days."""

    def in_language(self, tag: str) -> "Wording":
        """Return the sentences for a reader of this language; English where we have none."""

    def spoken(self) -> tuple[str, ...]:
        """Return the tags of every language we have sentences in."""

    def say(self, key: str, **values: str) -> str:
        """Return a sentence with its values filled in; an unknown key is a programming error.

        What this language does not say is said in English.
        """

    def say_number(self, key: str, number: int, **values: str) -> str:
        """Return the sentence in the form that fits a number, which is its value `count`."""
