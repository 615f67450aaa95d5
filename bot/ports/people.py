"""What a platform says of its people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.event import Origin


@dataclass(frozen=True, slots=True)
class Profile:
    """What a platform says of a person, who belongs to `homes`; claims, and no proof of it."""

    email: str | None = None
    name: str = ""
    zone: str | None = None
    is_guest: bool = False
    homes: frozenset[str] = frozenset()
    language: str | None = None


class Directory(Protocol):
    """Looks people up on their platform."""

    async def profile(self, origin: Origin) -> Profile:
        """Return what the platform says of this person; empty where it says nothing."""


Directories = Mapping[str, Directory]
