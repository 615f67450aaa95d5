"""The kind of send that tells readers that a newsletter does not come this time."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.beat.cards import empty_slots as cards
from bot.beat.kinds import NEWSLETTER, Asked, Material, SendKind, unshared
from bot.beat.ports import Cadences, Shelves
from bot.beat.rules.audience import thaw
from bot.beat.rules.suppression import Skip
from bot.beat.store import empty_slots, fillings, sends, slots
from bot.beat.store.ahead import ahead
from bot.beat.store.empty_slots import EmptySlot, SkippedSlot
from bot.beat.store.sends import Opening
from bot.beat.store.slots import What
from bot.beat.store.tables import Cadence
from bot.errors import NothingFound
from bot.language import Wording
from bot.message import Message
from bot.store.sessions import AsyncSession

NAME = "slot notice"
SEEN_AHEAD = timedelta(days=120)
"""So far is looked for the slot that comes next."""
GOOD_FOR = timedelta(hours=12)


async def tell(session: AsyncSession, seen: EmptySlot, title: str, now: datetime) -> bool:
    """Have those who got the latest edition told, at the moment at which the next was promised.

    They are told once, whoever skips it too, and however often. False where nobody has had an
    edition: then nobody waits for it.
    """
    if await fillings.has_notice(session, NAME, seen.name):
        return True
    slot = seen.slot
    latest = await fillings.latest_send(session, slot.cadence_id)
    if latest is None or not latest.audience:
        return False
    opening = Opening(
        kind=NAME,
        subject=seen.name,
        title=title,
        topic=latest.topic,
        audience=thaw(latest.audience),
        slot=slot.at,
        zone=slot.zone,
        catch_up=GOOD_FOR,
        priority=NEWSLETTER,
    )
    await sends.open_send(session, opening, now)
    return True


class SlotNotice(SendKind[SkippedSlot | None]):
    """Says instead of an edition that none comes; its subject is the slot that was skipped."""

    name = NAME
    priority = NEWSLETTER

    def __init__(self, wording: Wording, cadences: Cadences, shelves: Shelves) -> None:
        self._wording, self._cadences, self._shelves = wording, cadences, shelves

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[SkippedSlot | None]]:
        """Look whether the slot is skipped still: one that was put back has its edition."""
        named = {one.subject for one in asked}
        found = {subject: await self._skipped(session, subject, now) for subject in named}
        return {
            one.delivery_id: Material(told, unshared(one) if told else Skip.NOTHING_TO_SAY)
            for one in asked
            for told in (found[one.subject],)
        }

    async def compose(self, asked: Asked, content: SkippedSlot | None) -> Message:
        """Say so in the reader's language, with the reason that was given."""
        if content is None:
            raise NothingFound("no skipped slot")
        reader = asked.recipient
        wording = self._wording.in_language(reader.language)
        kind, subject = content.kind, content.subject
        title = self._cadences.title_of(kind, subject, wording.language.tag)
        return cards.skipped_notice(wording, title, content, reader.zone)

    async def _skipped(
        self, session: AsyncSession, named: str, now: datetime
    ) -> SkippedSlot | None:
        cadence_id, slot = empty_slots.named(named)
        cadence = await session.get(Cadence, cadence_id)
        changes = await slots.change_of(session, cadence_id, [slot])
        change = changes.get(slot)
        if cadence is None or change is None or change.what is not What.SKIPPED:
            return None
        coming = await ahead(session, self._shelves, now + SEEN_AHEAD, {cadence.kind})
        following = next(
            (
                one
                for one in coming
                if one.cadence_id == cadence_id and one.at > slot and one.what is not What.SKIPPED
            ),
            None,
        )
        zone = cadence.zone
        return SkippedSlot(cadence.kind, cadence.subject, slot, zone, change.reason, following)
