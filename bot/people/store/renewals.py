"""Tokens that run out: one process renews each, and a pair is kept in one commit.

No transaction waits for a platform. Who renews takes the row for half a minute by a commit of
its own; who died over that leaves it to others when the time is over.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.people.store.place_tables import Installation
from bot.ports import Lost, Pair, Vault
from bot.store import audit
from bot.store.audit import About
from bot.store.sessions import AsyncSession, Database

LEASE = timedelta(seconds=30)
"""Longer than a platform is waited for."""


class StoredRenewals:
    """Keeps the pairs of tokens of live installations."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    async def claim(self, installation_id: str, stale: str) -> Pair | str | Lost | None:
        """Take it on to renew a token; return the refresh token for it."""
        async with self._database.begin() as session:
            row = await _held(session, installation_id)
            if row is None:
                return Lost()
            if self._vault.unlock(row.token) != stale:
                return self._pair(row)
            if not row.refresh_token:
                return Lost()
            now = datetime.now(UTC)
            if row.renewing_until is not None and row.renewing_until > now:
                return None
            row.renewing_until = now + LEASE
            return self._vault.unlock(row.refresh_token)

    async def newer(self, installation_id: str, stale: str) -> Pair | None:
        """Return what took a token's place already, by a renewal or another installing."""
        async with self._database.read() as session:
            row = await session.get(Installation, installation_id)
        if row is None or row.state != "live" or not row.token:
            return None
        pair = self._pair(row)
        return pair if pair.token != stale else None

    async def keep(self, installation_id: str, used: str, pair: Pair) -> Pair:
        """Keep a renewed pair, unless the workspace installed us anew meanwhile."""
        async with self._database.begin() as session:
            row = await _held(session, installation_id)
            if row is None:
                return pair
            if self._refresh_token(row) != used:
                return self._pair(row)
            row.token = self._vault.lock(pair.token)
            row.refresh_token = self._vault.lock(pair.refresh_token)
            row.expires_at, row.renewing_until = pair.expires_at, None
        return pair

    async def release(self, installation_id: str) -> None:
        """Let others try: nothing came of it."""
        async with self._database.begin() as session:
            row = await _held(session, installation_id)
            if row is not None:
                row.renewing_until = None

    async def lose(self, installation_id: str, used: str) -> Pair | None:
        """Keep that nothing renews this token any more, for the alarm and the doctor."""
        async with self._database.begin() as session:
            row = await _held(session, installation_id)
            if row is None:
                return None
            if self._refresh_token(row) != used:
                return self._pair(row)
            row.refresh_token, row.renewing_until = "", None
            place = About("installation", row.id)
            audit.record(session, audit.PROGRAM, "renewal lost", place, datetime.now(UTC))
            return None

    def _pair(self, row: Installation) -> Pair:
        return Pair(self._vault.unlock(row.token), self._refresh_token(row), row.expires_at)

    def _refresh_token(self, row: Installation) -> str:
        return self._vault.unlock(row.refresh_token) if row.refresh_token else ""


async def _held(session: AsyncSession, installation_id: str) -> Installation | None:
    """Return a live installation, its row held until the commit."""
    found = await session.scalars(
        select(Installation)
        .where(
            Installation.id == installation_id,
            Installation.state == "live",
            Installation.token != "",
        )
        .with_for_update()
    )
    return found.one_or_none()
