"""How a workspace comes to install us, and how its tokens are kept good."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.errors import DrumbeatError
from bot.message import Message


@dataclass(frozen=True, slots=True)
class Pair:
    """A token, and where it runs out what renews it, once: never log it."""

    token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """What a platform gave us when somebody installed us in one workspace."""

    platform: str
    external_id: str
    name: str
    pair: Pair
    bot_user_id: str = ""
    bot_id: str = ""
    app_id: str = ""
    enterprise: str = ""
    scopes: tuple[str, ...] = ()
    hears_threads: bool = False
    installer: str = ""


class Refusal(StrEnum):
    """Why nothing was installed; each has a page that says what to do."""

    LINK_GONE = "link_gone"
    LINK_SPENT = "link_spent"
    TOO_OFTEN = "too_often"
    STATE_UNKNOWN = "state_unknown"
    STATE_OLD = "state_old"
    DONE_ALREADY = "done_already"
    OTHER_BROWSER = "other_browser"
    DENIED = "denied"
    CODE_REFUSED = "code_refused"
    NOT_DISTRIBUTED = "not_distributed"
    ORGANISATION = "organisation"
    UNREACHABLE = "unreachable"
    OUR_SETTINGS = "our_settings"
    REFUSED = "refused"


class InstallRefused(DrumbeatError):
    """Nothing was installed, and nothing is kept."""

    def __init__(self, why: Refusal, told: str = "") -> None:
        super().__init__(f"{why}: {told}" if told else str(why))
        self.why = why


class Authority(Protocol):
    """A platform that lets a workspace's administrator install us."""

    scopes: tuple[str, ...]
    optional_scopes: tuple[str, ...]

    def link(self, token: str) -> str:
        """Return the address that we hand to an administrator over there."""

    def address(self, state: str) -> str:
        """Return the platform's own page on which they allow it."""

    def refusal(self, word: str) -> InstallRefused:
        """Return what the platform's word for a no means."""

    async def exchange(self, code: str) -> Grant:
        """Turn the code that came back into a grant; raises `InstallRefused`."""

    async def hand_back(self, token: str) -> None:
        """Have the platform take us out where we keep nothing; out already is no error."""


class Leaver(Protocol):
    """A platform from which we may take ourselves out."""

    async def leave(self, installation_id: str) -> None:
        """Have the platform take us out there; a `DeliveryProblem` says that it did not."""


@dataclass(frozen=True, slots=True)
class InstallPage:
    """What a browser is shown, and with which status of the web."""

    message: Message
    status: int = 200


@dataclass(frozen=True, slots=True)
class Departure:
    """Where a browser is sent to, and what it must bring back: never log it."""

    address: str = field(repr=False)
    browser: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Return:
    """What a browser brings back from the platform's page."""

    state: str = field(repr=False)
    code: str = field(repr=False)
    error: str
    browser: str = field(repr=False)


class InstallDesk(Protocol):
    """Leads an administrator of another workspace through it; `languages` are what they read."""

    async def show(self, token: str, languages: tuple[str, ...]) -> InstallPage:
        """Return the page of a link: what is asked for, and why."""

    async def depart(self, token: str, languages: tuple[str, ...]) -> Departure | InstallPage:
        """Begin one try."""

    async def receive(self, back: Return, languages: tuple[str, ...]) -> InstallPage:
        """End a try, whichever way it went; nothing is half kept."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A token that ran out and cannot be renewed any more: only another installing helps."""


class Renewals(Protocol):
    """Tokens that run out, each renewed by one process at a time."""

    async def claim(self, installation_id: str, stale: str) -> Pair | str | Lost | None:
        """Take it on to renew a token; return the refresh token for it.

        A pair is what somebody else renewed it to; None says that somebody is at it just now.
        """

    async def newer(self, installation_id: str, stale: str) -> Pair | None:
        """Return what took a token's place already; None where it is still the one there is."""

    async def keep(self, installation_id: str, used: str, pair: Pair) -> Pair:
        """Keep a renewed pair in one commit; return what holds, which may be newer still."""

    async def release(self, installation_id: str) -> None:
        """Let others try: nothing came of it."""

    async def lose(self, installation_id: str, used: str) -> Pair | None:
        """Keep that nothing renews this token any more; return a newer pair if there is one."""
