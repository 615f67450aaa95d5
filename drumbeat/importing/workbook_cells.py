"""What a cell of a workbook says, in the words a CSV file of the same sheet would have."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache

from bot.currencies import is_currency
from bot.imports.rules.amounts import SIGNS
from bot.imports.rules.cells import Exact, Unusable

DIGITS = 15
"""A spreadsheet keeps so many digits of a number, and shows no more."""
_ESCAPED = re.compile(r"_x00([01][0-9A-Fa-f])_")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|[_*].|\[[^\]]*\]')
"""What a number format writes as it stands, what it leaves space for, and what colours it."""
_CODE = re.compile(r"[A-Z]{3}")
_ZEROS = re.compile(r"0{2,}")


@dataclass(frozen=True, slots=True)
class Format:
    """How a number is shown: as hundredths, with zeros before it, behind letters, with a sign."""

    is_percent: bool = False
    zeros: int = 0
    before: str = ""
    sign: str = ""


def text_of(value: object, number_format: str) -> str:
    """Return what a value says; a number keeps its own digits, whatever its format rounds."""
    match value:
        case bool():
            return str(value).upper()
        case int() | float():
            return _number(value, format_of(number_format))
        case datetime():
            return _moment(value)
        case date() | time() | timedelta():
            return str(value)
        case _:
            return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value))


def _moment(value: datetime) -> str:
    if value.time() == time():
        return value.date().isoformat()
    return value.isoformat(" ", "milliseconds" if value.microsecond else "seconds")


def _number(value: float, shown_as: Format) -> str:
    digits = Decimal(format(value, f".{DIGITS}g")) if isinstance(value, float) else Decimal(value)
    if digits.adjusted() >= DIGITS:
        reason = f"a sheet keeps {DIGITS} digits of a number: give the cell the format of a text"
        return Unusable(f"{digits:f}", f"{reason}, and write the number anew")
    if shown_as.is_percent:
        return f"{_plain(digits * 100)}%"
    plain = _plain(digits)
    if plain.isdigit() and (shown_as.zeros or shown_as.before):
        return shown_as.before + plain.zfill(shown_as.zeros)
    return Exact(plain, shown_as.sign)


def _plain(digits: Decimal) -> str:
    text = f"{digits:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


@cache
def format_of(number_format: str) -> Format:
    """Read a number format: its first part, which is that of numbers above zero."""
    first = _first_part(number_format)
    literals = [found for found in _literals(first) if found.strip()]
    sign = next((sign for each in literals if (sign := _sign_in(each))), "")
    bare = _LITERAL.sub("", first)
    if not sign:
        sign = next((letter for letter in bare if letter in SIGNS), "")
    codes = _ZEROS.fullmatch(bare.strip())
    before = literals[0] if literals and not sign and first.startswith(('"', "\\")) else ""
    return Format(
        is_percent="%" in bare,
        zeros=len(codes[0]) if codes else 0,
        before=before if set(bare.strip()) == {"0"} else "",
        sign=sign,
    )


def _first_part(number_format: str) -> str:
    """Return what stands before the first semicolon that is no letter of a text."""
    covered = _LITERAL.sub(lambda found: "_" * len(found[0]), number_format)
    end = covered.find(";")
    return number_format if end < 0 else number_format[:end]


def _literals(part: str) -> Iterator[str]:
    for found in _LITERAL.finditer(part):
        yield next((each for each in found.groups() if each), "")


def _sign_in(literal: str) -> str:
    """Return the currency that a format writes: its sign, or its code."""
    text = literal.strip().upper()
    if _CODE.fullmatch(text):
        return text if is_currency(text) else ""
    signs = [letter for letter in text if letter in SIGNS]
    return signs[0] if len(signs) == 1 else ""
