"""Whether a text may go out as it stands, by what the vendor wants to be asked before."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.name_keys import name_key

GOOD_FOR = timedelta(days=14)
"""So long somebody may wait before they send what was approved."""
WINDOW = timedelta(hours=24)
"""How long before a send managers are told of it, where the vendor says nothing else."""


@dataclass(frozen=True, slots=True)
class Size:
    """Whom an audience means, as far as it is asked how large it is; `partners` are ids."""

    people: int = 0
    tiers: frozenset[str] = frozenset()
    partners: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Policy:
    """What the vendor wants to be asked before something goes out.

    A second person approves what means more people than `above`, or anybody at a partner of
    these `tiers`; what was reviewed as a file only with `files_too`. Managers may object to the
    series in `object_to`, which they are told of `window` before. It asks for nothing unless
    told to.
    """

    above: int | None = None
    tiers: frozenset[str] = frozenset()
    files_too: bool = False
    object_to: frozenset[str] = frozenset()
    window: timedelta = WINDOW

    def wants_approval(self, size: Size, *, from_files: bool) -> bool:
        """Say whether a second person must approve what so many are to get."""
        if from_files and not self.files_too:
            return False
        keys = {name_key(tier) for tier in self.tiers}
        is_large = self.above is not None and size.people > self.above
        return is_large or any(name_key(tier) in keys for tier in size.tiers)

    @property
    def may_want_approval(self) -> bool:
        """Whether anything at all is to be approved."""
        return self.above is not None or bool(self.tiers)

    def lets_object(self, series: str) -> bool:
        """Say whether managers may keep their partners out of a send of this series."""
        return series in self.object_to


ANYTHING_GOES = Policy()
"""Where the vendor says nothing: who writes may send."""


class Lack(StrEnum):
    """Why a text is not approved as it stands."""

    NEVER = "nobody was asked"
    WAITS = "it waits for a second person"
    REFUSED = "it was sent back"
    TEXT = "its text changed since it was approved"
    GREW = "its audience grew since it was approved"
    EXPIRED = "its approval is too old"


class Given(Protocol):
    """What must be known of a request to approve; `state` is asked, approved or refused."""

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the text as it stood."""

    @property
    def state(self) -> str:
        """How it was answered."""

    @property
    def people(self) -> int:
        """How many were meant when it was answered."""

    @property
    def decided_at(self) -> datetime | None:
        """When it was answered."""


def fingerprint_of(body: str) -> str:
    """Return what only this very text has."""
    return hashlib.sha256(body.encode()).hexdigest()


def has_grown(approved: int, people: int) -> bool:
    """Say whether an audience grew by more than a tenth since it was approved."""
    return 10 * people > 11 * approved


def lack_of(
    given: Sequence[Given], fingerprint: str, people: int, since: datetime | None = None
) -> Lack | None:
    """Return why a text is not approved as it stands; None where it is.

    `given` are all requests to approve it, the newest first. With `since` an approval before
    that is too old.
    """
    same = [one for one in given if one.fingerprint == fingerprint]
    lack: Lack | None = None
    for one in same:
        if one.state == "refused":
            return lack or Lack.REFUSED
        found = _lack_of_one(one, people, since)
        if found is None:
            return None
        lack = lack or found
    if lack is not None:
        return lack
    return Lack.TEXT if any(one.state == "approved" for one in given) else Lack.NEVER


def _lack_of_one(one: Given, people: int, since: datetime | None) -> Lack | None:
    if one.state != "approved":
        return Lack.WAITS
    if has_grown(one.people, people):
        return Lack.GREW
    is_old = since is not None and one.decided_at is not None and one.decided_at < since
    return Lack.EXPIRED if is_old else None
