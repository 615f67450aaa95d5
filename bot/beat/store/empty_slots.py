"""Alarms of slots that nobody has written for: one at three days and one at one, each once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.beat.ports import EditionHead, Shelves
from bot.beat.rules.approving import Lack
from bot.beat.rules.promised import FAR, NEAR, WhenEmpty, evergreen_in
from bot.beat.rules.texts import TextKind
from bot.beat.store import fillings, texts
from bot.beat.store.ahead import NEWSLETTER, Ahead, ahead, evergreen_for, heads_of
from bot.beat.store.gate import Gate
from bot.beat.store.meant import meant
from bot.store import alarms
from bot.store.alarms import Concern
from bot.store.sessions import AsyncSession

FAR_AHEAD, SOON = "slot_empty", "slot_empty_soon"
CAUSES = (FAR_AHEAD, SOON)
"""Both causes, by the words that their sentences and figures go by."""
ALL_GO = Gate()
_MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class EmptySlot:
    """A slot as it stands, with the evergreen whose turn it is and when that was last sent."""

    slot: Ahead
    evergreen: EditionHead | None = None
    last_sent: datetime | None = None
    lack: Lack | None = None
    """Why its edition may not go out as it stands."""

    @property
    def is_open(self) -> bool:
        """Whether nothing goes out in it as it stands, by nobody's word."""
        return self.slot.is_empty or self.lack is not None

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
    session: AsyncSession, shelves: Shelves, now: datetime, name: str, gate: Gate = ALL_GO
) -> EmptySlot | None:
    """Return the slot of this name while it is to come and near enough to be told of."""
    coming = await ahead(session, shelves, now + FAR, {NEWSLETTER})
    slot = next((one for one in coming if about(one.cadence_id, one.slot) == name), None)
    if slot is None:
        return None
    slot, lack = await _as_it_goes(session, shelves, gate, slot)
    evergreen = await evergreen_for(session, shelves, slot.cadence_id, slot.subject)
    sent = await fillings.last_sent(session, slot.cadence_id)
    return EmptySlot(slot, evergreen, sent.get(evergreen.key) if evergreen else None, lack)


async def empty(
    session: AsyncSession, shelves: Shelves, now: datetime, gate: Gate = ALL_GO
) -> dict[str, list[Ahead]]:
    """Return by cause the slots to be told of that nothing fills, or nothing that is approved."""
    found: dict[str, list[Ahead]] = {cause: [] for cause in CAUSES}
    for slot in await ahead(session, shelves, now + FAR, {NEWSLETTER}):
        one, lack = await _as_it_goes(session, shelves, gate, slot)
        if (one.is_empty or lack) and one.begins > now:
            found[SOON if one.begins - now <= NEAR else FAR_AHEAD].append(one)
    return found


async def _as_it_goes(
    session: AsyncSession, shelves: Shelves, gate: Gate, one: Ahead
) -> tuple[Ahead, Lack | None]:
    """Return a slot with what would go out in it, and why its edition may not."""
    if one.head is None or one.is_evergreen or not gate.policy.may_want_approval:
        return one, None
    text = await texts.newest(session, TextKind.EDITION, one.head.key)
    found = await meant(session, one.head.audience, gate.looked)
    if text is None or found.why:
        return one, None
    lack = await gate.lack(session, text, found.audience)
    if lack is None:
        return one, None
    given = await fillings.given(session, one.cadence_id, [one.slot])
    heads = list((await heads_of(session, shelves, one.subject)).values())
    instead = evergreen_in(heads, one.subject, given.get(one.slot, ""), {}, WhenEmpty.MISS)
    if instead is None:
        return one, lack
    return replace(one, head=instead, is_evergreen=True, is_given=True), None


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
