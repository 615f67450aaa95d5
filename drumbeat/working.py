"""Who works, what waits, and the sign of life for those who watch from outside."""

import asyncio
import os
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

import structlog

from bot.beat.store.counts import oldest_due
from bot.store.columns import new_id
from bot.store.sessions import AsyncSession
from bot.store.workers import EVERY, Worker, be_gone, be_seen, oldest_request, workers

if TYPE_CHECKING:
    from drumbeat.house import House

HEARTBEAT_SECONDS = 60.0
LOOK_SECONDS = 5.0
GET_SECONDS = 10.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class AtHand:
    """What waits at this moment, for how many seconds, and who works on it."""

    at_work: tuple[Worker, ...]
    due_for: float
    asked_for: float

    @property
    def undone(self) -> str:
        """Say what nobody works on; empty where somebody works or nothing waits."""
        if self.at_work or not (self.due_for or self.asked_for):
            return ""
        waits = [
            f"{what} for {seconds:.0f} s"
            for what, seconds in (("deliveries", self.due_for), ("requests", self.asked_for))
            if seconds
        ]
        return f"nobody works: {' and '.join(waits)} wait"

    def summary(self) -> dict[str, object]:
        """Return what a machine may be told; hosts are nobody's business out there."""
        told: dict[str, object] = {
            "workers": len(self.at_work),
            "engines": sorted({worker.engine for worker in self.at_work}),
            "oldest_due_seconds": round(self.due_for),
            "oldest_request_seconds": round(self.asked_for),
        }
        return {**told, "undone": self.undone} if self.undone else told


async def at_hand(session: AsyncSession, now: datetime) -> AtHand:
    """Look at what waits; `now` is the business time, by which deliveries are due."""
    system = datetime.now(UTC)
    seen = tuple(worker for worker in await workers(session) if worker.works(system))
    due, asked = await oldest_due(session, now), await oldest_request(session)
    return AtHand(
        seen,
        (now - due).total_seconds() if due else 0.0,
        max((system - asked).total_seconds(), 0.0) if asked else 0.0,
    )


def refused_of(house: "House") -> dict[str, dict[str, int]]:
    """Return what this process had refused since its start, by platform and class."""
    found: dict[str, dict[str, int]] = {}
    for (platform, why), count in house.drum.refused.items():
        found.setdefault(platform, {})[why] = count
    return found


class SignsOfLife:
    """Says in the database that this process works, and to an outside watcher that it ticks."""

    def __init__(self, house: "House") -> None:
        self._house = house
        self._id = house.drum.holder
        self._told_at: float | None = None

    async def run(self) -> None:
        """Say so until cancelled; then say that it is over."""
        seen_at = float("-inf")
        try:
            while True:
                if time.monotonic() - seen_at >= EVERY.total_seconds():
                    seen_at = time.monotonic()
                    await self._be_seen()
                await self._tell_the_watcher()
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            with suppress(Exception):
                async with self._house.database.begin() as session:
                    await be_gone(session, self._id)

    async def _be_seen(self) -> None:
        worker = Worker(
            self._id,
            socket.gethostname(),
            os.getpid(),
            version("drumbeat"),
            self._house.engine.name,
            datetime.now(UTC),
            refused_of(self._house),
        )
        try:
            async with self._house.database.begin() as session:
                await be_seen(session, worker)
        except Exception:
            log.exception("sign_of_life_not_written", reference=new_id())

    async def _tell_the_watcher(self) -> None:
        """Ask for the watcher's address once a minute, as long as ticks come to their end."""
        address, ticked = self._house.settings.heartbeat_url, self._house.drum.ticked_at
        now = time.monotonic()
        if not address or ticked is None or now - ticked > HEARTBEAT_SECONDS:
            return
        if self._told_at is not None and now - self._told_at < HEARTBEAT_SECONDS:
            return
        self._told_at = now
        from aiohttp import ClientError, ClientTimeout  # noqa: PLC0415 - if wanted

        from adapters.outgoing import open_session  # noqa: PLC0415 - likewise

        try:
            timeout, proxy = ClientTimeout(total=GET_SECONDS), self._house.settings.proxy
            async with open_session(proxy, timeout=timeout) as http, http.get(address) as answer:
                if not answer.ok:
                    log.warning("heartbeat_not_taken", status=answer.status)
        except (ClientError, TimeoutError, OSError) as problem:
            # Its address may hold a secret, and an error may hold its address.
            log.warning("heartbeat_not_taken", error=type(problem).__name__)
