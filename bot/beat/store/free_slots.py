"""The coming slots of newsletters, and which of them no edition fills so far."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import select

from bot.beat.ports import EditionHead
from bot.beat.rules.texts import TextKind, WrittenText, free_of
from bot.beat.store import cadences, sends, texts
from bot.beat.store.promises import pending, slots_of
from bot.beat.store.slots import What
from bot.beat.store.tables import Cadence
from bot.store.sessions import AsyncSession

NEWSLETTER, EDITION = "newsletter", "edition"
"""The kind of cadence, and the kind of send by which its slots are filled."""
_LOOKED_AHEAD = 60
"""So many slots are looked at: who has written more than these in advance writes no more."""

HeadOf = Callable[[WrittenText], EditionHead]


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A slot without an edition: `slot` as its rule gives it, `at` the moment it goes out at."""

    cadence_id: str
    newsletter: str
    zone: str | None
    slot: datetime
    at: datetime


async def free_slots(
    session: AsyncSession, head_of: HeadOf, newsletters: Collection[str], most: int
) -> list[FreeSlot]:
    """Return the next free slots of each of these newsletters, so many of each at most."""
    rows = await session.scalars(
        select(Cadence)
        .where(
            Cadence.kind == NEWSLETTER,
            Cadence.subject.in_(sorted(newsletters)),
            Cadence.paused.is_(False),
        )
        .order_by(Cadence.next_due_at, Cadence.subject)
    )
    found: list[FreeSlot] = []
    for row in rows.all():
        found += await _of_one(session, head_of, row, most)
    return found


async def held(session: AsyncSession, newsletter: str) -> str | None:
    """Let nobody else fill slots of a newsletter until the transaction ends; return its cadence.

    None where nothing is promised of it any more.
    """
    cadence_id = await session.scalar(
        select(Cadence.id).where(
            Cadence.kind == NEWSLETTER, Cadence.subject == newsletter, Cadence.paused.is_(False)
        )
    )
    if cadence_id is not None:
        await cadences.lock(session, cadence_id)
    return cadence_id


async def fills(
    session: AsyncSession, head_of: HeadOf, newsletter: str, slot: datetime
) -> WrittenText | None:
    """Return the text that is kept for the day of a slot."""
    standing = await texts.standing(session, TextKind.EDITION, newsletter)
    return next((text for text in standing if head_of(text).day == slot.date()), None)


async def _of_one(
    session: AsyncSession, head_of: HeadOf, row: Cadence, most: int
) -> list[FreeSlot]:
    changed = (await pending(session, [row.id])).get(row.id, {})
    moments = {slot: change.moved_to or slot for slot, change in changed.items()}
    skipped = {slot for slot, change in changed.items() if change.what is What.SKIPPED}
    ahead = {slot: moments.get(slot, slot) for slot in islice(slots_of(row), _LOOKED_AHEAD)}
    order = sorted((moments | ahead).items(), key=lambda slot: slot[1])
    coming = {slot: at for slot, at in order if slot not in skipped}
    standing = await texts.standing(session, TextKind.EDITION, row.subject)
    sent = await sends.gone_out(session, EDITION, [text.key for text in standing])
    # An evergreen waits for a slot that stays free.
    heads = [head for text in standing if not (head := head_of(text)).evergreen]
    free = free_of(heads, row.subject, coming, sent)
    return [FreeSlot(row.id, row.subject, row.zone, slot, coming[slot]) for slot in free[:most]]
