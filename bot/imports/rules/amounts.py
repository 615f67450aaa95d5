"""Amounts as people write them: which mark stands before the decimals is seen, never guessed.

`1,250` is a thousand or one and a quarter. Which of them it is say the other cells of its column,
of which one that can be read in one way only is enough, or whoever brings the file.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from bot.errors import ConfigurationInvalid
from bot.imports.rules.faults import CellUnreadable

MARKS = (".", ",")
REMEMBERED = 20_000
"""Cells of a column that are looked at once, however often they stand there."""
_DOLLARS = "USD AUD CAD NZD SGD HKD TWD MXN CLP COP ARS BRL JMD TTD BSD BBD BZD FJD XCD"
SIGNS: Mapping[str, frozenset[str]] = {
    "$": frozenset(_DOLLARS.split()),
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP", "EGP", "GIP", "FKP", "SHP"}),
    "¥": frozenset({"JPY", "CNY"}),
    "₹": frozenset({"INR"}),
    "₩": frozenset({"KRW"}),
    "₺": frozenset({"TRY"}),
    "₪": frozenset({"ILS"}),
    "₴": frozenset({"UAH"}),
    "₫": frozenset({"VND"}),
    "₱": frozenset({"PHP"}),
}
"""The currencies that a sign may stand for."""
_OTHER = {".": ",", ",": "."}
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'", "−": "-"})  # noqa: RUF001
_SIGN = rf"(?:[{re.escape(''.join(SIGNS))}]|[A-Za-z]{{3}})"
_WHOLE = re.compile(
    rf"(?P<before>-? ?{_SIGN}? ?-?)(?P<body>[0-9.,][0-9.,' ]*?)(?: ?(?P<after>{_SIGN}))?"
)
_GROUPS = {
    mark: re.compile(rf"[0-9]{{1,3}}(?:\{mark}[0-9]{{2,3}})*\{mark}[0-9]{{3}}") for mark in MARKS
}
_APART = re.compile(r"[0-9]{1,3}(?:[ '][0-9]{3})+(?:[.,][0-9]+)?")
_PLAIN = re.compile(r"[0-9]{1,13}(?:\.[0-9]{1,12})?")


class Signed(Decimal):
    """An amount beside which a currency stood: its sign, or its code."""

    sign: str = ""

    def fits(self, currency: str) -> bool:
        """Say whether the sign may stand for this currency."""
        return currency in SIGNS.get(self.sign, {self.sign})


def signed(value: Decimal, sign: str) -> Decimal:
    """Return an amount with the currency that stands beside it, if one does."""
    if not sign:
        return value
    amount = Signed(value)
    amount.sign = sign
    return amount


@dataclass(frozen=True, slots=True)
class Seen:
    """What the digits of a cell mean: a value, or two where it may be two.

    `mark` is what must stand before decimals for the cell to make sense: empty where it says
    nothing of it. Of two readings the first takes the mark as one between thousands.
    """

    value: str = ""
    mark: str = ""
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A cell as it is written: below zero or not, its digits with marks, and a currency."""

    is_below_zero: bool
    body: str
    sign: str
    seen: Seen

    @property
    def only_mark(self) -> str:
        """The mark of an amount that may be two: three digits stand behind it."""
        return self.body[-4]


@dataclass(slots=True)
class Column:
    """One column of amounts, of which every cell was looked at before the first is read."""

    said: str | None = None
    marks: set[str] = field(default_factory=set)
    _looked: set[str] = field(default_factory=set)

    @property
    def is_open(self) -> bool:
        """Whether another cell could still tell something of the marks."""
        return len(self.marks) < len(MARKS)

    def look(self, text: str) -> None:
        """Learn from a cell which mark stands before decimals, if it says so."""
        if text in self._looked:
            return
        if len(self._looked) < REMEMBERED:
            self._looked.add(text)
        written = _written(text)
        if written is not None and written.seen.mark:
            self.marks.add(written.seen.mark)

    def amount(self, text: str) -> Decimal:
        """Read a cell; one that may be two amounts is refused, and told how to settle it."""
        written = _written(text)
        if written is None:
            raise CellUnreadable(
                f"write the amount in plain digits such as 1234{self.said or '.'}50"
            )
        value = _exactly(self._one_of(written))
        if written.is_below_zero and not value:
            raise CellUnreadable("write 0 without a minus")
        return signed(-value if written.is_below_zero else value, written.sign)

    def _one_of(self, written: Written) -> str:
        seen, body = written.seen, written.body
        if self.said and seen.mark and seen.mark != self.said:
            raise CellUnreadable(
                f"its decimals come after {seen.mark}, and --decimal says {self.said}: "
                f"write 1234{self.said}50"
            )
        if not seen.readings:
            return seen.value
        grouped, decimal = seen.readings
        if len(self.marks) != 1:
            raise CellUnreadable(
                f"this is {grouped} or {decimal}, and no other cell of the column tells which: "
                f"say --amounts '{body}={grouped}' or '{body}={decimal}'"
            )
        return decimal if written.only_mark in self.marks else grouped


