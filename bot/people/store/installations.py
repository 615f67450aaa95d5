"""Where we are installed; tokens are locked at rest."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from sqlalchemy import select, update

from bot import ports
from bot.people.store.place_tables import Installation
from bot.store import audit
from bot.store.audit import About
from bot.store.columns import new_id
from bot.store.secret_box import SecretBox
from bot.store.sessions import AsyncSession, Database

BELIEVE_SECONDS = 3.0
_Key = tuple[str, str] | str
_Look = Callable[[AsyncSession], Awaitable[Installation | None]]


class StoredInstallations:
    """Finds live installations, with their tokens unlocked."""

    def __init__(self, database: Database, box: SecretBox) -> None:
        self._database, self._box = database, box
        self._believed: dict[_Key, tuple[float, ports.Installation]] = {}
        self._reading = asyncio.Lock()

    async def find(self, platform: str, external_id: str) -> ports.Installation | None:
        """Return the live installation of this workspace or tenant, if there is one.

        Every request asks, so what was found is believed for a few seconds.
        """

        async def look(session: AsyncSession) -> Installation | None:
            return await _find(session, platform, external_id)

        return await self._believed_or_read((platform, external_id), look)

    async def get(self, installation_id: str) -> ports.Installation | None:
        """Return a live installation by our own id; every delivery asks, so believed likewise."""

        async def look(session: AsyncSession) -> Installation | None:
            return await session.get(Installation, installation_id)

        return await self._believed_or_read(installation_id, look)

    async def _believed_or_read(self, key: _Key, look: _Look) -> ports.Installation | None:
        if believed := self._believing(key):
            return believed
        async with self._reading:
            # Whoever waited here shares what the first one read.
            if believed := self._believing(key):
                return believed
            async with self._database.read() as session:
                found = self._unlocked(await look(session))
            if found is not None:
                self._believed[key] = time.monotonic() + BELIEVE_SECONDS, found
            return found

    def _believing(self, key: _Key) -> ports.Installation | None:
        until, found = self._believed.get(key, (0.0, None))
        return found if until > time.monotonic() else None

    def _unlocked(self, row: Installation | None) -> ports.Installation | None:
        if row is None or row.state != "live":
            return None
        return ports.Installation(
            id=row.id,
            platform=row.platform,
            external_id=row.external_id,
            token=self._box.unlock(row.token) if row.token else "",
            bot_user_id=row.bot_user_id,
            own=row.own,
            enterprise=row.enterprise,
        )

    async def seed(self, found: ports.Installation, name: str) -> None:
        """Keep an installation the operator's settings name; its token replaces an older one."""
        values = {
            "name": name,
            "token": self._box.lock(found.token) if found.token else "",
            "bot_user_id": found.bot_user_id,
            "own": found.own,
            "enterprise": found.enterprise,
            "state": "live",
            "removed_at": None,
        }
        self._believed.clear()
        async with self._database.begin() as session:
            row = await _find(session, found.platform, found.external_id)
            before = (row.state, row.own) if row is not None else None
            place = About("installation", row.id if row is not None else found.id)
            if before != ("live", found.own):
                audit.record(session, audit.OPERATOR, "install", place, datetime.now(UTC))
            if row is not None:
                await session.execute(
                    update(Installation).where(Installation.id == row.id).values(values)
                )
                return
            session.add(
                Installation(
                    id=found.id or new_id(),
                    platform=found.platform,
                    external_id=found.external_id,
                    installed_at=datetime.now(UTC),
                    **values,
                )
            )


async def mark_removed(
    session: AsyncSession, platform: str, external_id: str, now: datetime
) -> None:
    """Remember that a workspace or tenant removed us; its addresses stay for a return."""
    removed = await session.scalars(
        update(Installation)
        .where(
            Installation.platform == platform,
            Installation.external_id == external_id,
            Installation.state == "live",
        )
        .values(state="removed", removed_at=now, token="")
        .returning(Installation.id)
        .execution_options(synchronize_session=False)
    )
    for installation_id in removed.all():
        place = About("installation", installation_id)
        audit.record(session, audit.PROGRAM, "installation removed", place, now)


async def _find(session: AsyncSession, platform: str, external_id: str) -> Installation | None:
    found = await session.execute(
        select(Installation).where(
            Installation.platform == platform, Installation.external_id == external_id
        )
    )
    return found.scalar_one_or_none()
