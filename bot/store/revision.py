"""At which revision a database is, told without the tools that move it to another."""

import re
from functools import cache
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import DatabaseBehind
from bot.store.sessions import AsyncSession, Database

STEPS = Path(__file__).parent / "migrations" / "versions"
_NAMED = re.compile(r'^(revision|down_revision)\b.*= "(\w+)"', re.MULTILINE)


@cache
def newest() -> str:
    """Return the revision this program was written for: the step that no other one follows."""
    told: list[dict[str, str]] = [
        dict(_NAMED.findall(path.read_text())) for path in STEPS.glob("*.py")
    ]
    followed = {step.get("down_revision") for step in told}
    (last,) = (step["revision"] for step in told if step["revision"] not in followed)
    return last


async def ensure_current(session: AsyncSession) -> None:
    """Raise `DatabaseBehind` unless the database is at this program's revision."""
    connection = await session.connection()
    if not await connection.run_sync(lambda sync: inspect(sync).has_table("alembic_version")):
        raise DatabaseBehind
    found = await session.scalars(text("SELECT version_num FROM alembic_version"))
    if found.all() != [newest()]:
        raise DatabaseBehind


async def readiness(database: Database) -> str | None:
    """Return None if the database answers and is up to date, else the reason in a word."""
    try:
        async with database.read() as session:
            await ensure_current(session)
    except (SQLAlchemyError, OSError, DatabaseBehind) as problem:
        return type(problem).__name__
    return None
