"""Who people are: what they do (role), what they may do (permission), and for whom."""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

_TITLES = frozenset(
    {"dr", "prof", "mr", "mrs", "ms", "miss", "mx", "sir", "herr", "frau", "dipl", "ing", "mag"}
    | {"univ", "med", "phil", "rer", "nat", "hc"}
)
_TITLE = re.compile(rf"[.-]*(?:(?:{'|'.join(sorted(_TITLES))})(?:[.-]+|$))+")
_SUFFIXES = frozenset(
    {"jr", "sr", "ii", "iii", "iv", "mba", "phd", "msc", "bsc", "ma", "ba", "md", "esq", "cissp"}
)
_FOR_COMPUTERS = re.compile(r"[a-z0-9]+(?:[._][a-z0-9]+)+")


class Permission(StrEnum):
    """What a person may do here; the first three belong to the vendor."""

    ADMINISTRATOR = "administrator"
    MANAGER = "manager"
    MEMBER = "member"
    PARTNER = "partner"


class Role(StrEnum):
    """What a person does at their company; never a right."""

    SALES = "sales"
    TECHNICAL = "technical"
    MARKETING = "marketing"
    DEVELOPMENT = "development"
    EXECUTIVE = "executive"


@dataclass(frozen=True, slots=True)
class Principal:
    """The person on whose behalf something is done; every query is scoped by it.

    The `tier` is their partner's. With `is_overlooked` somebody of the vendor's reads as this
    person would: they see no figure that is withheld from them.
    """

    contact_id: str
    name: str
    permission: Permission
    role: Role
    zone: str
    partner_id: str | None = None
    partner_name: str | None = None
    language: str = "en"
    tier: str | None = None
    is_overlooked: bool = False

    @property
    def is_vendor(self) -> bool:
        """Whether this person works for the vendor."""
        return self.permission is not Permission.PARTNER

    @property
    def first_name(self) -> str:
        """The name to greet with; empty where what is known of them is none to greet with."""
        return first_name_of(self.name)


def first_name_of(name: str) -> str:
    """Return a person's first name, as far as how they are written says one.

    "Roth, Jana" is Jana, "Dr. Jana Roth" too. A title with one name, an initial, a mail address
    or a name for computers is nothing to greet with.
    """
    before, _, after = name.partition(",")
    is_turned = bool(after.strip()) and not is_suffix(after)
    words = (after if is_turned else before).split()
    titles = sum(1 for _ in takewhile(_is_title, words))
    named = words[titles:]
    if not named or (titles and len(named) == 1 and not is_turned):
        return ""
    first = named[0]
    is_name = any(map(str.isalpha, first)) and len(_bare(first)) > 1
    return "" if "@" in first or not is_name or _FOR_COMPUTERS.fullmatch(name.strip()) else first


def is_named(name: str) -> bool:
    """Say whether this is a name: who has none is called by their mail address."""
    return bool(name.strip()) and "@" not in name


def is_suffix(words: str) -> bool:
    """Say whether this stands behind a name, such as a degree."""
    return _bare(words).replace(".", "") in _SUFFIXES


def _is_title(word: str) -> bool:
    return _TITLE.fullmatch(word.casefold()) is not None


def _bare(word: str) -> str:
    return word.strip(" .").casefold()
