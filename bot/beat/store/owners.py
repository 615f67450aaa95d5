"""Who is told when a promise may not be kept, and may settle it."""

from datetime import datetime

from bot.beat.rules.texts import FILES
from bot.people.rules.charge import Colleague, on_duty
from bot.people.store.charges import charges, colleagues
from bot.principal import Permission
from bot.rights import HOLDERS, Right
from bot.store.sessions import AsyncSession


async def looking_after(session: AsyncSession, owner: str, now: datetime) -> frozenset[str]:
    """Return who looks after a promise: its owner; while they are away, their partners' deputies.

    Where neither is here, and for what the files promise, it is everybody at the vendor who may
    announce.
    """
    writers = await _writers(session)
    mine = writers.get(owner) if owner != FILES else None
    if mine is not None and mine.is_present(now):
        return frozenset({owner})
    found = [one.charge for one in await charges(session)] if mine is not None else []
    deputies = {
        charge.deputy.contact_id
        for charge in found
        if charge.manager is not None
        and charge.manager.contact_id == owner
        and charge.deputy is not None
        and charge.deputy.contact_id in writers
        and charge.deputy.is_present(now)
    }
    return frozenset(deputies or {one.contact_id for one in on_duty(writers.values(), now)})


async def _writers(session: AsyncSession) -> dict[str, Colleague]:
    found: dict[str, Colleague] = {}
    for permission in sorted(HOLDERS[Right.WRITE_ANNOUNCEMENTS]):
        found |= await colleagues(session, Permission(permission))
    return found
