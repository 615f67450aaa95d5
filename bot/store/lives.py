"""The life of a table: whose its rows are, how long they last, and what is left of them.

A table says its life as it says who may see it, so that export, erasing and housekeeping
work on every table and name none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum, auto

CONTACT, PARTNER = "contact", "partner"
"""The tables of those who can be exported and erased."""
ANYBODY = "contact or partner"


class Instead(Enum):
    """What stands in an emptied column where nothing may not stand."""

    ITS_KEY = auto()
    """The row's own key, so that a promise of uniqueness holds."""
    NOW = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Forget:
    """Rows are forgotten `after` the moment in `since`; with `empties` they stay without these.

    `where` is a condition in SQL without values from outside, written as an index has it.
    Rows age by the machine's own time, or by the business clock.
    """

    since: str
    after: timedelta = timedelta(0)
    where: str = ""
    empties: Mapping[str, object] = field(default_factory=dict)
    by_business_clock: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """What a table says of its rows; what says nothing is nobody's, and stays for ever.

    `belongs` names, for a column, the table whose row this row belongs to. `named` are columns
    that only name a contact or a partner. `matched` hold an address outright; `mentioned` are
    words that may speak of anybody. `quoted` is JSON of ours in which ids stand. `sealed` are
    words nobody can look into: whoever is erased, all that may be forgotten of them is.

    When its owner is erased a row goes, or it stays as a bare number, `empties` emptied and
    with the id of the nameless row that takes the owner's place.

    `called` are columns by which the owner is called elsewhere; by its `marks` an owner who was
    erased is known again when a file brings it. `secret` is never exported, and `ours` are
    texts that never hold a name, an address or words of anybody.
    """

    belongs: Mapping[str, str] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)
    matched: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()
    sealed: tuple[str, ...] = ()
    goes: bool = False
    empties: Mapping[str, object] = field(default_factory=dict)
    called: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()
    forgets: tuple[Forget, ...] = ()

    def points_to(self, root: str) -> frozenset[str]:
        """Return the columns that hold the id of a contact, or of a partner."""
        pointing = {**self.belongs, **self.named}
        return frozenset(column for column, whose in pointing.items() if whose in (root, ANYBODY))

    @property
    def forgets_columns(self) -> frozenset[str]:
        """Return the columns that say when a row is forgotten, and what of it goes then."""
        return frozenset(column for rule in self.forgets for column in (rule.since, *rule.empties))
