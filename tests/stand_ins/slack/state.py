"""What this Slack remembers: teams, members, conversations, messages, views, files."""

import copy
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .elements import ELEMENTS

ALL_SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "chat:write.customize",
        "chat:write.public",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "reactions:read",
        "team:read",
        "users:read",
        "users:read.email",
    }
)
INTERACTIVE = frozenset(ELEMENTS) - {"image"}


@dataclass
class Team:
    """A workspace in which the app may be installed."""

    id: str
    name: str
    domain: str
    token: str
    bot_user_id: str
    bot_id: str
    scopes: set[str] = field(default_factory=lambda: set(ALL_SCOPES))
    enterprise_id: str | None = None
    installed: bool = True
    revoked: bool = False
    lent: dict[str, float] = field(default_factory=dict)  # tokens that run out, and when

    def holds(self, token: str) -> bool:
        return token == self.token or token in self.lent


@dataclass
class Member:
    """A person or bot as users.info knows it."""

    id: str
    name: str
    real_name: str
    email: str | None
    tz: str | None
    team_id: str
    is_bot: bool = False
    is_stranger: bool = False
    is_restricted: bool = False
    enterprise_user: dict[str, Any] | None = None  # in an organisation: its id, their workspaces
    shows_team: bool = True
    deleted: bool = False
    locale: str = "en-US"
    picture: bytes | None = None  # the one they chose for themselves

    def as_json(self, *, with_email: bool = True, with_locale: bool = False) -> dict[str, Any]:
        profile = {"real_name": self.real_name, "display_name": self.name}
        home = {"team_id": self.team_id} if self.shows_team else {}
        profile |= {"team": self.team_id} if self.shows_team else {}
        if with_email and self.email:
            profile["email"] = self.email
        zone = {"tz": self.tz, "tz_label": self.tz, "tz_offset": 0} if self.tz else {}
        return {
            "id": self.id,
            **home,
            "name": self.name,
            "real_name": self.real_name,
            "deleted": self.deleted,
            **zone,
            "profile": profile,
            "is_admin": False,
            "is_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": False,
            "is_bot": self.is_bot,
            "is_stranger": self.is_stranger,
            "is_app_user": False,
            "updated": int(time.time()),
            **({"locale": self.locale} if with_locale else {}),
            **({"enterprise_user": self.enterprise_user} if self.enterprise_user else {}),
        }


@dataclass(eq=False)
class Message:
    """One message as it stands now in a conversation."""

    ts: str
    conversation_id: str
    team_id: str
    user_id: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    metadata: dict[str, Any] | None = None
    look: dict[str, str] = field(default_factory=dict)  # the name and picture it is shown under
    thread_ts: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    seen_only_by: str | None = None
    files: list[dict[str, Any]] = field(default_factory=list)
    edits: int = 0
    deleted: bool = False
    state: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    posted_at: float = 0.0

    @property
    def is_ephemeral(self) -> bool:
        return self.seen_only_by is not None

    def labels(self) -> list[str]:
        """Return what stands on the buttons, top to bottom."""
        found = (label_of(element) for _, element in interactive_in(self.blocks))
        return [label for label in found if label]

    def as_json(self, *, with_metadata: bool = False) -> dict[str, Any]:
        bot = {"bot_id": self.bot_id, "app_id": self.app_id} if self.bot_id else {}
        optional = {
            "blocks": copy.deepcopy(self.blocks),
            "attachments": copy.deepcopy(self.attachments),
            "files": self.files,
            "thread_ts": self.thread_ts,
            "metadata": self.metadata if with_metadata else None,
            "edited": {"user": self.user_id, "ts": self.ts} if self.edits else None,
        }
        # What an app posts under another name is no user's any more.
        whose = {"subtype": "bot_message", **self.look} if self.look else {"user": self.user_id}
        return {
            "type": "message",
            **whose,
            "ts": self.ts,
            "team": self.team_id,
            "text": self.text,
            **bot,
            **{key: value for key, value in optional.items() if value},
        }


