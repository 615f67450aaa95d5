"""Looks at the pictures that the vendor's people chose for themselves, once a day."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.errors import DeliveryProblem
from bot.people.store import portraits
from bot.ports import Directory, Pictured
from bot.store.sessions import Database

A_DAY = timedelta(days=1)

log = structlog.get_logger(__name__)


class Portraits:
    """Keeps the picture of everybody who looks after a partner as their platform shows it.

    What a platform does not tell just now stays as it was until the next day.
    """

    def __init__(
        self, database: Database, directories: Mapping[str, Directory], system: Clock
    ) -> None:
        self._database, self._directories, self._system = database, directories, system
        self._next: datetime | None = None

    async def look(self) -> int:
        """Look at everybody if a day has gone by; return how many pictures are new or gone."""
        now, changed = self._system.now(), 0
        if self._next is not None and now < self._next:
            return 0
        pictured = {
            name: directory
            for name, directory in self._directories.items()
            if isinstance(directory, Pictured)
        }
        async with self._database.read() as session:
            who = await portraits.addresses(session, pictured)
        for contact_id, origin in who.items():
            try:
                picture = await pictured[origin.platform].picture(origin)
            except DeliveryProblem as problem:
                log.info("portrait_not_seen", contact_id=contact_id, reason=str(problem))
                continue
            async with self._database.begin() as session:
                changed += await portraits.keep(session, contact_id, picture, now)
        self._next = now + A_DAY
        return changed
