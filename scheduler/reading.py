"""What there is to know of deliveries that were claimed: who they are for, and their texts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog

from bot.beat.kinds import Material
from bot.beat.rules.suppression import Skip
from bot.beat.store import due, holds
from bot.beat.store.audiences import Looked
from bot.beat.store.due import DueDelivery
from bot.beat.store.fallen_out import fallen_out
from bot.errors import DatabaseTrouble
from bot.store.columns import new_id
from bot.store.sessions import AsyncSession
from scheduler.beat import Beat
from scheduler.posting import asked_of

log = structlog.get_logger(__name__)

# For whom a kind found nothing that its text needs, there is nothing to compose.
NOTHING_TO_SAY: Material[Any] = Material(None, Skip.NOTHING_TO_SAY)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is to be written, with what its text needs."""

    due: DueDelivery
    material: Material[Any]
    unread: str = ""
    """Why what its text needs could not be read, with the reference of the cause in the log."""


async def read(beat: Beat, ids: Sequence[str], now: datetime) -> dict[str, Claimed]:
    """Return these deliveries by their ids, in the order in which they fell due."""
    if not ids:
        return {}
    async with beat.database.read() as session:
        found = await due.load(session, ids, now)
        found = await _as_held(session, await _as_meant(beat, session, found))
        kinds: defaultdict[str, list[DueDelivery]] = defaultdict(list)
        for one in found:
            kinds[one.kind].append(one)
        of_kinds: dict[str, Claimed] = {}
        for name in sorted(kinds):
            for claimed in await _of_kind(beat, session, name, kinds[name], now):
                of_kinds[claimed.due.id] = claimed
    return {one.id: of_kinds[one.id] for one in found}


async def _as_meant(
    beat: Beat, session: AsyncSession, found: Sequence[DueDelivery]
) -> list[DueDelivery]:
    """Say of whom the audience does not mean any more: that is obeyed as it is about to leave."""
    out = await fallen_out(session, found, Looked(beat.choosing, beat.messengers))
    return [
        replace(one, standing=replace(one.standing, meant=False)) if one.id in out else one
        for one in found
    ]


async def _as_held(session: AsyncSession, found: Sequence[DueDelivery]) -> list[DueDelivery]:
    """Say whose partner is held by now: what a platform gave back meanwhile is kept too."""
    held = await holds.among(session, [one.id for one in found if one.has_holds])
    return [
        replace(one, standing=replace(one.standing, objection=Skip.HELD))
        if one.id in held
        else one
        for one in found
    ]


async def _of_kind(
    beat: Beat, session: AsyncSession, name: str, found: Sequence[DueDelivery], now: datetime
) -> list[Claimed]:
    """Read what the texts of one kind need; a kind that stumbles holds up no other.

    One that this program does not know waits for a newer program beside it.
    """
    kind = beat.kinds.get(name)
    if kind is None:
        told = f"this program knows no sends of the kind {name}"
        return [Claimed(one, NOTHING_TO_SAY, told) for one in found]
    try:
        materials = await kind.load(session, [asked_of(one) for one in found], now)
    except DatabaseTrouble:
        raise
    except Exception:
        reference = new_id()
        log.exception("reading_stumbled", kind=name, reference=reference)
        return [Claimed(one, NOTHING_TO_SAY, f"surprise {reference}") for one in found]
    return [Claimed(one, materials.get(one.id, NOTHING_TO_SAY)) for one in found]
