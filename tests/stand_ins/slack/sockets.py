"""The sockets that an app opens to this Slack: addresses good for once, hello, envelopes, acks."""

import itertools
import json
import secrets
import time
import uuid
from asyncio import Future, get_running_loop
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from .calls import Refused
from .rules import Verdict
from .world import World

MOST_LINKS = 10
ADDRESS_SECONDS = 30.0
HEARTBEAT = 5.0
"""Seconds between two pings; who does not answer one is cut off."""
WRITE = "connections:write"
ANSWERS = frozenset({"slash_commands", "interactive"})
"""The kinds whose acknowledgement may say something."""


@dataclass(eq=False)
class Envelope:
    """One request on its way to the app, until it is acknowledged."""

    kind: str
    payload: dict[str, Any]
    retry: dict[str, Any]
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    acked: "Future[Any]" = field(default_factory=lambda: get_running_loop().create_future())
    sent_over: "Link | None" = None
    times: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "envelope_id": self.id,
            "payload": self.payload,
            "type": self.kind,
            "accepts_response_payload": self.kind in ANSWERS,
            **self.retry,
        }


@dataclass(eq=False)
class Link:
    """One open socket of the app."""

    number: int
    socket: web.WebSocketResponse
    transport: Any
    peer: Any
    is_wanted_back: bool = False


@dataclass
class Sockets:
    """Every socket of one app, and what is on its way over them."""

    world: World
    app_tokens: dict[str, frozenset[str]]
    base: str = ""
    links: list[Link] = field(default_factory=list)
    waiting: dict[str, Envelope] = field(default_factory=dict)
    used: list[Link] = field(default_factory=list)
    opened: int = 0
    acks_lost: int = 0
    is_deaf: bool = False  # sockets are refused, although addresses are given
    addresses: dict[str, float] = field(default_factory=dict)
    _turns: Iterator[int] = field(default_factory=itertools.count)

    def new_address(self, token: str) -> dict[str, Any]:
        """Answer apps.connections.open."""
        if not token:
            raise Refused("not_authed")
        if not token.startswith("xapp-"):
            raise Refused("not_allowed_token_type")
        if token not in self.app_tokens:
            raise Refused("invalid_auth")
        given = self.app_tokens[token]
        if WRITE not in given:
            raise Refused("missing_scope", needed=WRITE, provided=",".join(sorted(given)))
        ticket = secrets.token_hex(16)
        self.addresses[ticket] = time.monotonic() + ADDRESS_SECONDS
        place = self.base.replace("http", "ws", 1)
        return {"ok": True, "url": f"{place}/link/?ticket={ticket}&app_id={self.world.app_id}"}

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """Take an app in; its address is good for once, and for a short while."""
        good_until = self.addresses.pop(request.query.get("ticket", ""), 0.0)
        if self.is_deaf or time.monotonic() > good_until:
            return web.Response(status=403, text="invalid_ticket")
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT)
        await socket.prepare(request)
        transport = request.transport
        peer = transport.get_extra_info("peername") if transport else None
        self.opened += 1
        link = Link(self.opened, socket, transport, peer)
        if len(self.links) >= MOST_LINKS:
            await self.say_goodbye(link, "too_many_websockets")
            await socket.close()
            return socket
        await socket.send_json(self._hello())
        self.links.append(link)
        self.world.bell.ring()
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._take(link, message.data)
        finally:
            if link in self.links:
                self.links.remove(link)
            self.world.bell.ring()
        return socket

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self.links) + 1,
            "connection_info": {"app_id": self.world.app_id},
            "debug_info": {"host": "applink-stand-in", "approximate_connection_time": 18060},
        }

    async def say_goodbye(self, link: Link, reason: str) -> None:
        """Tell an app that this connection ends."""
        link.is_wanted_back = True
        told = {"host": "applink-stand-in"}
        await link.socket.send_json({"type": "disconnect", "reason": reason, "debug_info": told})

    def _take(self, link: Link, text: str) -> None:
        """Take an acknowledgement; one that no envelope asked for breaks the rules."""
        try:
            said = json.loads(text)
            envelope_id = said["envelope_id"]
        except (ValueError, TypeError, KeyError):
            self._complain("what came is no acknowledgement")
            return
        envelope = self.waiting.get(envelope_id)
        if envelope is None or envelope.sent_over is not link:
            self._complain("no such envelope was sent on this connection, or it was acknowledged")
        elif set(said) - {"envelope_id", "payload"}:
            self._complain("an acknowledgement is an envelope_id, and a payload at most")
        elif said.get("payload") and envelope.kind not in ANSWERS:
            self._complain(f"{envelope.kind} takes no payload with its acknowledgement")
        elif self.acks_lost:
            self.acks_lost -= 1
            self.cut(link)
        else:
            del self.waiting[envelope_id]
            envelope.acked.set_result(said.get("payload"))

    def _complain(self, what: str) -> None:
        self.world.complain("socket", Verdict(what))

    def next_link(self) -> Link | None:
        """Return the link whose turn it is; one that is wanted back only if there is no other."""
        able = [link for link in self.links if not link.is_wanted_back] or self.links
        able = [link for link in able if not link.socket.closed]
        return able[next(self._turns) % len(able)] if able else None

    async def send(self, envelope: Envelope) -> bool:
        """Send an envelope over some link; False where there is none."""
        link = self.next_link()
        if link is None:
            return False
        self.waiting[envelope.id] = envelope
        envelope.sent_over = link
        envelope.times += 1
        self.used.append(link)
        try:
            await link.socket.send_json(envelope.as_json())
        except ConnectionError:
            return False
        self.world.bell.ring()
        return True

    def cut(self, *links: Link) -> None:
        """Break connections as a network does, without a word."""
        for link in links or tuple(self.links):
            if link in self.links:
                self.links.remove(link)
            if link.transport is not None:
                link.transport.abort()
        self.world.bell.ring()

    async def close(self) -> None:
        """End every connection."""
        for link in tuple(self.links):
            await link.socket.close()
