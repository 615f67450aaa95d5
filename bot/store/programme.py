"""Small things the database knows of itself."""

from datetime import datetime
from hashlib import sha256
from secrets import token_hex

from sqlalchemy import Select, delete, select, update

from bot.store.sessions import AsyncSession
from bot.store.tables import ProgrammeFact

SECRET_KEY_CHECK = "secret_key_check"  # noqa: S105 - a name
_DEMO_CLOCK = "demo_clock"
_LINEAGE = "lineage"
_TAKEN_UP = "restored"


async def read_demo_clock(session: AsyncSession) -> datetime | None:
    """Return the business time at which the demo's clock was last set."""
    fact = await session.get(ProgrammeFact, _DEMO_CLOCK)
    return datetime.fromisoformat(fact.value) if fact is not None else None


async def keep_demo_clock(session: AsyncSession, now: datetime) -> None:
    """Remember the demo's business time over a restart."""
    await session.merge(ProgrammeFact(name=_DEMO_CLOCK, value=now.isoformat()))


async def lineage_of(session: AsyncSession) -> str:
    """Return what tells this database from every other, and a backup's from none of its own.

    It is as old as the database: a backup from before this program knew lineages has it too.
    """
    found = await session.get(ProgrammeFact, _LINEAGE)
    if found is not None:
        return found.value
    first = await session.get(ProgrammeFact, SECRET_KEY_CHECK)
    return sha256(first.value.encode()).hexdigest()[:32] if first is not None else ""


async def keep_lineage(session: AsyncSession) -> None:
    """Write the lineage down, before what it is made from changes."""
    lineage = await lineage_of(session)
    await session.merge(ProgrammeFact(name=_LINEAGE, value=lineage))


async def take_up(session: AsyncSession) -> None:
    """Begin a lineage anew: the database was restored, and what falls due meanwhile may be old."""
    await session.merge(ProgrammeFact(name=_LINEAGE, value=token_hex(16)))
    await session.merge(ProgrammeFact(name=_TAKEN_UP, value="0"))


async def opened_since_restored(session: AsyncSession) -> int | None:
    """Return how many sends were opened since a restore, until all that may be old are."""
    found = await session.scalar(_value(_TAKEN_UP))
    return None if found is None else int(found)


async def note_opened(session: AsyncSession) -> bool:
    """Count a send that is opened; whether it may be one that was sent before the restore."""
    counted = await opened_since_restored(session)
    if counted is None:
        return False
    values = {"value": str(counted + 1)}
    await session.execute(
        update(ProgrammeFact).where(ProgrammeFact.name == _TAKEN_UP).values(values)
    )
    return True


async def end_restore(session: AsyncSession, opened: int) -> None:
    """Say that what was old is opened, if no more were than these."""
    await session.execute(
        delete(ProgrammeFact).where(
            ProgrammeFact.name == _TAKEN_UP, ProgrammeFact.value == str(opened)
        )
    )


def _value(name: str) -> Select[str]:
    return select(ProgrammeFact.value).where(ProgrammeFact.name == name)