@dataclass(eq=False)
class Conversation:
    """A direct message with the app, or a room of several people."""

    id: str
    name: str
    team_id: str
    is_im: bool = False
    user_id: str | None = None
    members: set[str] = field(default_factory=set)
    is_private: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False
    connected: set[str] = field(default_factory=set)  # other workspaces that are in it
    invited: set[str] = field(default_factory=set)  # those that were asked and did not come yet
    posting: str = ""  # read_only or thread_only, where not everybody may post
    messages: list[Message] = field(default_factory=list)

    def message(self, ts: str | None) -> Message | None:
        found = (m for m in self.messages if m.ts == ts and not m.deleted)
        return next(found, None)

    def as_json(self, bot_user_id: str) -> dict[str, Any]:
        if self.is_im:
            return {"id": self.id, "is_im": True, "user": self.user_id, "is_archived": False}
        return {
            "id": self.id,
            "name": self.name,
            "is_channel": not self.is_private,
            "is_group": self.is_private,
            "is_im": False,
            "is_mpim": False,
            "is_private": self.is_private,
            "is_archived": self.is_archived,
            "is_member": bot_user_id in self.members,
            "is_shared": self.is_ext_shared,
            "is_ext_shared": self.is_ext_shared,
            "is_pending_ext_shared": bool(self.invited),
            "connected_team_ids": sorted(self.connected),
            "pending_connected_team_ids": sorted(self.invited),
            "shared_team_ids": sorted({self.team_id, *self.connected}),
            **({f"is_{self.posting}": True} if self.posting else {}),
            "num_members": len(self.members),
            "context_team_id": self.team_id,
        }


@dataclass(eq=False)
class View:
    """A modal on somebody's screen, or somebody's home tab."""

    id: str
    team_id: str
    user_id: str
    body: dict[str, Any]
    hash: str
    root_view_id: str
    previous_view_id: str | None = None
    state: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    is_open: bool = True

    @property
    def title(self) -> str:
        return str(self.body.get("title", {}).get("text", ""))

    @property
    def callback_id(self) -> str:
        return str(self.body.get("callback_id", ""))

    @property
    def blocks(self) -> list[dict[str, Any]]:
        blocks: list[dict[str, Any]] = self.body["blocks"]
        return blocks

    def labels(self) -> list[str]:
        """Return what stands on the buttons, top to bottom."""
        found = (label_of(element) for _, element in interactive_in(self.blocks))
        return [label for label in found if label]


def interactive_in(
    blocks: list[dict[str, Any]],
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield each interactive element with the block it stands in."""
    for block in blocks:
        inner = [*block.get("elements", []), block.get("element"), block.get("accessory")]
        if block["type"] == "card":
            inner += block.get("actions", [])
        for element in inner:
            if isinstance(element, dict) and element.get("type") in INTERACTIVE:
                yield block, element
        nested = [*block.get("child_blocks", []), *block.get("elements", [])]
        yield from interactive_in([b for b in nested if b.get("type") in ("card", *_HOLDERS)])


_HOLDERS = ("actions", "section", "input", "context_actions", "carousel")


def label_of(element: dict[str, Any]) -> str:
    """Return what a person reads on an element."""
    words = element.get("text") or element.get("placeholder") or {}
    return str(words.get("text", ""))


@dataclass
class Ids:
    """Ids and timestamps, each once."""

    counter: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    last_micros: int = 0

    def new(self, prefix: str) -> str:
        return f"{prefix}{next(self.counter):010d}"

    def ts(self) -> str:
        self.last_micros = max(time.time_ns() // 1000, self.last_micros + 1)
        return f"{self.last_micros // 10**6}.{self.last_micros % 10**6:06d}"


def named_blocks(blocks: list[dict[str, Any]], ids: Ids) -> list[dict[str, Any]]:
    """Return a copy in which every block and element has the id Slack would give it."""
    named = copy.deepcopy(blocks)
    for block in named:
        block.setdefault("block_id", ids.new("b"))
        block.update({k: named_blocks(block[k], ids) for k in ("child_blocks",) if k in block})
    for _, element in interactive_in(named):
        element.setdefault("action_id", ids.new("a"))
    return named
