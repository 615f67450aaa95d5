"""What fills the coming slots of a newsletter, and when somebody is told that nothing does."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from bot.beat.rules.texts import Waiting, choose_edition

FAR, NEAR = timedelta(days=3), timedelta(days=1)
"""So long before the first reader's moment an empty slot is told of, and told of again."""


class WhenEmpty(StrEnum):
    """What becomes of a slot that has no edition when it comes."""

    MISS = "miss"
    EVERGREEN = "evergreen"


class Kept(Waiting, Protocol):
    """What must be known of an edition to say which slot it fills."""

    @property
    def evergreen(self) -> bool:
        """Whether it is kept for a slot that has no other."""


Head = TypeVar("Head", bound=Kept)


def choose_own(
    heads: Iterable[Head], newsletter: str, slot: datetime, sent: Collection[str]
) -> Head | None:
    """Return the edition that was written for a slot; an evergreen is never one."""
    return choose_edition((one for one in heads if not one.evergreen), newsletter, slot, sent)


def fill(
    heads: Collection[Head], newsletter: str, slots: Sequence[datetime], sent: Collection[str]
) -> list[Head | None]:
    """Return the edition that each of these slots gets, one after the other; None for none."""
    taken, found = set(sent), list[Head | None]()
    for slot in slots:
        head = choose_own(heads, newsletter, slot, taken)
        if head is not None:
            taken.add(head.key)
        found.append(head)
    return found


def choose_evergreen(
    heads: Iterable[Head], newsletter: str, last_sent: Mapping[str, datetime]
) -> Head | None:
    """Return the evergreen whose turn it is: one that was never sent, else the one longest ago."""
    kept = [one for one in heads if one.newsletter == newsletter and one.evergreen]
    never = datetime.min  # noqa: DTZ901 - slots are wall-clock moments
    return min(kept, key=lambda one: (last_sent.get(one.key, never), one.key), default=None)


def evergreen_in(
    heads: Collection[Head],
    newsletter: str,
    given: str,
    last_sent: Mapping[str, datetime],
    alone: WhenEmpty,
) -> Head | None:
    """Return the evergreen of an empty slot: the one it was given, else one that goes by itself.

    By itself none goes twice in a row: nobody said that readers should get it again.
    """
    asked = next((one for one in heads if one.key == given and one.evergreen), None)
    if asked is not None:
        return asked
    if alone is WhenEmpty.MISS:
        return None
    latest = max(last_sent, key=lambda key: last_sent[key], default=None)
    others = (one for one in heads if one.key != latest)
    return choose_evergreen(others, newsletter, last_sent)
