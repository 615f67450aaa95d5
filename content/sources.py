"""A text with a head in YAML above it: taken apart, and what has to hold of its words."""

from dataclasses import dataclass
from pathlib import Path

from bot.errors import ContentInvalid
from bot.message import Heading
from bot.principal import Role
from content.conversations import refuse_what_is_somebodys_own
from content.documents import Document, parse_yaml
from content.parts import Part, Variants

MARK = "---"


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads a text: people in these roles, and whether all of a conversation together."""

    roles: frozenset[Role]
    together: bool


def split(path: Path, source: str) -> tuple[Document, str]:
    """Return the head of a file and what stands below it, both on the lines they have there."""
    # Blank lines stand in for the other half, so that both keep their line numbers.
    lines = source.split("\n")
    above = lines_above(path, source)
    head = "\n".join(["", *lines[1 : above - 1]])
    return parse_yaml(path, head), "\n" * above + "\n".join(lines[above:])


def lines_above(path: Path, source: str) -> int:
    """Return how many lines the head of a file takes, with what is around it."""
    lines = source.split("\n")
    if lines[0].rstrip() != MARK:
        raise ContentInvalid(path, 1, "an edition begins with --- and its head")
    for number, line in enumerate(lines[1:], 2):
        if line.rstrip() == MARK:
            return number
    raise ContentInvalid(path, 1, "the head is never closed with ---")


def for_readers(
    path: Path, parts: tuple[Part, ...], title: str, readers: Readers
) -> tuple[Part, ...]:
    """Return the parts below this title, if there is something in them for each reader."""
    parts = _without_title(parts, title)
    _refuse_empty(path, parts, readers.roles)
    if readers.together:
        refuse_what_is_somebodys_own(path, parts)
    return parts


def _without_title(parts: tuple[Part, ...], title: str) -> tuple[Part, ...]:
    """Leave out a first heading that says the title again."""
    first = parts[0] if len(parts) > 1 else None
    if not isinstance(first, Heading):
        return parts
    said, above = (" ".join(words.casefold().split()) for words in (first.text, title))
    return parts[1:] if said == above else parts


def _refuse_empty(path: Path, parts: tuple[Part, ...], roles: frozenset[Role]) -> None:
    for role in sorted(roles):
        if not any(not isinstance(part, Variants) or part.parts_for(role) for part in parts):
            raise ContentInvalid(path, 1, f"nothing here is for the role {role}")
