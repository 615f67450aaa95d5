"""The look around for taps whose owner is known by now, however they came to be."""

from datetime import datetime, timedelta

import structlog

from bot.errors import DatabaseTrouble
from bot.people.store.meeting import met_at
from bot.voice.context import VoiceContext
from bot.voice.rules.taps import KeptTap
from bot.voice.store import taps
from bot.voice.usecases.tap_in_conversation import count_waiting

LOOK_EVERY = timedelta(minutes=1)

log = structlog.get_logger(__name__)


class TapWatch:
    """Looks once a minute whether a tap waits for somebody whom we know by now.

    Whoever links an address has their taps counted at once. This finds those who were linked by
    an import or a look-up, which know nothing of taps. Of very many it looks at some each time,
    and so at all of them in turn.
    """

    def __init__(self, context: VoiceContext) -> None:
        self._context = context
        self._looked: datetime | None = None
        self._after = ""

    async def look(self, now: datetime) -> None:
        """Look around, unless that was done within the minute."""
        if self._looked is not None and timedelta(0) <= now - self._looked < LOOK_EVERY:
            return
        context, self._looked = self._context, now
        async with context.database.read() as session:
            page = await taps.waiting_after(session, self._after, now)
        self._after = page[-1][0] if len(page) == taps.A_PAGE else ""
        for _, sealed in page:
            try:
                await self._look_at(sealed)
            except DatabaseTrouble:
                raise
            except Exception:
                # One that cannot be counted keeps nobody else's from it.
                log.exception("tap_not_looked_at")

    async def _look_at(self, sealed: str) -> None:
        context = self._context
        origin = KeptTap.read(context.unseal(sealed)).origin
        met = await met_at(context.database, origin)
        if met is None:
            return
        reader = context.for_reader(met.person.language)
        async with context.database.begin() as session:
            await count_waiting(reader, session, met.person, origin, is_here=False)
        log.info("tap_found_its_owner", contact_id=met.person.contact_id)
