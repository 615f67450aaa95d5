"""Installations whose tokens are good: one that runs out is renewed in time.

Every call of Slack's goes through here: the messenger asks for an installation and gets one
whose token lasts, and where Slack refuses one as expired the call is made again with a new one.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import structlog

from adapters.slack.errors import TokenExpired
from adapters.slack.oauth import RefreshLost
from adapters.slack.payload import PLATFORM
from bot.errors import DatabaseTrouble, DrumbeatError, NotSent, OutcomeUnknown
from bot.ports import Installation, Installations, Lost, Pair, Renewals

AHEAD = timedelta(hours=2)
"""So long before its end a token is renewed: an alarm comes while the old one still works."""
LOOK_SECONDS, PATIENCE = 0.2, 12.0
"""How often, and for how long, one waits whose token has run out while others renew it."""
REST_SECONDS = 30.0
"""How long a token that could not be renewed ahead of its end is simply used."""
REMEMBERED = 2000
NOT_RENEWED = "Slack: token_expired, and nothing renews it any more: install the app there again"

Refresh = Callable[[str], Awaitable[Pair]]

log = structlog.get_logger(platform=PLATFORM)


class Tokens:
    """Installations as the rest of Slack's room knows them."""

    def __init__(self, installations: Installations, renewals: Renewals, refresh: Refresh) -> None:
        self._installations, self._renewals, self._refresh = installations, renewals, refresh
        self._whose: dict[str, str] = {}
        self._newer: dict[str, Pair] = {}
        self._unkept: dict[str, tuple[str, Pair]] = {}
        self._rests_until: dict[str, float] = {}
        self._at_work: dict[tuple[str, bool], asyncio.Task[Pair | None]] = {}

    async def find(self, platform: str, external_id: str) -> Installation | None:
        """Return the live installation of this workspace, if there is one."""
        found = await self._installations.find(platform, external_id)
        return self._known(found) if found is not None else None

    async def get(self, installation_id: str) -> Installation | None:
        """Return a live installation by our own id, with a token that lasts a while."""
        found = await self._installations.get(installation_id)
        if found is None:
            return None
        if found.id in self._unkept:
            await self.keep_what_is_left()
        found = self._known(found)
        if found.expires_at is None or found.expires_at - datetime.now(UTC) > AHEAD:
            return found
        if time.monotonic() < self._rests_until.get(found.id, 0.0):
            return found
        pair = None
        try:
            pair = await self._renewed(found.id, found.token, wait=_is_over(found.expires_at))
        except DrumbeatError as problem:
            # Slack says itself when it is really over.
            log.warning("token_not_renewed", installation_id=found.id, error=str(problem))
        if pair is None:
            self._rests_until[found.id] = time.monotonic() + REST_SECONDS
            return found
        return self._with(found, pair)

    async def renew(self, token: str, refused: DrumbeatError) -> str | None:
        """Return what to use instead of a token that Slack refused; None where there is nothing.

        One that was merely replaced meanwhile, here or by another process, is only looked up.
        """
        installation_id = self._whose.get(token)
        if installation_id is None:
            return None
        if isinstance(refused, TokenExpired):
            pair = await self._renewed(installation_id, token, wait=True)
            if pair is None:
                raise TokenExpired(NOT_RENEWED)
        else:
            pair = await self._renewals.newer(installation_id, token)
            if pair is None:
                return None
        self._remember(installation_id, pair)
        return pair.token

    async def settle(self) -> None:
        """Wait until every renewal that was begun has come to its end, and keep what is left."""
        while self._at_work:
            await asyncio.wait(list(self._at_work.values()))
        await self.keep_what_is_left()

    async def keep_what_is_left(self) -> None:
        """Keep the pairs that could not be kept when they came."""
        for installation_id, (used, pair) in list(self._unkept.items()):
            await self._keep(installation_id, used, pair)

    async def _renewed(self, installation_id: str, stale: str, *, wait: bool) -> Pair | None:
        """Renew a token, or wait for who does; None where that is not to be had.

        Whoever asks may be cut short by a time limit: what Slack has renewed is kept all the same.
        """
        key = installation_id, wait
        work = self._at_work.get(key)
        if work is None:
            work = asyncio.create_task(self._renew(installation_id, stale, wait=wait))
            self._at_work[key] = work
            work.add_done_callback(lambda done: self._ended(key, done))
        return await asyncio.shield(work)

    def _ended(self, key: tuple[str, bool], done: asyncio.Task[Pair | None]) -> None:
        del self._at_work[key]
        if not done.cancelled() and done.exception() is not None:
            log.info("renewal_stumbled", error=type(done.exception()).__name__)

    async def _renew(self, installation_id: str, stale: str, *, wait: bool) -> Pair | None:
        until = time.monotonic() + (PATIENCE if wait else 0.0)
        while True:
            claimed = await self._claimed(installation_id, stale)
            if isinstance(claimed, str):
                return await self._carry_out(installation_id, claimed)
            if claimed is not None:
                return claimed if isinstance(claimed, Pair) else None
            if time.monotonic() >= until:
                if wait:
                    raise NotSent("another process renews this token just now")
                return None
            await asyncio.sleep(LOOK_SECONDS)

    async def _claimed(self, installation_id: str, stale: str) -> Pair | str | Lost | None:
        unkept = self._unkept.get(installation_id)
        if unkept is not None:
            return await self._keep(installation_id, *unkept)
        return await self._renewals.claim(installation_id, stale)

    async def _carry_out(self, installation_id: str, refresh_token: str) -> Pair | None:
        try:
            pair = await self._refresh(refresh_token)
        except RefreshLost as lost:
            log.warning("renewal_lost", installation_id=installation_id, reason=str(lost))
            return await self._renewals.lose(installation_id, refresh_token)
        except DrumbeatError as problem:
            await self._renewals.release(installation_id)
            if isinstance(problem, OutcomeUnknown):
                raise NotSent(str(problem)) from problem
            raise
        log.info("token_renewed", installation_id=installation_id)
        return await self._keep(installation_id, refresh_token, pair)

    async def _keep(self, installation_id: str, used: str, pair: Pair) -> Pair:
        """Keep a renewed pair; while the database is away the only copy is held here."""
        try:
            held = await self._renewals.keep(installation_id, used, pair)
        except DatabaseTrouble as trouble:
            self._unkept[installation_id] = used, pair
            log.warning("renewal_not_kept", installation_id=installation_id, why=trouble.cause)
            held = pair
        else:
            self._unkept.pop(installation_id, None)
        self._remember(installation_id, held)
        return held

    def _known(self, found: Installation) -> Installation:
        """Note whose token this is; one that was read before it was renewed gives way."""
        newer = self._newer.get(found.id)
        if newer is not None and newer.expires_at is not None and found.expires_at is not None:
            found = self._with(found, newer) if newer.expires_at > found.expires_at else found
        self._note(found.token, found.id)
        return found

    def _with(self, found: Installation, pair: Pair) -> Installation:
        self._remember(found.id, pair)
        return replace(found, token=pair.token, expires_at=pair.expires_at)

    def _remember(self, installation_id: str, pair: Pair) -> None:
        self._newer[installation_id] = pair
        self._note(pair.token, installation_id)

    def _note(self, token: str, installation_id: str) -> None:
        self._whose[token] = installation_id
        while len(self._whose) > REMEMBERED:
            del self._whose[next(iter(self._whose))]


def _is_over(expires_at: datetime) -> bool:
    return expires_at <= datetime.now(UTC)
