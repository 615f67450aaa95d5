"""People's names as files write them: “Last, First” is turned around where that is said."""

from enum import StrEnum

from bot.imports.rules.faults import FieldRefused
from bot.principal import is_suffix

PARTS = 2


class NameOrder(StrEnum):
    """How a name with a comma in it is written."""

    LAST_FIRST = "last-first"
    AS_WRITTEN = "as-written"


def looks_turned(name: str) -> bool:
    """Say whether a comma may part a last name from a first one."""
    return len(_named(name)) > 1


def turned(name: str, field: str = "name") -> str:
    """Return “Last, First” as “First Last”; degrees and the like stay behind the name."""
    named = _named(name)
    if len(named) > PARTS:
        raise FieldRefused(field, "there is more than one comma: write first and last name")
    after = [each for each in _parts(name) if is_suffix(each)]
    return ", ".join((" ".join(reversed(named)), *after)) if named else name


def _parts(name: str) -> list[str]:
    return [each for part in name.split(",") if (each := part.strip())]


def _named(name: str) -> list[str]:
    return [each for each in _parts(name) if not is_suffix(each)]
