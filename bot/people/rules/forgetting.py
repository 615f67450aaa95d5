"""What may be said about what is kept of somebody, and what becomes of it when they are erased."""

import re
from dataclasses import dataclass

CONTACT, PARTNER = "contact", "partner"
WHO = re.compile(r"(?:contact )?(?P<email>\S+@\S+)|partner (?P<partner>.+)", re.IGNORECASE)
"""What follows `export` and `erase`; all else behind these words is a question."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A contact by email, or a partner by name or id."""

    kind: str
    who: str


@dataclass(frozen=True, slots=True)
class KeptIn:
    """How many rows of a table are somebody's or name them, and whether they go with them."""

    table: str
    rows: int
    goes: bool


@dataclass(frozen=True, slots=True)
class Holding:
    """Somebody, and all that is kept of them, table by table."""

    kind: str
    id: str
    name: str
    kept: tuple[KeptIn, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows that is altogether."""
        return sum(one.rows for one in self.kept)


def read_wanted(text: str) -> Wanted | None:
    """Return who is meant behind the first word of a command; None where it names nobody."""
    found = WHO.fullmatch(text.partition(" ")[2].strip())
    if found is None:
        return None
    if found["email"]:
        return Wanted(CONTACT, found["email"])
    return Wanted(PARTNER, found["partner"])
