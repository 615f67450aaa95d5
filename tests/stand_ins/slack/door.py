"""The way to the app: signed requests, the ack deadline, and events sent again."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

import aiohttp

ACK_DEADLINE = 3.0
FORM = "application/x-www-form-urlencoded"


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Return the v0 signature of a request body."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Ack:
    """How the app answered one request, or that it did not."""

    status: int | None = None
    body: bytes = b""
    content_type: str = ""
    no_retry: bool = False
    failure: str | None = None
    attempts: int = 1

    @property
    def ok(self) -> bool:
        return self.failure is None

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Sent:
    """One request that was sent to the app."""

    kind: str
    headers: dict[str, str]
    body: bytes
    ack: Ack


@dataclass
class Door:
    """Sends to the app's request URL as Slack does."""

    request_url: str
    signing_secret: str
    ack_deadline: float = ACK_DEADLINE
    retry_delays: Sequence[float] = (0, 0, 0)
    sent: list[Sent] = field(default_factory=list)
    duplicates: int = 0
    _session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        connector = aiohttp.TCPConnector(force_close=True)
        self._session = aiohttp.ClientSession(connector=connector)

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    async def gesture(self, payload: dict[str, Any]) -> Ack:
        """Send an interactive payload; Slack does not repeat these."""
        body = urlencode({"payload": json.dumps(payload)}).encode()
        return await self._post(payload["type"], body, FORM)

    async def command(self, form: Mapping[str, str]) -> Ack:
        """Send a slash command; Slack does not repeat these."""
        return await self._post("command", urlencode(form).encode(), FORM)

    async def event(self, envelope: dict[str, Any]) -> Ack:
        """Send an event until it is acknowledged, at most four times."""
        body = json.dumps(envelope).encode()
        kind = envelope.get("event", envelope)["type"]
        ack = await self._post(kind, body, "application/json")
        for number, delay in enumerate(self.retry_delays, start=1):
            if ack.ok or ack.no_retry:
                break
            if delay:
                await asyncio.sleep(delay)
            ack = await self._again(kind, body, number, ack.failure or "unknown_error")
        if self.duplicates:
            self.duplicates -= 1
            ack = await self._again(kind, body, 1, "http_timeout")
        return ack

    async def _again(self, kind: str, body: bytes, number: int, reason: str) -> Ack:
        headers = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
        ack = await self._post(kind, body, "application/json", headers)
        return replace(ack, attempts=number + 1)

    async def _post(
        self, kind: str, body: bytes, content_type: str, more: Mapping[str, str] | None = None
    ) -> Ack:
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(self.signing_secret, timestamp, body),
            **(more or {}),
        }
        ack = await self._deliver(headers, body)
        self.sent.append(Sent(kind, headers, body, ack))
        return ack

    async def _deliver(self, headers: dict[str, str], body: bytes) -> Ack:
        if self._session is None:
            raise RuntimeError("start this Slack before a person does anything")
        try:
            async with (
                asyncio.timeout(self.ack_deadline),
                self._session.post(
                    self.request_url, data=body, headers=headers, allow_redirects=False
                ) as response,
            ):
                return Ack(
                    status=response.status,
                    body=await response.read(),
                    content_type=response.content_type,
                    no_retry=response.headers.get("X-Slack-No-Retry") == "1",
                    failure=None if response.status // 100 == 2 else "http_error",
                )
        except TimeoutError:
            return Ack(failure="http_timeout")
        except aiohttp.ClientError:
            return Ack(failure="connection_failed")
