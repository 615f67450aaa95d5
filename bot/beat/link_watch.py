"""Looks at the links of texts that are to be approved or sent, beside everything else."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import structlog

from bot.beat.context import BeatContext
from bot.beat.rules.texts import FileText, TextKind
from bot.beat.store import link_looks
from bot.store.columns import new_id

AT_ONCE = 5
"""So many texts are looked at by one tick; others wait for the next."""

log = structlog.get_logger(__name__)


class LinkWatch:
    """Asks links where somebody waits to know; whoever ticks or presses waits for none."""

    def __init__(self, context: BeatContext) -> None:
        self._context = context
        self._work: asyncio.Task[None] | None = None

    async def look(self, now: datetime) -> None:
        """Begin where a text waits and the look before is over."""
        if not self._context.proofs.asks_links:
            return
        if self._work is not None and not self._work.done():
            return
        bodies = await link_looks.waiting(self._context.database, AT_ONCE)
        if bodies:
            self._work = asyncio.create_task(self._ask(bodies, now), name="asking links")

    async def settled(self) -> None:
        """Wait until the look that was begun is over."""
        if self._work is not None:
            await asyncio.wait({self._work})

    async def _ask(self, bodies: Sequence[str], now: datetime) -> None:
        for body in bodies:
            try:
                text = FileText(TextKind.EDITION, "draft", body)
                dead = await self._context.proofs.dead_links(text)
                async with self._context.database.begin() as session:
                    await link_looks.settle(session, body, dead, now)
            except Exception:
                log.exception("asking_links_stumbled", reference=new_id())
                return
