"""What this Teams remembers: tenants, members, conversations, teams, posted activities."""

import base64
import copy
import itertools
import secrets
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .cards import ADAPTIVE

Json = dict[str, Any]


@dataclass(eq=False)
class Tenant:
    """An organisation of Microsoft 365, reached through one region's service."""

    id: str
    name: str
    region: str = "emea"
    bot_disabled: bool = False


@dataclass(eq=False)
class Member:
    """A person as the roster knows them."""

    id: str
    aad_id: str
    name: str
    email: str | None
    tenant: Tenant
    zone: str = "Europe/Berlin"
    locale: str = "en-GB"
    country: str = "DE"
    client: str = "Windows"
    installed: bool = True
    blocks_bot: bool = False
    role: str = "user"  # or guest, anonymous
    sign_in: str | None = None  # where it is not the email, as for guests
    shows_tenant: bool = True  # on rosters
    tells_home: bool = False  # with each gesture

    def as_json(self) -> Json:
        given, _, family = self.name.partition(" ")
        named = {"email": self.email, "userPrincipalName": self.sign_in or self.email}
        mail = {key: value for key, value in named.items() if value}
        home = {"tenantId": self.tenant.id} if self.shows_tenant else {}
        return {
            "id": self.id,
            "name": self.name,
            "objectId": self.aad_id,
            "aadObjectId": self.aad_id,
            "givenName": given,
            "surname": family,
            **home,
            "userRole": self.role,
            **mail,
        }


@dataclass(eq=False)
class Posted:
    """One activity as it stands now in a conversation."""

    id: str
    conversation: "Conversation"
    activity: Json
    author_id: str
    own: bool
    thread: str | None = None
    seen_only_by: str | None = None
    edits: int = 0
    deleted: bool = False
    views: dict[str, Json] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return str(self.activity.get("text") or "")

    @property
    def card(self) -> Json | None:
        """The Adaptive Card that everybody gets."""
        return card_of(self.activity)

    def card_for(self, user_id: str) -> Json | None:
        """The Adaptive Card that this person sees."""
        return self.views.get(user_id) or self.card

    @property
    def where(self) -> str:
        """The id under which this place is spoken to, with its thread."""
        return (
            f"{self.conversation.id};messageid={self.thread}"
            if self.thread
            else (self.conversation.id)
        )


def card_of(activity: Json) -> Json | None:
    """Return the first Adaptive Card of an activity."""
    attached = activity.get("attachments") or []
    return next((a["content"] for a in attached if a.get("contentType") == ADAPTIVE), None)


@dataclass(eq=False)
class Conversation:
    """A personal chat with the bot, a group chat, or one channel of a team."""

    id: str
    kind: str  # personal, groupChat, channel
    tenant: Tenant
    name: str = ""
    members: dict[str, Member] = field(default_factory=dict)
    installed: bool = True
    app_is_old: bool = False  # its manifest knows no targeted messages
    deleted: bool = False
    team: "Team | None" = None
    is_shared: bool = False  # it has members of its own, of any tenant, and the app by itself
    posts: list[Posted] = field(default_factory=list)
    known_ids: set[str] = field(default_factory=set)

    @property
    def has_bot(self) -> bool:
        if self.kind == "personal":
            return self.person.installed
        if self.is_shared and not self.installed:
            return False
        return self.team.installed if self.team else self.installed

    @property
    def person(self) -> Member:
        """The one person of a personal chat."""
        return next(iter(self.members.values()))

    @property
    def roster(self) -> list[Member]:
        own = self if self.is_shared or self.team is None else self.team
        return list(own.members.values())

    def post(self, activity_id: str) -> Posted | None:
        return next((p for p in self.posts if p.id == activity_id and not p.deleted), None)

    def as_json(self, thread: str | None = None) -> Json:
        named = {"name": self.name} if self.name and self.kind != "personal" else {}
        group = {} if self.kind == "personal" else {"isGroup": True}
        return {
            **group,
            **named,
            "conversationType": self.kind,
            "tenantId": self.tenant.id,
            "id": f"{self.id};messageid={thread}" if thread else self.id,
        }


@dataclass(eq=False)
class Team:
    """A team, which is also its first channel."""

    id: str
    name: str
    tenant: Tenant
    aad_group_id: str
    members: dict[str, Member] = field(default_factory=dict)
    channels: list[Conversation] = field(default_factory=list)
    installed: bool = True

    @property
    def general(self) -> Conversation:
        return self.channels[0]

    def channel(self, name: str) -> Conversation:
        return next(each for each in self.channels if each.name == name)

    def as_json(self) -> Json:
        return {"id": self.id, "name": self.name, "aadGroupId": self.aad_group_id}


@dataclass(frozen=True, slots=True)
class Accepted:
    """One message that Teams took, whatever the bot heard of it."""

    conversation_id: str
    activity_id: str
    tenant_id: str
    kind: str
    activity: Json
    posted: Posted
    recipient: Member | None = None

    @property
    def text(self) -> str:
        return str(self.activity.get("text") or "")

    @property
    def summary(self) -> str:
        return str(self.activity.get("summary") or "")

    @property
    def card(self) -> Json | None:
        return card_of(self.activity)


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule of Teams that the bot broke, and where."""

    where: str
    code: str
    says: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.code} {self.says}".strip()


@dataclass
class Ids:
    """Ids in the shapes that Teams gives them, each once."""

    counter: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    last_millis: int = 0

    def guid(self) -> str:
        return str(uuid.uuid4())

    def person(self) -> str:
        return f"29:1{self._letters(45)}{next(self.counter)}"

    def chat(self) -> str:
        return f"a:1{self._letters(60)}{next(self.counter)}"

    def thread(self, suffix: str) -> str:
        return f"19:{secrets.token_hex(16)}@thread.{suffix}"

    def message(self) -> str:
        """Return an id that is also the millisecond of the message."""
        self.last_millis = max(time.time_ns() // 10**6, self.last_millis + 1)
        return str(self.last_millis)

    def reply(self) -> str:
        return f"1:1{self._letters(30)}{next(self.counter)}"

    def gesture(self) -> str:
        return f"f:{uuid.uuid4()}"

    def _letters(self, count: int) -> str:
        return base64.urlsafe_b64encode(secrets.token_bytes(count)).decode()[:count]


def copied(value: Json) -> Json:
    """Return a copy that nobody else holds."""
    return copy.deepcopy(value)
