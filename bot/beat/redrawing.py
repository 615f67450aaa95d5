"""Draws anew what somebody was sent, so that a press on it can be shown on it."""

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bot.beat.kinds import Asked, Kinds
from bot.beat.store import due, ledger
from bot.clock import Clock
from bot.errors import DatabaseTrouble, DrumbeatError
from bot.message import Message
from bot.store.sessions import Database

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Redrawing:
    """Writes a delivered message again as its kind writes it; figures are those of today."""

    database: Database
    clock: Clock
    kinds: Callable[[], Kinds]

    async def __call__(self, contact_id: str, message_id: str) -> Message | None:
        """Return the message by the platform's name for it; None where it is none of ours.

        Nor is one that stands there in several parts: only one of them was pressed.
        """
        now = self.clock.now()
        async with self.database.read() as session:
            delivery_id = await ledger.delivered_as(session, contact_id, message_id)
            found = await due.load(session, [delivery_id] if delivery_id else [], now)
            if not found:
                return None
            [one] = found
            kind = self.kinds().get(one.kind)
            asked = Asked(one.id, one.send_id, one.subject, one.recipient, one.text)
            try:
                return await kind.shown(session, asked, now) if kind is not None else None
            except DatabaseTrouble:
                raise
            except DrumbeatError as problem:
                log.warning("not_redrawn", delivery_id=one.id, reason=str(problem))
                return None
