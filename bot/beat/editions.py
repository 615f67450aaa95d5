"""The kind of send that brings an edition or an announcement."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.beat.kinds import NEWSLETTER, Asked, Material, SendKind
from bot.beat.ports import EditionHead, Texts
from bot.beat.rules.audience import Audience
from bot.beat.store import sends
from bot.beat.store.alarm_causes import NO_EDITION
from bot.beat.store.occurrences import Slot
from bot.beat.store.sends import Opening
from bot.errors import MessageRejected
from bot.message import Message
from bot.principal import Principal
from bot.store.sessions import AsyncSession


class EditionSend(SendKind[None]):
    """Brings each reader the edition in their own version; its subject is the edition's key."""

    name = "edition"
    priority = NEWSLETTER
    cadences = frozenset({"newsletter", "announcement"})

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    async def open(self, session: AsyncSession, slot: Slot, now: datetime) -> Opening | str:
        """Take the edition of this day, or else the next unsent one."""
        del now
        head = await self._choose(session, slot)
        if head is None:
            return NO_EDITION
        return replace(self.in_slot(slot, head.key, head), on_unknown=head.on_unknown)

    async def audience(self, session: AsyncSession, subject: str) -> Audience | None:
        """Return whom the content files mean today."""
        del session
        head = self._texts.edition_head(subject)
        return head.audience if head else None

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[None]]:
        """Need nothing but the reader."""
        del session, now
        return {one.delivery_id: Material(None) for one in asked}

    async def compose(self, asked: Asked, content: None) -> Message:
        """Write the edition in this reader's version."""
        del content
        if not isinstance(asked.recipient, Principal):
            raise MessageRejected("an edition has no version for a whole conversation yet")
        return await self._texts.edition(asked.subject, asked.recipient)

    async def _choose(self, session: AsyncSession, slot: Slot) -> EditionHead | None:
        if slot.kind == "announcement":
            return self._texts.edition_head(slot.subject)
        sent = await sends.subjects_of(session, slot.cadence_id)
        return self._texts.edition_for(slot.subject, slot.slot, sent)
