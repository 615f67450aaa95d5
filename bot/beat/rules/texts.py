"""Texts as they stood when somebody wrote them, and which edition fills a slot."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, TypeVar

FILES = "files"
"""The owner of what stands in the content files; any other owner is a contact."""


class TextKind(StrEnum):
    """What a text is, and so who can read it."""

    EDITION = "edition"
    TEST = "test"
    """An edition that is tried on its author alone: it stands on no shelf."""
    SURVEY = "survey"


@dataclass(frozen=True, slots=True)
class WrittenText:
    """One version of a text: what its `body` says was written once and is never changed.

    `owner` is `FILES`, or the contact who wrote it in chat. By its `place` an edition stands
    in order among the others of its series; one without a place stands by its key.
    """

    id: str
    kind: TextKind
    key: str
    version: int
    body: str
    owner: str = FILES
    place: str = ""


@dataclass(frozen=True, slots=True)
class FileText:
    """A text as somebody wrote it, with all it needs to be read alone.

    An edition has a `series`, and may be known again under another name: `place` is where it
    stands among the files, `own_key` the key its author gave it, `words` a digest of what it
    says. A text without a place is known by its `key` alone.
    """

    kind: TextKind
    key: str
    body: str
    series: str = ""
    place: str = ""
    own_key: str = ""
    words: str = ""


class Waiting(Protocol):
    """What must be known of an edition to choose it."""

    @property
    def key(self) -> str:
        """The edition's key."""

    @property
    def newsletter(self) -> str:
        """The series it belongs to."""

    @property
    def day(self) -> date | None:
        """The day it is kept for; None takes any slot."""

    @property
    def place(self) -> str:
        """Where it stands among the others of its series; empty means by its key."""


Head = TypeVar("Head", bound=Waiting)


def choose_edition(
    heads: Iterable[Head], newsletter: str, slot: datetime, sent: Collection[str]
) -> Head | None:
    """Return the edition that fills a slot: the one kept for its day, else the next unsent.

    Editions of no day go out in the order of their places; one kept for another day waits.
    """
    unsent = [head for head in heads if head.newsletter == newsletter and head.key not in sent]
    for day in (slot.date(), None):
        fitting = [head for head in unsent if head.day == day]
        if fitting:
            return min(fitting, key=lambda head: (head.place or head.key, head.key))
    return None


def free_of(
    heads: Sequence[Waiting], newsletter: str, slots: Iterable[datetime], sent: Collection[str]
) -> list[datetime]:
    """Return those of these slots, one after the other, that no edition fills so far."""
    taken, free = set(sent), list[datetime]()
    for slot in slots:
        head = choose_edition(heads, newsletter, slot, taken)
        if head is None:
            free.append(slot)
        else:
            taken.add(head.key)
    return free
