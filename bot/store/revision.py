"""At which revision a database is, told without the tools that move it to another."""

import re
from functools import cache
from pathlib import Path

from sqlalchemy import inspect, text

from bot.errors import DatabaseAhead, DatabaseBehind, DrumbeatError
from bot.store.sessions import AsyncSession, Database

STEPS = Path(__file__).parent / "migrations" / "versions"
PATIENCE = 1.0
_WRITE = text("UPDATE alembic_version SET version_num = version_num")
_NAMED = re.compile(r'^(revision|down_revision)\b.*= "(\w+)"', re.MULTILINE)


@cache
def newest() -> str:
    """Return the revision this program was written for: the step that no other one follows."""
    told = _steps()
    followed = {step.get("down_revision") for step in told}
    (last,) = (step["revision"] for step in told if step["revision"] not in followed)
    return last


def ensure_known(found: str | None) -> None:
    """Raise `DatabaseAhead` where a database is at a step this program has never heard of."""
    if found is not None and found not in {step["revision"] for step in _steps()}:
        raise DatabaseAhead(
            f"the database is newer than this program (it is at revision {found}, and this "
            f"program knows no step after {newest()}): run the program that upgraded it or a "
            "later one, or restore the backup that was made before"
        )


async def ensure_current(session: AsyncSession) -> None:
    """Raise `DatabaseBehind` or `DatabaseAhead` unless it is at this program's revision."""
    connection = await session.connection()
    if not await connection.run_sync(lambda sync: inspect(sync).has_table("alembic_version")):
        raise DatabaseBehind
    found = (await session.scalars(text("SELECT version_num FROM alembic_version"))).all()
    if found == [newest()]:
        return
    for each in found:
        ensure_known(each)
    raise DatabaseBehind


async def obstacle_of(database: Database) -> DrumbeatError | None:
    """Return what keeps this program from working with a database; None if nothing does.

    Where writing failed lately it is tried again.
    """
    try:
        if database.trouble is not None:
            async with database.begin(PATIENCE) as session:
                await session.execute(_WRITE)
        async with database.read() as session:
            await ensure_current(session)
    except DrumbeatError as problem:
        return problem
    return None


async def readiness(database: Database) -> str | None:
    """Return None if the database answers and is up to date, else why not, for anybody to read."""
    obstacle = await obstacle_of(database)
    return getattr(obstacle, "cause", None) or (str(obstacle) if obstacle else None)


@cache
def _steps() -> tuple[dict[str, str], ...]:
    return tuple(dict(_NAMED.findall(path.read_text())) for path in STEPS.glob("*.py"))
