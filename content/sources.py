"""A text with a head in YAML above it: taken apart, and what has to hold of its words."""

from dataclasses import dataclass
from pathlib import Path

from bot.errors import ContentInvalid
from bot.message import Heading
from bot.principal import Role
from content.conversations import refuse_what_is_somebodys_own
from content.documents import Document, parse_yaml
from content.faults import Faults
from content.parts import Body, Part, Variants, by_tier

MARK = "---"


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads a text: people in these roles, and whether all of a conversation together.

    Without `tiers` they are at partners of any, or at the vendor.
    """

    roles: frozenset[Role]
    together: bool
    tiers: frozenset[str] = frozenset()


def split(path: Path, source: str) -> tuple[Document, str]:
    """Return the head of a file and what stands below it, both on the lines they have there.

    Where the head has no beginning or no end that is a fault of the head: all others are found.
    """
    # Blank lines stand in for the other half, so that both keep their line numbers.
    lines = source.split("\n")
    try:
        above = lines_above(path, source)
    except ContentInvalid as fault:
        empty = Document(path, None, {}, (fault,), frozenset({()}))
        return empty, "" if has_head(source) else source
    head = "\n".join(["", *lines[1 : above - 1]])
    return parse_yaml(path, head), "\n" * above + "\n".join(lines[above:])


def below_head(path: Path, source: str) -> str:
    """Return what stands below the head of a text, on its lines; one need not have a head."""
    return split(path, source)[1] if has_head(source) else source


def has_head(source: str) -> bool:
    """Whether a text begins with a head: one in another language need not."""
    return source.split("\n", 1)[0].rstrip() == MARK


def lines_above(path: Path, source: str) -> int:
    """Return how many lines the head of a file takes, with what is around it."""
    lines = source.split("\n")
    if lines[0].rstrip() != MARK:
        raise ContentInvalid(path, 1, "an edition begins with --- and its head")
    for number, line in enumerate(lines[1:], 2):
        if line.rstrip() == MARK:
            return number
    raise ContentInvalid(path, 1, "the head is never closed with ---")


def for_readers(path: Path, parts: Body, title: str, readers: Readers) -> Body:
    """Return the parts below this title, if there is something in them for each reader."""
    parts, faults = _without_title(parts, title), Faults()
    for tier, theirs in by_tier(parts, readers.tiers).items():
        with faults.kept():
            _refuse_empty(path, theirs, tier, readers.roles)
        if readers.together:
            with faults.kept():
                refuse_what_is_somebodys_own(path, theirs)
    faults.tell()
    return parts


def _without_title(parts: Body, title: str) -> Body:
    """Leave out a first heading that says the title again."""
    first = parts[0] if len(parts) > 1 else None
    if not isinstance(first, Heading):
        return parts
    said, above = (" ".join(words.casefold().split()) for words in (first.text, title))
    return parts[1:] if said == above else parts


def _refuse_empty(
    path: Path, parts: tuple[Part, ...], tier: str | None, roles: frozenset[Role]
) -> None:
    if not parts:
        whom = f"the tier {tier}" if tier else "who is in none of the tiers named"
        reason = f"nothing here is for {whom}: add a block :::tier other, or words for all"
        raise ContentInvalid(path, 1, reason)
    for role in sorted(roles):
        if not any(not isinstance(part, Variants) or part.parts_for(role) for part in parts):
            raise ContentInvalid(path, 1, f"nothing here is for the role {role}")
