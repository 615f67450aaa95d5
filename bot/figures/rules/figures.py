"""What comes back from the store: figures with their groups, their base and their dates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from bot.figures.rules.ages import Age, Lacking, Rows
from bot.figures.rules.catalogue import Catalogue
from bot.figures.rules.parts import Parts
from bot.figures.rules.targets import Pace
from bot.figures.rules.tiers import Path
from bot.figures.rules.windows import Calendar, Window
from bot.quantities import Quantity


class Verdict(StrEnum):
    """Whether a step is more than chance would make."""

    CHANGE = "change"
    NOISE = "noise"


@dataclass(frozen=True, slots=True)
class Footing:
    """What every figure stands on: calendar, definitions, reporting currency, zone of a day.

    Without a moment `now` no source of rows is late.
    """

    calendar: Calendar
    catalogue: Catalogue
    currency: str = "USD"
    zone: str = "UTC"
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """How far a figure went: written with its sign."""

    by: Quantity


NoteValue = Quantity | Step | Verdict | Window | date | str


@dataclass(frozen=True, slots=True)
class Note:
    """One more thing that is true of a figure: a sentence of the wording, and its values."""

    key: str
    values: Mapping[str, NoteValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: of which piece of time, of which groups, and over how many it is taken.

    What is measured on some of many lies `between` two figures, nineteen times in twenty.
    """

    piece: int
    groups: tuple[str, ...]
    quantity: Quantity
    base: int | None = None
    margin: Quantity | None = None
    between: tuple[Quantity, Quantity] | None = None
    parts: Parts | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Whole:
    """What a figure that is cut into groups is without the cut: worked out, not added up.

    `is_sum` says whether its parts come to it; of a rate or a score they never do, and it is None.
    """

    cells: tuple[Cell, ...]
    is_sum: bool | None = None

    def share(self, cell: Cell) -> Quantity | None:
        """Return which part of the whole a group is, if the parts make it."""
        whole = next((each for each in self.cells if each.piece == cell.piece), None)
        if not self.is_sum or whole is None or not cell.quantity.is_shown:
            return None
        part, total = cell.quantity.value or 0, whole.quantity.value or 0
        return Quantity(Decimal(100 * part) / Decimal(total), "percent") if total > 0 else None


@dataclass(frozen=True, slots=True)
class MetricFigure:
    """One metric answered: its cells by piece of time; `against` is what it is held to.

    `held_to` are the pieces it is held to, beside `pieces`: a cell in `against` has the number of
    the piece that is held against it. `base` is the stem of the words that say what the base of a
    cell counts; `age` says how far its rows reach, and is None where they are recorded here as it
    happens.
    """

    metric: str
    window: Window
    pieces: tuple[Window, ...]
    cells: tuple[Cell, ...]
    base: str
    default_period: bool = False
    compare: Window | None = None
    held_to: tuple[Window, ...] = ()
    against: tuple[Cell, ...] = ()
    verdict: Verdict | None = None
    notes: tuple[Note, ...] = ()
    paths: tuple[Path, ...] = ()
    pace: Pace | None = None
    way: tuple[Quantity | None, ...] = ()
    """Of a figure over time that has a target: what each piece should come to."""
    whole: Whole | None = None
    age: Age | None = None
    lacking: tuple[Lacking, ...] = ()
    """The sources of its rows that are in trouble."""
    rows: tuple[tuple[Rows, date], ...] = ()
    """The kinds of rows that it is made of, each with the day it is complete to."""

    @property
    def is_refused(self) -> bool:
        """Whether the data does not reach over what was asked."""
        return self.age is not None and self.age.is_refused


@dataclass(frozen=True, slots=True)
class FigureResult:
    """The figures of a plan as of a day."""

    figures: tuple[MetricFigure, ...]
    today: date

    @property
    def data_until(self) -> date | None:
        """The day up to which all its data is complete; None where some was never imported."""
        days = [self.until(figure) for figure in self.figures]
        known = [day for day in days if day is not None]
        return min(known) if known and len(known) == len(days) else None

    def until(self, figure: MetricFigure) -> date | None:
        """Return the day up to which a figure's data is complete, if there is any."""
        return self.today if figure.age is None else figure.age.until

    def is_to_date(self, figure: MetricFigure) -> bool:
        """Say whether a figure's days are not over yet; what looks ahead never is."""
        asked = figure.window if figure.age is None else figure.age.asked
        return asked.start <= self.today < asked.last and figure.pieces[-1].last <= self.today