class Amounts:
    """The columns of amounts in one file, and what the command line says of their writing."""

    def __init__(self, said: str | None = None, examples: Mapping[str, str] | None = None) -> None:
        self._said = said
        self._marks = {_mark_of(text, meant) for text, meant in (examples or {}).items()}
        self._columns: dict[str, Column] = {}

    def column(self, name: str) -> Column:
        """Return the column of a field."""
        return self._columns.setdefault(name, Column(self._said, set(self._marks)))


def _mark_of(text: str, meant: str) -> str:
    """Return the mark before decimals that an example shows."""
    written = _written(text)
    if written is None or not written.seen.readings:
        raise ConfigurationInvalid(
            f"--amounts {text}={meant}: write an amount of the file that may be two, as in "
            "'1,250=1250'"
        )
    readings, here = written.seen.readings, written.only_mark
    for value, mark in zip(readings, (_OTHER[here], here), strict=True):
        if _PLAIN.fullmatch(meant) and Decimal(meant) == Decimal(value):
            return mark
    raise ConfigurationInvalid(f"--amounts {text}={meant}: it is {' or '.join(readings)}")


def _written(text: str) -> Written | None:
    """Take a cell apart; None where it is no amount."""
    plain = text.translate(_SPACES).strip()
    in_brackets = plain.startswith("(") and plain.endswith(")")
    found = _WHOLE.fullmatch(plain[1:-1].strip() if in_brackets else plain)
    if found is None:
        return None
    before, after = found["before"], found["after"] or ""
    minuses = before.count("-") + in_brackets
    sign = before.replace("-", "").strip()
    body = found["body"].strip()
    seen = _seen(body)
    if seen is None or minuses > 1 or (sign and after):
        return None
    return Written(bool(minuses), body, (sign or after).upper(), seen)


def _seen(body: str) -> Seen | None:
    """Say what digits with marks mean; None where they mean no amount."""
    if " " in body or "'" in body:
        if not _APART.fullmatch(body):
            return None
        body = body.replace(" ", "").replace("'", "")
        return Seen(body) if body.isdigit() else _with_decimals(body)
    return Seen(body) if body.isdigit() else _with_marks(body)


def _with_marks(body: str) -> Seen | None:
    used = [mark for mark in MARKS if mark in body]
    if len(used) == 1 and body.count(used[0]) > 1:
        return _grouped(body, used[0])
    last = max(MARKS, key=body.rfind)
    head, _, tail = body.rpartition(last)
    if len(used) > 1:
        is_whole = bool(_GROUPS[_OTHER[last]].fullmatch(head))
        return _with_decimals(head.replace(_OTHER[last], "") + last + tail) if is_whole else None
    # Before a mark between thousands there are one to three digits, and the first is no zero.
    if len(tail) == 3 and 1 <= len(head) <= 3 and head[0] != "0":  # noqa: PLR2004
        return Seen(readings=(head + tail, f"{head}.{tail}"))
    return _with_decimals(body)


def _grouped(body: str, mark: str) -> Seen | None:
    if not _GROUPS[mark].fullmatch(body):
        return None
    return Seen(body.replace(mark, ""), _OTHER[mark])


def _with_decimals(body: str) -> Seen | None:
    mark = max(MARKS, key=body.rfind)
    head, _, tail = body.rpartition(mark)
    if not tail.isdigit() or (head and not head.isdigit()):
        return None
    return Seen(f"{head or '0'}.{tail}", mark)


def _exactly(digits: str) -> Decimal:
    if not _PLAIN.fullmatch(digits):
        raise CellUnreadable("these are too many digits for an amount in plain digits")
    return Decimal(digits)
