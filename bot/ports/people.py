"""What a platform says of its people."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from bot.event import Origin
from bot.pictures import Picture


@dataclass(frozen=True, slots=True)
class Profile:
    """What a platform says of a person, who belongs to `homes`; claims, and no proof of it."""

    email: str | None = None
    name: str = ""
    zone: str | None = None
    is_guest: bool = False
    homes: frozenset[str] = frozenset()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody whom a platform names before they speak.

    `origin` is where they would speak from, `profile` what is said of them.
    """

    origin: Origin
    profile: Profile


class Directory(Protocol):
    """Looks people up on their platform."""

    async def profile(self, origin: Origin) -> Profile:
        """Return what the platform says of this person; empty where it says nothing."""


@runtime_checkable
class ByEmail(Protocol):
    """A directory that can be asked for one person by their email address."""

    async def by_email(self, installation_id: str, email: str) -> Listed | None:
        """Return whom a live installation, by our own id, has at this address; None is nobody.

        It raises a `DeliveryProblem` where the platform cannot say, or limits us.
        """


@runtime_checkable
class ByRoster(Protocol):
    """A directory that names everybody in the conversations where we are."""

    def roster(self, installation: str) -> AsyncIterator[Listed]:
        """Name everybody in this tenant's conversations where we are; it raises likewise."""


@runtime_checkable
class Pictured(Protocol):
    """A directory that has pictures of its people."""

    async def picture(self, origin: Origin) -> Picture | None:
        """Return the picture somebody chose for themselves there; None where they chose none.

        It raises likewise.
        """


Directories = Mapping[str, Directory]
