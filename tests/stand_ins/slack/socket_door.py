"""The way to an app in Socket Mode: what people do travels over a socket the app opened."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .door import Ack, Door, Sent
from .sockets import Envelope, Sockets

NOBODY_SECONDS = 60.0
"""How long an event waits for an app without a socket: Slack tries again for some minutes."""


@dataclass
class SocketDoor(Door):
    """Sends over the app's sockets, or `by_http` as without Socket Mode."""

    sockets: Sockets = field(kw_only=True)
    by_http: bool = False

    async def close(self) -> None:
        await self.sockets.close()
        await super().close()

    async def gesture(self, payload: dict[str, Any]) -> Ack:
        if self.by_http:
            return await super().gesture(payload)
        return await self._send("interactive", payload["type"], payload, {})

    async def command(self, form: Mapping[str, str]) -> Ack:
        if self.by_http:
            return await super().command(form)
        return await self._send("slash_commands", "command", dict(form), {})

    async def event(self, envelope: dict[str, Any]) -> Ack:
        """Send an event until it is acknowledged, at most four times."""
        if self.by_http:
            return await super().event(envelope)
        kind = envelope.get("event", envelope)["type"]
        ack, attempt, reason, tries = Ack(failure="never_sent"), 0, "", 0
        for attempt in range(len(self.retry_delays) + 1):
            await self.sockets.world.bell.until(
                self.sockets.next_link, NOBODY_SECONDS, "an app that opens a socket"
            )
            ack = await self._event_once(kind, envelope, attempt, reason)
            tries += ack.attempts
            if ack.ok:
                break
            reason = "timeout"
        if self.duplicates:
            self.duplicates -= 1
            ack = await self._event_once(kind, envelope, attempt + 1, "timeout")
            tries += ack.attempts
        return replace(ack, attempts=tries)

    async def _event_once(
        self, kind: str, envelope: dict[str, Any], attempt: int, reason: str
    ) -> Ack:
        retry = {"retry_attempt": attempt, "retry_reason": reason}
        return await self._send("events_api", kind, envelope, retry)

    async def _send(
        self, kind: str, what: str, payload: dict[str, Any], retry: dict[str, Any]
    ) -> Ack:
        envelope = Envelope(kind, json.loads(json.dumps(payload)), retry)
        try:
            async with asyncio.timeout(self.ack_deadline):
                ack = _ack(await self._acknowledged(envelope), envelope.times)
        except TimeoutError:
            ack = Ack(failure="timeout", attempts=envelope.times)
        self.sockets.waiting.pop(envelope.id, None)
        self.sent.append(Sent(what, {}, json.dumps(payload).encode(), ack))
        return ack

    async def _acknowledged(self, envelope: Envelope) -> Any:
        """Send it, and again over another connection where the first one broke."""
        while not envelope.acked.done():
            is_sent = envelope.sent_over in self.sockets.links
            if not is_sent and await self.sockets.send(envelope):
                continue
            heard = asyncio.ensure_future(self.sockets.world.bell.heard())
            try:
                await asyncio.wait({heard, envelope.acked}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                heard.cancel()
        return envelope.acked.result()


def _ack(payload: Any, times: int) -> Ack:
    if not payload:
        return Ack(status=200, attempts=times)
    said = json.dumps(payload).encode()
    return Ack(status=200, body=said, content_type="application/json", attempts=times)
