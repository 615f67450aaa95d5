"""Where the distributed engine keeps its jobs: a schema of its own beside our tables.

The statements are those that the installed package ships. It keeps no record of which of them a
database has seen, so we do, in a table that lies beside what it speaks of and goes with it.
"""

from collections.abc import Sequence
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    MetaData,
    Select,
    Table,
    Text,
    cast,
    column,
    func,
    insert,
    select,
    table,
)
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.schema import CreateSchema

from bot.errors import ConfigurationInvalid
from bot.store.sessions import AsyncSession

SCHEMA = "jobs"
PACKAGE = "procrastinate"
NEWEST = "03.04.00_50_post_add_retry_failed_job_procedure"
"""The last step of the package's version that this program was written for."""
AFTER_A_ROLLOUT = "_post_"
"""Steps so named take away what the version before still uses."""
AT_WORK = timedelta(seconds=60)
LAID = Table("laid_step", MetaData(), Column("name", Text, primary_key=True), schema=SCHEMA)
WORKERS = table(
    "procrastinate_workers", column("last_heartbeat", DateTime(timezone=True)), schema=SCHEMA
)
JOBS = table(
    "procrastinate_jobs",
    column("queue_name", Text),
    column("status", Text),
    column("scheduled_at", DateTime(timezone=True)),
    schema=SCHEMA,
)
NOT_OURS = (
    f"this database has a schema `{SCHEMA}` that is not Drumbeat's: give Drumbeat a database of "
    f"its own, or, if it is what an earlier try left, DROP SCHEMA {SCHEMA} CASCADE (it holds "
    "wake-ups only) and run `drumbeat db upgrade` again"
)

NOT_ALLOWED = (
    f"the database's user may not create the schema `{SCHEMA}`, which is needed once: as the "
    "database's owner say GRANT CREATE ON DATABASE … TO …, then run `drumbeat db upgrade` again"
)


def shipped() -> Path:
    """Return the folder with the statements of the installed package."""
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise ConfigurationInvalid(f"the package {PACKAGE} is not installed")
    return Path(found.submodule_search_locations[0], "sql")


def steps(folder: Path) -> list[str]:
    """Return the names of the steps that a package ships, in their order."""
    return sorted(path.stem for path in (folder / "migrations").glob("*.sql"))


def lay(connection: Connection, folder: Path | None = None) -> None:
    """Bring the jobs' schema up to the installed package, in this transaction.

    What takes something away from the version before waits while a worker is at work.
    """
    folder = folder or shipped()
    known = steps(folder)
    has_jobs = bool(connection.scalar(_there("procrastinate_jobs")))
    has_record = bool(connection.scalar(_there(LAID.name)))
    if has_jobs and not has_record:
        raise ConfigurationInvalid(NOT_OURS)
    if not has_jobs:
        _make_schema(connection)
        LAID.drop(connection, checkfirst=True)
        LAID.create(connection)
        _run(connection, (folder / "schema.sql").read_text(encoding="utf-8"))
        _note(connection, known)
        return
    laid = set(connection.scalars(select(LAID.c.name)))
    waits = _somebody_works(connection)
    for name in known:
        if name in laid or (waits and AFTER_A_ROLLOUT in name):
            continue
        _run(connection, (folder / "migrations" / f"{name}.sql").read_text(encoding="utf-8"))
        _note(connection, [name])


async def is_laid(session: AsyncSession) -> bool:
    """Whether the jobs' schema is as this program needs it, but for what may come later."""
    if not await session.scalar(_there(LAID.name)):
        return False
    laid = set(await session.scalars(select(LAID.c.name)))
    needed = {name for name in steps(shipped()) if AFTER_A_ROLLOUT not in name}
    return needed <= laid


def _make_schema(connection: Connection) -> None:
    try:
        connection.execute(CreateSchema(SCHEMA, if_not_exists=True))
    except ProgrammingError as problem:
        raise ConfigurationInvalid(NOT_ALLOWED) from problem


def _there(name: str) -> Select[tuple[str | None]]:
    return select(func.to_regclass(f"{SCHEMA}.{name}", type_=Text))


def _somebody_works(connection: Connection) -> bool:
    seen = select(func.max(WORKERS.c.last_heartbeat) > func.now() - AT_WORK)
    return bool(connection.scalar(seen))


def _run(connection: Connection, statements: str) -> None:
    """Run a whole file within its own schema; the driver takes many statements at once."""
    driver: Any = connection.connection.driver_connection
    driver.execute(f"SET LOCAL search_path TO {SCHEMA}")
    driver.execute(statements)
    driver.execute("SET LOCAL search_path TO DEFAULT")


def _note(connection: Connection, names: Sequence[str]) -> None:
    connection.execute(insert(LAID), [{"name": name} for name in names])


async def queued_lanes(session: AsyncSession) -> int:
    """Return how many lanes were woken and wait for a worker."""
    found = select(func.count()).where(
        JOBS.c.queue_name == "lanes",
        cast(JOBS.c.status, Text) == "todo",
        func.coalesce(JOBS.c.scheduled_at, func.now()) <= func.now(),
    )
    return int(await session.scalar(found) or 0)
