"""What a file may hold: fields, kinds of files, and the rows they become."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from hashlib import blake2b
from zoneinfo import ZoneInfo

from bot.imports.rules.amounts import Amounts
from bot.imports.rules.days import Days
from bot.imports.rules.erased import WasErased, nobody
from bot.imports.rules.faults import FieldRefused
from bot.imports.rules.partners import Partners
from bot.imports.rules.person_names import NameOrder
from bot.imports.rules.writings import Writings

Value = str | int | bool | date | datetime | Decimal | Fraction | None
Values = Mapping[str, Value]
Row = dict[str, Value]
ONE_DAY = timedelta(days=1)
NEVER = datetime.max.replace(tzinfo=UTC)
MADE = "~"
"""How a reference begins that no file gave."""


class Cell(StrEnum):
    """What stands in a cell."""

    CODE = "code"
    NAME = "name"
    TEXT = "text"
    EMAIL = "email"
    PERSON = "email or name"
    CHOICE = "choice"
    FLAG = "flag"
    ZONE = "zone"
    LANGUAGE = "language"
    COUNTRY = "country"
    CURRENCY = "currency"
    DAY = "day"
    MOMENT = "moment"
    MONTH = "month"
    AMOUNT = "amount"
    RATE = "rate"
    PERIOD = "period"
    WHOLE = "whole number"
    SINCE = "yes, no or since when"


@dataclass(frozen=True, slots=True)
class Field:
    """One documented column; `instead_of` names the field whose place it takes."""

    name: str
    cell: Cell
    promise: str
    required: bool = False
    choices: tuple[str, ...] = ()
    instead_of: str = ""


class EndIs(StrEnum):
    """Which day an end in the file is: the last one, or the first one after."""

    LAST_DAY = "last-day"
    NEXT_DAY = "next-day"


class AmountIs(StrEnum):
    """What the amount of a row with seats is for: each of them, or all together."""

    EACH = "each"
    TOTAL = "total"


class WhatIsMissing(StrEnum):
    """What becomes of what stands here and is no longer in a file: it stays, or it ends."""

    KEEP = "keep"
    END = "end"


@dataclass(frozen=True, slots=True)
class Notation:
    """How this file writes things, and what it leaves unsaid."""

    days: Days
    zone: ZoneInfo
    currency: str
    amounts: Amounts = field(default_factory=Amounts)
    skip_empty: bool = False
    end_is: EndIs | None = None
    amount_is: AmountIs | None = None
    name_order: NameOrder | None = None


@dataclass(frozen=True, slots=True)
class PastWave:
    """A run of a survey that is over, and its first and last answers."""

    survey: str
    score: str
    kind: str
    promise: str
    first: datetime
    last: datetime

    def joined(self, other: "PastWave") -> "PastWave":
        """Return the wave with the answers of both."""
        return replace(self, first=min(self.first, other.first), last=max(self.last, other.last))


@dataclass(slots=True)
class Surroundings:
    """What is known before the file is read; `new_products` and `waves` grow while it is read.

    Products are found by name (`product_ids` are those found already), rates by currency and
    month, waves by id: those of the file, with `known_waves` as they stood before.
    `asked_after` are the surveys, each with why it is never asked after an event, or nothing.
    `topics` reads what can be muted: the key of each by its own key and by its title, as
    `name_key` writes them.
    """

    notation: Notation
    reporting: str
    partners: Partners = field(default_factory=Partners)
    products: Writings[str] = field(default_factory=Writings)
    rates: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    known_waves: Mapping[str, PastWave] = field(default_factory=dict)
    waves: dict[str, PastWave] = field(default_factory=dict)
    wave_ids: dict[tuple[str, str], str] = field(default_factory=dict)
    new_products: dict[str, str] = field(default_factory=dict)
    product_ids: dict[str, str] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    was_erased: WasErased = nobody
    asked_after: Mapping[str, str] = field(default_factory=dict)
    now: datetime = NEVER
    topics: Callable[[], Mapping[str, str]] = dict

    def refuse_future(self, name: str, moment: datetime) -> None:
        """Refuse what is said to have happened, and is more than a day ahead."""
        if moment - ONE_DAY > self.now:
            raise FieldRefused(name, "this day has not come yet: write the one on which it was")

    def note(self, sentence: str) -> None:
        """Count something that was decided for the file's author."""
        self.notes[sentence] = self.notes.get(sentence, 0) + 1


@dataclass(frozen=True, slots=True)
class Target:
    """A column of the table, and the fields it comes from; from none: always written.

    What `lasts` no later file takes back: an empty one leaves it as it is.
    """

    column: str
    sources: tuple[str, ...] = ()
    lasts: bool = False


@dataclass(frozen=True, slots=True)
class Spans:
    """Stretches of days that may not overlap within one group; `field` is what begins one."""

    group: str
    start: str
    end: str
    clash: str = "it overlaps"
    field: str = "start"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file: what it may hold, and how a row of it becomes a row of the table.

    Two rows with the same `key` are one thing; `label` calls it by its name. `own_id` is the
    column of an id that the vendor's own system gave; `refer` makes one up where a row has none.
    What is `beside` becomes rows of another table. `days` are the columns of days on which
    something happened: the newest tells how far a file goes, where nobody says it.
    """

    name: str
    table: str
    label: str
    fields: tuple[Field, ...]
    assemble: Callable[[Values, Surroundings], Row]
    targets: tuple[Target, ...]
    key: tuple[str, ...]
    spans: Spans | None = None
    own_id: str = ""
    refer: Callable[[Row], str] | None = None
    beside: tuple[str, ...] = ()
    days: tuple[str, ...] = ()

    def field_named(self, name: str) -> Field | None:
        """Return the field of this name."""
        return next((each for each in self.fields if each.name == name), None)

    def ways_to_say(self, name: str) -> frozenset[str]:
        """Return this field and those that can take its place."""
        return frozenset(each.name for each in self.fields if name in (each.name, each.instead_of))


def made_id(kind: str, *parts: object) -> str:
    """Make an id from what names a thing: the same names give the same id."""
    text = "\x1f".join(str(part) for part in parts)
    return f"{kind}-{blake2b(text.encode(), digest_size=12).hexdigest()}"
