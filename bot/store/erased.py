"""Who was erased stays so: keyed hashes of what they were known by, and of nothing else."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from sqlalchemy import delete, select

from bot.name_keys import name_key
from bot.store.columns import Base
from bot.store.inserts import insert_new
from bot.store.lives import CONTACT, PARTNER
from bot.store.sessions import AsyncSession
from bot.store.tables import Erased
from bot.store.traces import Whom, classes, key_of, rows_of

Digest = Callable[[str], str]
"""Makes a fingerprint with the programme's own key."""


def mark(digest: Digest, table: str, column: str, value: str) -> str:
    """Return the hash by which somebody is known again."""
    return digest(f"erased {table} {column} {name_key(value)}")


def stand_in_for(digest: Digest, whom: Whom) -> str:
    """Return the key of the nameless row that takes somebody's place, always the same one."""
    return f"erased-{digest(f'stand-in {whom.table} {whom.key}')[:16]}"


async def marks_of(session: AsyncSession, digest: Digest, whom: Whom) -> frozenset[str]:
    """Return the hashes of all that somebody is known by today."""
    found = await marked(session, digest, whom.table, only=whom.key)
    return found.get(whom.key, frozenset())


async def marked(
    session: AsyncSession, digest: Digest, table: str, only: str | None = None
) -> dict[str, frozenset[str]]:
    """Return the hashes of everybody in a table, or of one, by key."""
    root = _root(table)
    key, columns = key_of(root), rows_of(root).c
    names = root.life.marks
    wanted = select(key, *(columns[name] for name in names)).where(columns.erased_at.is_(None))
    if only is not None:
        wanted = wanted.where(key == only)
    found = {
        who: {
            mark(digest, table, name, value)
            for name, value in zip(names, values, strict=True)
            if value
        }
        for who, *values in await session.execute(wanted)
    }
    for each in classes():
        if each.life.marks and each.__tablename__ not in {CONTACT, PARTNER}:
            for who, name, value in await _marks_beside(session, each, table):
                if who in found:
                    found[who].add(mark(digest, table, name, value))
    return {who: frozenset(marks) for who, marks in found.items()}


async def _marks_beside(
    session: AsyncSession, beside: type[Base], table: str
) -> list[tuple[str, str, str]]:
    """Return whose rows of another table they are known by as well, by which column and value."""
    columns = rows_of(beside).c
    owner = next((name for name, whose in beside.life.belongs.items() if whose == table), None)
    if owner is None:
        return []
    rows = await session.execute(select(columns[owner], *(columns[n] for n in beside.life.marks)))
    return [
        (who, name, value)
        for who, *values in rows
        for name, value in zip(beside.life.marks, values, strict=True)
    ]


async def keep_erased(session: AsyncSession, hashes: Iterable[str], now: datetime) -> None:
    """Remember for good that these were erased; again is no harm."""
    rows = [{"hash": each, "erased_at": now} for each in sorted(hashes)]
    await insert_new(session, Erased, rows)


async def readmit(session: AsyncSession, digest: Digest, table: str, value: str) -> bool:
    """Let somebody who is known by this come back; False where nobody was erased by it."""
    hashes = [mark(digest, table, name, value) for name in _root(table).life.marks]
    gone = await session.scalars(
        delete(Erased).where(Erased.hash.in_(hashes)).returning(Erased.hash)
    )
    return bool(gone.all())


async def erased_hashes(session: AsyncSession) -> Collection[str]:
    """Return the hashes of everybody who was erased."""
    return frozenset(await session.scalars(select(Erased.hash)))


def _root(table: str) -> type[Base]:
    return next(each for each in classes() if each.__tablename__ == table)
