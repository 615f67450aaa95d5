"""Where we are installed, and where people talk there."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Installation:
    """Our presence in one workspace or tenant, with its token in the clear: never log it.

    `enterprise` is the organisation that it is part of, or that it is.
    """

    id: str
    platform: str
    external_id: str
    token: str = field(repr=False)
    bot_user_id: str = ""
    own: bool = False
    enterprise: str = ""


class Installations(Protocol):
    """Where we are installed."""

    async def find(self, platform: str, external_id: str) -> Installation | None:
        """Return the live installation of this workspace or tenant, if there is one."""

    async def get(self, installation_id: str) -> Installation | None:
        """Return a live installation by our own id."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A place where we may speak first, with what its platform wants to know for that.

    `kind` is "personal", "group" or "team". A personal one belongs to `user`, named as in
    `Origin.user`, and keeps the platform's other name for them (`member`), zone and language.
    """

    platform: str
    installation: str
    id: str
    kind: str
    service_url: str
    bot: str = ""
    user: str = ""
    member: str = ""
    team: str = ""
    zone: str = ""
    language: str = ""


class Conversations(Protocol):
    """Where we may speak first, by the ids of the platform."""

    async def note(self, conversation: Conversation) -> None:
        """Keep a conversation, or what is new of it; an empty field overwrites nothing.

        Its installation is live from now on; one that nobody knew becomes known, not as our own.
        """

    async def find(
        self, platform: str, installation: str, conversation: str
    ) -> Conversation | None:
        """Return a conversation by its id."""

    async def with_person(
        self, platform: str, installation: str, user: str
    ) -> Conversation | None:
        """Return the personal conversation with somebody, the one noted last."""

    async def latest(self, platform: str, installation: str) -> Conversation | None:
        """Return the conversation of this installation that was noted last."""
