"""One connection to Slack's socket, kept by the vendor's client; it lives once."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from aiohttp import WSMessage
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.outgoing import Proxy

OPENING_SECONDS = 10.0
PING_SECONDS = 5.0
"""After four of these without a pong the connection counts as dead."""
LOOK_SECONDS = 1.0
CLOSING_SECONDS = 1.0
"""Slack does not always answer a goodbye."""
DISCONNECT, HELLO = "disconnect", "hello"
LONGEST_WORD = 2000
"""Letters of what Slack says of the connection itself; requests may have many more."""

ANSWERING_SECONDS = 3.0
"""Slack waits as long for an acknowledgement, so nobody need wait longer for one to be given."""
LEAVING_LOOKS = 10
"""Slack closes what it wants back about ten seconds after it said so."""
REPLACED = frozenset({"warning", "refresh_requested"})
"""Slack's words where it wants a connection back and takes another at once."""

Receive = Callable[["Line", SocketModeRequest], Awaitable[None]]

# It writes whole requests, and addresses that are keys, into the log.
quiet = logging.getLogger("adapters.slack.line")
quiet.setLevel(logging.CRITICAL + 1)


class Line(SocketModeClient):
    """One connection, from its opening to its end.

    The vendor's own way of reopening is not used: it closes the old connection before it has a
    new one, and tries an address that can be used once again and again.
    """

    def __init__(self, app_token: str, client: AsyncWebClient, receive: Receive) -> None:
        super().__init__(
            app_token,
            logger=quiet,
            web_client=client,
            auto_reconnect_enabled=False,
            ping_interval=PING_SECONDS,
            on_message_listeners=[self._hear],
            on_close_listeners=[self._note_end],
            on_error_listeners=[self._note_end],
        )
        self.default_auto_reconnect_enabled = False
        self._receive = receive
        self._greeted, self._over, self._idle = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._idle.set()
        self._in_hand = 0
        self._is_leaving = False
        self.reason = "the connection was lost"
        self.socket_mode_request_listeners.append(self._hand_over)

    @property
    def is_to_be_replaced(self) -> bool:
        """Whether Slack wants it back, and nothing is wrong."""
        return self.reason in REPLACED

    async def open(self, address: str, proxy: Proxy) -> None:
        """Connect, and wait for Slack's hello; `TimeoutError` where it does not come in time."""
        self.wss_uri = address
        through = proxy.towards(address)
        self.proxy = str(through) if through is not None else None
        async with asyncio.timeout(OPENING_SECONDS):
            await self.connect()  # type: ignore[no-untyped-call]
            await self._greeted.wait()

    async def until_over(self) -> None:
        """Wait until nothing comes here any more, or soon will not; `reason` says why."""
        while not self._over.is_set() and await self.is_connected():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), LOOK_SECONDS)

    async def give_back(self) -> None:
        """Go on receiving until Slack closes it, for a while; another stands by now."""
        try:
            for _ in range(LEAVING_LOOKS):
                if not await self.is_connected():
                    break
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            await self.end()

    async def end(self) -> None:
        """Take nothing more, answer what is in hand, and close it.

        What was received and not acknowledged comes again on another.
        """
        self._is_leaving = True
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), ANSWERING_SECONDS)
        try:
            await asyncio.wait_for(self.close(), CLOSING_SECONDS)  # type: ignore[no-untyped-call]
        except TimeoutError:
            # The socket is closed by now; this closes the rest.
            await self.close()  # type: ignore[no-untyped-call]

    async def run_message_listeners(self, message: dict[str, Any], raw_message: str) -> None:
        """Take a request; what Slack says of the connection itself was heard before."""
        if message.get("type") not in {HELLO, DISCONNECT} and not self._is_leaving:
            await super().run_message_listeners(message, raw_message)

    async def _hear(self, message: WSMessage) -> None:
        """Hear at once of the connection's beginning and end: a queue would tell it too late."""
        if len(message.data) > LONGEST_WORD:
            return
        with suppress(ValueError, AttributeError):
            said = json.loads(message.data)
            kind = said.get("type")
            if kind == HELLO:
                self._greeted.set()
            elif kind == DISCONNECT:
                self.reason = str(said.get("reason") or DISCONNECT)
                self._over.set()

    async def _hand_over(self, _: object, request: SocketModeRequest) -> None:
        self._in_hand += 1
        self._idle.clear()
        try:
            await self._receive(self, request)
        finally:
            self._in_hand -= 1
            if not self._in_hand:
                self._idle.set()

    async def _note_end(self, _: WSMessage) -> None:
        self._over.set()
