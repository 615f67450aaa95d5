"""Slots whose text may not go out yet: they stay open until it may, or it is too late for it."""

from datetime import datetime
from typing import Any

import structlog

from bot.beat.kinds import SendKind, Waits
from bot.beat.store import occurrences
from bot.beat.store.occurrences import Slot
from bot.store.sessions import AsyncSession
from scheduler.beat import Beat

log = structlog.get_logger(__name__)


async def waits_still(beat: Beat, kind: SendKind[Any], slot: Slot, now: datetime) -> bool:
    """Say whether a slot waits for what it waited for before: to find that holds up nobody."""
    if not slot.waits_for:
        return False
    async with beat.database.read() as session:
        opening = await kind.open(session, slot, now)
    return isinstance(opening, Waits) and opening.reason == slot.waits_for


async def wait(session: AsyncSession, slot: Slot, reason: str) -> None:
    """Leave a slot open until its text may go out, or it is too late for it."""
    if reason != slot.waits_for:
        await occurrences.wait(session, slot.occurrence_id, reason)
        log.warning("occurrence_waits", occurrence_id=slot.occurrence_id, reason=reason)
