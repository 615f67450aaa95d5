"""One reader for every kind of cell; what it refuses, it says how to write."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Self
from unicodedata import category
from zoneinfo import available_timezones

from bot.clock import UNSAID
from bot.currencies import is_currency
from bot.harmless import harmless
from bot.imports.rules.amounts import signed
from bot.imports.rules.days import read_month
from bot.imports.rules.faults import CellUnreadable
from bot.imports.rules.fields import Cell, Field, Notation, Value
from bot.imports.rules.money import read_period, read_rate
from bot.language import is_country, read_language
from bot.mail_address import AddressRefused, for_any_relay
from bot.name_keys import email_key, kept, shows_nothing

CODE_LETTERS, NAME_LETTERS, TEXT_LETTERS = 40, 255, 10_000
CODE_POINTS_SHOWN = 5
_MAY_STAND = ("Zs", "Cf")
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
_WHOLE = re.compile(r"([0-9]{1,9})(?:[.,]0{1,6})?")
_NEVER = "9999-12-31"
"""How databases write that something has no end."""
_FLAGS = {
    **dict.fromkeys(("true", "yes", "y", "1", "t"), True),
    **dict.fromkeys(("false", "no", "n", "0", "f"), False),
}


class Exact(str):
    """A cell that was a number of its own kind: its point stands before the decimals.

    `sign` is the currency that the cell's format shows beside it, if any.
    """

    __slots__ = ("sign",)
    sign: str

    def __new__(cls, digits: str, sign: str = "") -> Self:
        """Make a cell of a number's digits."""
        made = super().__new__(cls, digits)
        made.sign = sign
        return made

    def __eq__(self, other: object) -> bool:
        same = isinstance(other, Exact) and self.sign == other.sign
        return same and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(("exact", str(self), self.sign))


class Unusable(str):
    """A cell of which nothing can be taken, whatever field it is for, and why."""

    __slots__ = ("reason",)
    reason: str

    def __new__(cls, value: str, reason: str) -> Self:
        """Make a cell that shows as `value`."""
        made = super().__new__(cls, value)
        made.reason = reason
        return made

    def __eq__(self, other: object) -> bool:
        same = isinstance(other, Unusable) and self.reason == other.reason
        return same and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(("unusable", str(self)))


class Inexact(str):
    """A cell that was a floating-point number: no amount is taken from it."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Inexact) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(("inexact", str(self)))


def reader_of(field: Field, notation: Notation) -> Callable[[str], Value]:
    """Return the function that reads this field's cells, or raises `CellUnreadable`."""
    cell = field.cell
    if cell in _LENGTHS:
        return _name_reader(_LENGTHS[cell])
    readers: dict[Cell, Callable[[str], Value]] = {
        Cell.TEXT: _prose,
        Cell.EMAIL: _email,
        Cell.PERSON: lambda text: (_email if "@" in text else _name_reader(NAME_LETTERS))(text),
        Cell.CHOICE: _choice_reader(field.choices),
        Cell.FLAG: _flag,
        Cell.ZONE: _zone,
        Cell.LANGUAGE: _language,
        Cell.COUNTRY: _country,
        Cell.CURRENCY: _currency,
        Cell.DAY: _day_reader(field, notation),
        Cell.MOMENT: lambda text: notation.days.moment(text, notation.zone),
        Cell.MONTH: read_month,
        Cell.AMOUNT: _exact(notation.amounts.column(field.name).amount),
        Cell.RATE: _rate,
        Cell.PERIOD: read_period,
        Cell.WHOLE: _whole,
        Cell.SINCE: _since_reader(notation),
    }
    return readers[cell]


_LENGTHS = {Cell.CODE: CODE_LETTERS, Cell.NAME: NAME_LETTERS}


def _prose(text: str) -> str:
    _refuse_length(text, TEXT_LETTERS)
    _refuse_control(text, but="\n\r\t")
    return text


