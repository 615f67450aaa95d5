"""How one call of the Web API is read, and how it is refused."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from .checks import Problem
from .rules import Verdict
from .state import Conversation, Member, Message, Team
from .world import World

JSON_ARGUMENTS = ("blocks", "attachments", "metadata", "view", "files")
FLAGS = ("include_locale", "prevent_creation", "return_im", "include_all_metadata", "inclusive")


class Refused(Exception):
    """The call is answered with `ok: false` and this word."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more


@dataclass(frozen=True, slots=True)
class Call:
    """One call with its arguments decoded and its token's team known."""

    method: str
    args: dict[str, Any]
    team: Team
    world: World
    base: str

    def want(self, *names: str) -> None:
        """Refuse the call where an argument is missing."""
        for name in names:
            if self.args.get(name) in (None, ""):
                message = f"[ERROR] missing required field: {name}"
                more = {"response_metadata": {"messages": [message]}}
                raise Refused("invalid_arguments", **more)

    def need(self, *scopes: str) -> None:
        """Refuse the call where the installation lacks a scope."""
        for scope in scopes:
            if scope not in self.team.scopes:
                provided = ",".join(sorted(self.team.scopes))
                raise Refused("missing_scope", needed=scope, provided=provided)

    def know_only(self, names: frozenset[str]) -> None:
        """Refuse the call where it has an argument that the method does not know."""
        strange = sorted(set(self.args) - names - {"team_id"})  # Bolt names it on every call
        if strange:
            verdict = Verdict("invalid_arg_name", (Problem(f"/{strange[0]}", "unknown argument"),))
            self.obey(verdict)

    def obey(self, verdict: Verdict | None) -> None:
        """Refuse the call where a payload was judged bad."""
        if verdict:
            self.world.complain(self.method, verdict)
            metadata = {"messages": verdict.messages}
            raise Refused(verdict.error, response_metadata=metadata)

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.args.get(name, default)
        return value in (True, "1", "true", 1)

    def member(self, user_id: Any) -> Member:
        """Return a member that this team can see."""
        member = self.world.members.get(str(user_id))
        if member is None or not self.sees(member):
            raise Refused("user_not_found")
        return member

    def sees(self, member: Member) -> bool:
        """Whether this team knows somebody: its own, or who shares a room or a word with it."""
        if member.team_id == self.team.id or member.is_stranger:
            return True
        shared = (c for c in self.world.conversations.values() if c.team_id == self.team.id)
        return any(member.id in c.members for c in shared)

    def shares_a_room_with(self, member: Member) -> bool:
        """Whether somebody of another workspace is in an open room that both sides share."""
        rooms = self.world.conversations.values()
        open_ones = (c for c in rooms if c.is_ext_shared and not c.is_archived)
        return any(c.team_id == self.team.id and member.id in c.members for c in open_ones)

    def conversation(self, channel: Any = None) -> Conversation:
        """Return a conversation of this team by the argument `channel`."""
        found = self.world.conversations.get(str(channel or self.args.get("channel")))
        if found is None or found.team_id != self.team.id:
            raise Refused("channel_not_found")
        return found

    def message(self, absent: str = "message_not_found") -> Message:
        found = self.conversation().message(self.args.get("ts"))
        if found is None or found.is_ephemeral:
            raise Refused(absent)
        return found


Handler = Callable[[Call], Awaitable[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the Web API: what does it, what it needs, what it may be told."""

    handler: Handler
    scope: str | None
    args: frozenset[str]


def method(handler: Handler, scope: str | None, args: str = "") -> Method:
    return Method(handler, scope, frozenset(args.split()))


async def read_arguments(request: web.Request) -> dict[str, Any]:
    """Read the query, then a form or JSON body, as Slack does."""
    args: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        body = await request.text()
        try:
            args.update(json.loads(body or "{}"))
        except (ValueError, TypeError):
            raise Refused("invalid_json") from None
    elif request.method == "POST":
        args.update(await request.post())
    return {name: _decoded(name, value) for name, value in args.items() if value is not None}


def _decoded(name: str, value: Any) -> Any:
    if name not in JSON_ARGUMENTS or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise Refused("invalid_arguments", detail=f"{name} is not JSON") from None


def token_of(headers: Mapping[str, str], args: dict[str, Any]) -> str:
    """Return the token of a call, from its header or its arguments."""
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        args.pop("token", None)
        return token
    return str(args.pop("token", ""))


def team_of(world: World, token: str) -> Team:
    """Return the team of a living token."""
    if not token:
        raise Refused("not_authed")
    team = world.team_of_token(token)
    if team is None:
        raise Refused("invalid_auth")
    if not team.installed:
        raise Refused("account_inactive")
    if team.revoked:
        raise Refused("token_revoked")
    if team.lent.get(token, world.clock.now() + 1) <= world.clock.now():
        raise Refused("token_expired")
    return team
