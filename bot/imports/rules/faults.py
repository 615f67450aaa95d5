"""What can be wrong with a cell, and what a reader of the report is told."""

from dataclasses import dataclass

from bot.errors import DrumbeatError

SHOWN_LETTERS = 80


class CellUnreadable(DrumbeatError):
    """A cell cannot be taken; the text says what to write instead."""


class FieldRefused(DrumbeatError):
    """A row cannot be taken because of one of its fields."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


class RowPassedOver(DrumbeatError):
    """A row is left out on purpose, and counted under this reason."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line was refused: the column, what stood there, and what to do."""

    line: int
    column: str
    value: str
    reason: str


def wrong_width(line: int, first: str, count: int, width: int) -> Fault:
    """Make the fault of a line with too few cells, or too many."""
    reason = (
        f"this line has {count} cells, and the header has {width}: a cell with the dividing mark "
        "in it stands in quotation marks"
    )
    return Fault(line, "", shown(first), reason)


def shown(value: str) -> str:
    """Return a cell as it can be printed: no control characters, not longer than 80."""
    plain = "".join(letter if letter.isprintable() else "\N{SYMBOL FOR NULL}" for letter in value)
    return plain if len(plain) <= SHOWN_LETTERS else plain[: SHOWN_LETTERS - 1] + "…"