def _name_reader(letters: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        _refuse_control(text)
        if shows_nothing(text):
            raise CellUnreadable(
                f"nothing of it can be seen ({_code_points(text)}): write it in letters, "
                "or leave the cell empty"
            )
        name = kept(text)
        _refuse_length(name, letters)
        return name

    return read


def _refuse_length(text: str, letters: int) -> None:
    if len(text) > letters:
        raise CellUnreadable(f"{len(text)} letters are too many: {letters} at most, so shorten it")


def _refuse_control(text: str, but: str = "") -> None:
    """Refuse what acts or has no form; spaces of all kinds and what joins letters may stand."""
    if text.isprintable():
        return
    for letter in text:
        if letter.isprintable() or letter in but:
            continue
        if category(letter) not in _MAY_STAND or harmless(letter) != letter:
            code = _code_points(letter)
            raise CellUnreadable(f"there is a control character in it, {code}: take it out")


def _code_points(text: str) -> str:
    shown = " ".join(f"U+{ord(letter):04X}" for letter in text[:CODE_POINTS_SHOWN])
    return shown if len(text) <= CODE_POINTS_SHOWN else f"{shown} …"


def _choice_reader(choices: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        word = text.lower().replace(" ", "_").replace("-", "_")
        if word not in choices:
            raise CellUnreadable(f"write one of {', '.join(choices)}")
        return word

    return read


def _email(text: str) -> str:
    if len(text) > NAME_LETTERS or not text.isprintable() or not _EMAIL.fullmatch(text):
        raise CellUnreadable("write an email address such as ada@example.com")
    try:
        for_any_relay(text)
    except AddressRefused as refusal:
        raise CellUnreadable(str(refusal)) from None
    return email_key(text)


def _day_reader(field: Field, notation: Notation) -> Callable[[str], Value]:
    def read(text: str) -> Value:
        if isinstance(text, Exact):
            raise CellUnreadable("this is a number: give the cell the format of a day")
        if not text.startswith(_NEVER):
            return notation.days.day(text, notation.zone)
        if field.required:
            raise CellUnreadable("this day never comes: write the one that does")
        return None

    return read


def _flag(text: str) -> bool:
    if text.lower() not in _FLAGS:
        raise CellUnreadable("write true or false")
    return _FLAGS[text.lower()]


def _since_reader(notation: Notation) -> Callable[[str], Value]:
    """Read since when something is so; a plain yes does not tell, a plain no says it is not."""

    def read(text: str) -> Value:
        if text.lower() in _FLAGS:
            return UNSAID if _FLAGS[text.lower()] else None
        try:
            return notation.days.moment(text, notation.zone)
        except CellUnreadable as problem:
            raise CellUnreadable(f"write yes, no, or since when: {problem}") from None

    return read


def _zone(text: str) -> str:
    if text not in _zones():
        raise CellUnreadable("write a time zone such as Europe/Berlin")
    return text


@cache
def _zones() -> frozenset[str]:
    """Return the zones that are the same on every machine."""
    return frozenset(available_timezones()) - {"localtime", "posixrules", "Factory"}


def _language(text: str) -> str:
    tag = read_language(text)
    if tag is None:
        raise CellUnreadable("write a language such as de, or de-AT")
    return tag


def _country(text: str) -> str:
    code = text.upper()
    if not is_country(code):
        raise CellUnreadable("write a country's two letters, such as DE")
    return code


def _currency(text: str) -> str:
    code = text.upper()
    if not is_currency(code):
        raise CellUnreadable("unknown currency: write a code such as EUR")
    return code


def _whole(text: str) -> int:
    found = _WHOLE.fullmatch(text)
    if found is None:
        raise CellUnreadable("write a whole number, zero or more")
    return int(found[1])


def _exact(read: Callable[[str], Value]) -> Callable[[str], Value]:
    def read_exactly(text: str) -> Value:
        _refuse_inexact(text)
        return signed(Decimal(text), text.sign) if isinstance(text, Exact) else read(text)

    return read_exactly


def _rate(text: str) -> Value:
    _refuse_inexact(text)
    return read_rate(f"{Decimal(text).normalize():f}" if isinstance(text, Exact) else text)


def _refuse_inexact(text: str) -> None:
    if isinstance(text, Inexact):
        raise CellUnreadable(
            "this came as a floating-point number: cast it to numeric or text in the query"
        )
