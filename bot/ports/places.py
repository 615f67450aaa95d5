"""Where we are installed, and where people talk there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Installation:
    """Our presence in one workspace or tenant, with its token in the clear: never log it.

    `enterprise` is the organisation that it is part of, or that it is. `expires_at` is when the
    token runs out, where it does. `hears_threads` is whether words in threads that we began there
    come to us without a mention.
    """

    id: str
    platform: str
    external_id: str
    token: str = field(repr=False)
    bot_user_id: str = ""
    own: bool = False
    enterprise: str = ""
    expires_at: datetime | None = None
    hears_threads: bool = False


class Installations(Protocol):
    """Where we are installed."""

    async def find(self, platform: str, external_id: str) -> Installation | None:
        """Return the live installation of this workspace or tenant, if there is one."""

    async def get(self, installation_id: str) -> Installation | None:
        """Return a live installation by our own id."""


NESTED = " / "
"""What stands in a name between those of a place and of a conversation inside it."""
LIVE, ARCHIVED, DISCONNECTED, NOT_A_MEMBER = "live", "archived", "disconnected", "not a member"
"""How a conversation stands."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A place where we may speak first, with what its platform wants to know for that.

    `kind` is "personal", "group" or "team". A personal one belongs to `user`, named as in
    `Origin.user`, and keeps the platform's other name for them (`member`), zone and language.
    `name` is what those in a group call it, as far as they say it there.
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
    state: str = LIVE
    name: str = ""


class Conversations(Protocol):
    """Where we may speak first, by the ids of the platform."""

    async def note(self, conversation: Conversation) -> None:
        """Keep a conversation, or what is new of it; an empty field overwrites nothing.

        One that is noted as live has no reason any more why it was not.
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

    async def change(
        self, platform: str, installation: str, place: str, state: str, reason: str
    ) -> None:
        """Say how a conversation stands, or a team with all that is in it, and why.

        Where it is live again that ends this reason alone: what is closed for another stays so.
        """

    async def latest(self, platform: str, installation: str) -> Conversation | None:
        """Return the conversation of this installation that was noted last."""

    async def shared(self, platform: str, installation: str) -> Sequence[Conversation]:
        """Return the conversations of several people there where we may speak."""


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation of several people, as its platform tells of it just now.

    `member` is whether we are in it, and `joinable` whether we could go in by ourselves.
    `shared` is whether people of another company may be in it, whose workspaces or tenants are
    `homes`; `pending` is that such a company was asked and has not come yet. `restricted` is
    whether only some may post there, None where that is not told. `people` is how many are in
    it, 0 where that is not told.
    """

    id: str
    name: str = ""
    kind: str = "group"
    member: bool = True
    joinable: bool = False
    archived: bool = False
    shared: bool = False
    pending: bool = False
    restricted: bool | None = None
    homes: frozenset[str] = frozenset()
    people: int = 0


@dataclass(frozen=True, slots=True)
class Present:
    """Who is in a conversation, and where they belong: ids of the platform, never names."""

    people: frozenset[str] = frozenset()
    homes: frozenset[str] = frozenset()


class Places(Protocol):
    """The conversations of several people on one platform; each raises a `DeliveryProblem`."""

    async def every(self, installation_id: str) -> Sequence[Place]:
        """List those that we are in or could join; one that is closed may be left out."""

    async def look(self, installation_id: str, conversation: str) -> Place | None:
        """Return one as it is now; None where there is none, or we may not see it."""

    async def present(self, installation_id: str, place: Place) -> Present:
        """Say who is in one that we are in, as it was told just now."""

    async def join(self, installation_id: str, conversation: str) -> None:
        """Go into one that is joinable; once more does no harm."""


PlacesByPlatform = Mapping[str, Places]
