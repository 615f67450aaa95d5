"""The way to the bot: signed activities, the answer's deadline, and activities sent again."""

import asyncio
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp

from tests.stand_ins.waiting import WallClock

from .keys import BadToken, Keys
from .state import Json, copied

REDELIVERIES = 4


@dataclass(frozen=True, slots=True)
class Deadlines:
    """How many seconds the bot has to answer."""

    message: float = 15.0
    invoke: float = 5.0


@dataclass(frozen=True, slots=True)
class Ack:
    """How the bot answered one activity, or that it did not."""

    status: int | None = None
    body: bytes = b""
    content_type: str = ""
    failure: str | None = None
    attempts: int = 1

    @property
    def ok(self) -> bool:
        return self.failure is None

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Sent:
    """One request that was sent to the bot."""

    activity: Json
    headers: dict[str, str]
    ack: Ack

    @property
    def kind(self) -> str:
        return str(self.activity.get("name") or self.activity["type"])


@dataclass
class Door:
    """Sends to the bot's messaging endpoint as Teams does."""

    messages_url: str
    keys: Keys
    clock: WallClock
    new_id: Callable[[], str]
    know: Callable[[Json], None]
    anonymous: bool = False
    deadlines: Deadlines = field(default_factory=Deadlines)
    redeliveries: int = REDELIVERIES
    sent: list[Sent] = field(default_factory=list)
    forgeries: deque[BadToken] = field(default_factory=deque)
    repeats: deque[bool] = field(default_factory=deque)
    lost_answers: int = 0
    _session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        connector = aiohttp.TCPConnector(force_close=True)
        self._session = aiohttp.ClientSession(connector=connector)

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    async def invoke(self, activity: Json) -> Ack:
        """Send what waits for an answer in the body; Teams does not repeat these."""
        return await self._post(activity, self.deadlines.invoke)

    async def deliver(self, activity: Json) -> Ack:
        """Send an activity until it is acknowledged, at most five times; nobody really waits."""
        forged = bool(self.forgeries)
        ack = await self._post(activity, self.deadlines.message)
        tries = 1
        while not ack.ok and not forged and tries <= self.redeliveries:
            self.clock.advance(self.deadlines.message)
            ack = await self._post(activity, self.deadlines.message)
            tries += 1
        while self.repeats and not forged:
            again = copied(activity)
            if self.repeats.popleft():
                again["id"] = self.new_id()
            ack = await self._post(again, self.deadlines.message)
            tries += 1
        return replace(ack, attempts=tries)

    async def _post(self, activity: Json, deadline: float) -> Ack:
        self.know(activity)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)",
            "x-ms-conversation-id": activity["conversation"]["id"],
            "x-ms-tenant-id": activity["conversation"]["tenantId"],
        }
        if not self.anonymous:
            bad = self.forgeries.popleft() if self.forgeries else None
            proof = self.keys.header(activity["serviceUrl"], self.clock.now(), bad)
            headers |= {"Authorization": proof} if proof else {}
        ack = await self._delivered(headers, json.dumps(activity).encode(), deadline)
        self.sent.append(Sent(copied(activity), headers, ack))
        return ack

    async def _delivered(self, headers: dict[str, str], body: bytes, deadline: float) -> Ack:
        if self._session is None:
            raise RuntimeError("start this Teams before a person does anything")
        try:
            async with (
                asyncio.timeout(deadline),
                self._session.post(
                    self.messages_url, data=body, headers=headers, allow_redirects=False
                ) as response,
            ):
                ack = Ack(
                    status=response.status,
                    body=await response.read(),
                    content_type=response.content_type,
                    failure=None if response.status // 100 == 2 else "http_error",
                )
        except TimeoutError:
            return Ack(failure="timeout")
        except aiohttp.ClientError:
            return Ack(failure="connection_failed")
        if self.lost_answers:
            self.lost_answers -= 1
            return Ack(failure="timeout")
        return ack
