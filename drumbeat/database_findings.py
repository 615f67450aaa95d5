"""What the doctor says of the database: whether it can be used, who may read it, its backups."""

import shlex
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.beat.store import marks
from bot.errors import (
    DatabaseAhead,
    DatabaseBehind,
    DatabaseRestored,
    DatabaseTrouble,
    DrumbeatError,
    MarkUnusable,
)
from bot.store.mark import Mark
from bot.store.migrate import current
from bot.store.programme import lineage_of
from bot.store.revision import ensure_current, newest, readiness
from bot.store.secret_box import check_secret
from bot.store.sessions import AsyncSession, Database
from bot.store.sqlite_files import file_of, is_open_to_others, open_to_others
from drumbeat.findings import Finding
from drumbeat.settings import Settings

ENV_FILE = Path(".env")


async def database_at(settings: Settings) -> Finding:
    """Say whether the database can be used, with the key that is given."""
    database = Database(settings.database_url)
    try:
        async with database.read() as session:
            await ensure_current(session)
        async with database.begin() as session:
            await check_secret(session, settings.new_box())
    except DatabaseBehind:
        at = current(settings.database_url)
        said = f"at revision {at}, this program needs {newest()}" if at else "not set up yet"
        return Finding("database", said, "run `drumbeat db upgrade`")
    except DatabaseAhead as problem:
        said, _, mend = str(problem).partition(": ")
        return Finding("database", said, mend)
    except DatabaseTrouble as problem:
        return Finding("database", problem.cause, problem.step)
    except DrumbeatError as problem:
        return Finding("database", str(problem), "give back the key it was made with")
    finally:
        await database.close()
    return Finding("database", f"at revision {newest()}, and the secret key opens it")


async def files(settings: Settings) -> Finding:
    """Name files that hold secrets or people and that others on this machine may read.

    Nothing is closed by itself: a backup may be meant to read along.
    """
    found = _open_to_others(settings.database_url)
    if not found:
        return Finding("files", "nobody else may read what is private")
    named = " ".join(shlex.quote(str(each)) for each in found)
    said = f"others on this machine may read {named}"
    return Finding("files", said, f"run `chmod 600 {named}`")


def _open_to_others(database_url: str) -> list[Path]:
    path = file_of(database_url)
    found = open_to_others(path) if path is not None else []
    return [*found, *(each for each in (ENV_FILE,) if each.is_file() and is_open_to_others(each))]


async def backups(settings: Settings) -> Finding:
    """Say whether this is a backup that was restored and not taken up yet."""
    async with reading(settings) as session:
        if session is None or not settings.mark_file.exists():
            return Finding("backups", "nothing was sent from here yet")
        lineage, numbers = await lineage_of(session), await marks.numbers(session)
    mark = Mark(settings.mark_file, lineage)
    try:
        await mark.open()
        mark.compare(numbers)
    except DatabaseRestored as problem:
        return Finding("backups", str(problem).partition(". ")[0], "run `drumbeat db restored`")
    except MarkUnusable as problem:
        said, _, mend = str(problem).rpartition(": ")
        return Finding("backups", said, mend)
    finally:
        await mark.close()
    return Finding("backups", "this database knows of all that was sent from here")


@asynccontextmanager
async def reading(settings: Settings) -> AsyncIterator[AsyncSession | None]:
    """Open the database to look at it; None where it is not ready to be looked at."""
    database = Database(settings.database_url)
    try:
        if await readiness(database) is not None:
            yield None
            return
        async with database.read() as session:
            yield session
    finally:
        await database.close()
