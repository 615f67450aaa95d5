"""Alarms of slots that nobody has written for: one at three days and one at one, each once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.beat.ports import EditionHead, Shelves
from bot.beat.rules.promised import FAR, NEAR
from bot.beat.store import fillings
from bot.beat.store.ahead import NEWSLETTER, Ahead, ahead, evergreen_for
from bot.store import alarms
from bot.store.alarms import Concern
from bot.store.sessions import AsyncSession

FAR_AHEAD, SOON = "slot_empty", "slot_empty_soon"
CAUSES = (FAR_AHEAD, SOON)
"""Both causes, by the words that their sentences and figures go by."""
_MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class EmptySlot:
    """A slot as it stands, with the evergreen whose turn it is and when that was last sent."""

    slot: Ahead
    evergreen: EditionHead | None = None
    last_sent: datetime | None = None

    @property
    def name(self) -> str:
        """What its alarms and their sends call it."""
        return about(self.slot.cadence_id, self.slot.slot)


@dataclass(frozen=True, slots=True)
class SkippedSlot:
    """A slot that is left out, as its readers are told of it; `following` is the next to come."""

    kind: str
    subject: str
    slot: datetime
    zone: str | None
    reason: str
    following: Ahead | None


def named(name: str) -> tuple[str, datetime]:
    """Return the cadence and the slot of a name that `about` made."""
    cadence_id, _, slot = name.partition(" ")
    return cadence_id, datetime.fromisoformat(slot)


def about(cadence_id: str, slot: datetime) -> str:
    """Name a slot, as its alarms and their sends do."""
    return f"{cadence_id} {slot.isoformat(timespec=_MINUTES)}"


async def find(
    session: AsyncSession, shelves: Shelves, now: datetime, name: str
) -> EmptySlot | None:
    """Return the slot of this name while it is to come and near enough to be told of."""
    coming = await ahead(session, shelves, now + FAR, {NEWSLETTER})
    slot = next((one for one in coming if about(one.cadence_id, one.slot) == name), None)
    if slot is None:
        return None
    evergreen = await evergreen_for(session, shelves, slot.cadence_id, slot.subject)
    sent = await fillings.last_sent(session, slot.cadence_id)
    return EmptySlot(slot, evergreen, sent.get(evergreen.key) if evergreen else None)


async def empty(session: AsyncSession, shelves: Shelves, now: datetime) -> dict[str, list[Ahead]]:
    """Return by cause the slots to be told of that nothing fills."""
    found: dict[str, list[Ahead]] = {cause: [] for cause in CAUSES}
    for one in await ahead(session, shelves, now + FAR, {NEWSLETTER}):
        if one.is_empty and one.begins > now:
            found[SOON if one.begins - now <= NEAR else FAR_AHEAD].append(one)
    return found


async def compare(
    session: AsyncSession, cause: str, concerns: Sequence[Concern]
) -> tuple[list[Concern], list[str]]:
    """Return which of these were never told of, and the open alarms whose slot is settled."""
    fresh, gone = await alarms.compare(session, cause, concerns)
    before = await alarms.ever(session, cause, [one.about for one in fresh])
    return [one for one in fresh if one.about not in before], gone


async def settle(session: AsyncSession, seen: EmptySlot, now: datetime) -> None:
    """Say at once that nothing is missing in a slot any more."""
    await alarms.close_about(session, CAUSES, seen.name, now)
