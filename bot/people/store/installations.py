"""Where we are installed; tokens are locked at rest."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from sqlalchemy import select, update

from bot import ports
from bot.batching import Batched
from bot.people.store import own
from bot.people.store.place_tables import Installation
from bot.people.store.returns import revive_addresses
from bot.people.store.troubles import revive_place
from bot.store import audit
from bot.store.audit import About
from bot.store.columns import new_id
from bot.store.secret_box import SecretBox
from bot.store.sessions import AsyncSession, Database

BELIEVE_SECONDS = 3.0

log = structlog.get_logger(__name__)

_Key = tuple[str, str] | str
_Look = Callable[[AsyncSession], Awaitable[Installation | None]]


class StoredInstallations:
    """Finds live installations, with their tokens unlocked."""

    def __init__(self, database: Database, box: SecretBox) -> None:
        self._database, self._box = database, box
        self._believed: dict[_Key, tuple[float, ports.Installation]] = {}
        self._reading = asyncio.Lock()
        self._get = Batched(self._get_together)

    def forget(self) -> None:
        """Believe nothing that was read before: something was installed anew."""
        self._believed.clear()

    async def find(self, platform: str, external_id: str) -> ports.Installation | None:
        """Return the live installation of this workspace or tenant, if there is one.

        Every request asks, so what was found is believed for a few seconds.
        """

        async def look(session: AsyncSession) -> Installation | None:
            return await _find(session, platform, external_id)

        found = await self._believed_or_read((platform, external_id), look)
        if found is None and await self._is_back(platform, external_id):
            found = await self._believed_or_read((platform, external_id), look)
        return found

    async def _is_back(self, platform: str, external_id: str) -> bool:
        """Take up again what was given up: whoever is asked about speaks to us just now."""
        async with self._database.read() as session:
            row = await _find(session, platform, external_id)
        if row is None or row.state == "live" or not row.token:
            return False
        async with self._database.begin() as session:
            return await revive_place(session, platform, external_id, datetime.now(UTC))

    async def get(self, installation_id: str) -> ports.Installation | None:
        """Return a live installation by our own id; every delivery asks, so believed likewise."""
        if believed := self._believing(installation_id):
            return believed
        return await self._get(installation_id)

    async def _get_together(self, ids: Sequence[str]) -> list[ports.Installation | None]:
        """Read what many deliveries ask for in the same moment at once."""
        wanted = sorted(set(ids))
        async with self._database.read() as session:
            rows = await session.scalars(select(Installation).where(Installation.id.in_(wanted)))
            found = {row.id: self._unlocked(row) for row in rows}
        for installation_id, one in found.items():
            if one is not None:
                self._believed[installation_id] = time.monotonic() + BELIEVE_SECONDS, one
        return [found.get(installation_id) for installation_id in ids]

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
            expires_at=row.expires_at,
        )

    async def seed(self, found: ports.Installation, name: str) -> None:
        """Keep an installation the operator's settings name; its token replaces an older one.

        It is our own, unless somebody took that back. What the settings named before stays so
        until somebody says what becomes of it: that is an alarm.
        """
        self._believed.clear()
        now = datetime.now(UTC)
        async with self._database.begin() as session:
            row = await _find(session, found.platform, found.external_id)
            before = (row.state, row.own) if row is not None else None
            if row is None:
                row = Installation(
                    id=found.id or new_id(),
                    platform=found.platform,
                    external_id=found.external_id,
                    name=name,
                    token="",
                    state="removed",
                    installed_at=now,
                )
                session.add(row)
            await self._renew(session, row, found, now)
            row.name, row.bot_user_id, row.enterprise = name, found.bot_user_id, found.enterprise
            row.hears_threads = found.hears_threads
            own.by_setting(row, is_own=found.own)
            former = await own.question_others(session, row) if row.own else []
            if before != ("live", row.own):
                place = About("installation", row.id)
                audit.record(session, audit.OPERATOR, "install", place, now)
        if former:
            log.warning("own_in_question", platform=found.platform, installations=former)

    async def _renew(
        self, session: AsyncSession, row: Installation, found: ports.Installation, now: datetime
    ) -> None:
        """Take the settings' token; one that is new is an installing of its own."""
        kept = self._box.unlock(row.token) if row.token else ""
        if row.state == "live" and kept == found.token:
            return
        was_away = row.state != "live"
        row.token = self._box.lock(found.token) if found.token else ""
        row.refresh_token, row.expires_at, row.renewing_until = "", None, None
        row.state, row.removed_at, row.installed_at = "live", None, now
        await session.flush()
        if was_away:
            await revive_addresses(session, row.id)


@dataclass(frozen=True, slots=True)
class Standing:
    """How an installation stood when a platform said that we were removed there."""

    id: str
    installed_at: datetime
    has_token: bool


async def standing(session: AsyncSession, platform: str, external_id: str) -> Standing | None:
    """Return how a live installation stands; None where there is none."""
    row = await _find(session, platform, external_id)
    if row is None or row.state != "live":
        return None
    return Standing(row.id, row.installed_at, bool(row.token))


REMOVED, LEFT = "removed", "left"
"""Taken from us, and given up by our own wish."""
_NO_TOKEN = {"token": "", "refresh_token": "", "expires_at": None, "renewing_until": None}


async def mark_removed(session: AsyncSession, stood: Standing, now: datetime) -> bool:
    """Remember that we were removed and forget the tokens; addresses stay for a return.

    False where it was installed anew since it was looked at: then nothing is changed.
    """
    gone = await _end(session, stood, {"state": REMOVED, "removed_at": now}, ("live",))
    if gone:
        place = About("installation", stood.id)
        audit.record(session, audit.PROGRAM, "installation removed", place, now)
    return gone


async def mark_left(session: AsyncSession, stood: Standing, now: datetime) -> bool:
    """Remember that we left by our own wish, whatever the platform told of it meanwhile."""
    return await _end(session, stood, {"state": LEFT, "removed_at": now}, ("live", REMOVED))


async def _end(
    session: AsyncSession, stood: Standing, how: Mapping[str, object], states: Collection[str]
) -> bool:
    ended = await session.scalars(
        update(Installation)
        .where(
            Installation.id == stood.id,
            Installation.installed_at == stood.installed_at,
            Installation.state.in_(states),
        )
        .values(_NO_TOKEN | dict(how))
        .returning(Installation.id)
        .execution_options(synchronize_session=False)
    )
    return ended.one_or_none() is not None


async def _find(session: AsyncSession, platform: str, external_id: str) -> Installation | None:
    found = await session.execute(
        select(Installation).where(
            Installation.platform == platform, Installation.external_id == external_id
        )
    )
    return found.scalar_one_or_none()
