"""What a command has to tell: a value for programs, and the same in tables and words."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts under their heads; one without rows is not shown."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """`value` is what `--json` prints, `parts` what people read, or `empty` if that is nothing.

    `notes` are said beside it, on standard error, to people and programs alike.
    """

    value: object
    parts: Sequence[Table | str]
    empty: str = "Nothing yet."
    notes: Sequence[str] = ()
