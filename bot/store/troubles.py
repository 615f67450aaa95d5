"""What keeps a database from being used, told from its errors: the cause, and what mends it."""

import sqlite3
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import DatabaseTrouble

_ADDRESS = "check DRUMBEAT_DATABASE_URL"
_DISK = "make room on its disk"
_WAIT = "wait until whoever writes there is done, or stop it"
_LOCKED = "the database is locked by somebody else"
_FOLDER = "give this program's user the right to read and write the file and its folder"
_BACKUP = "name another in DRUMBEAT_DATABASE_URL, or restore a backup"
_UNREACHABLE = "the database cannot be reached"
_START = "start it, or check DRUMBEAT_DATABASE_URL"
_SQLITE = (
    ("SQLITE_FULL", "the disk is full", _DISK),
    ("SQLITE_READONLY", "the database may only be read", _FOLDER),
    ("SQLITE_BUSY", _LOCKED, _WAIT),
    ("SQLITE_LOCKED", _LOCKED, _WAIT),
    ("SQLITE_CANTOPEN", "the database file cannot be opened", _FOLDER),
    ("SQLITE_PERM", "the database file cannot be opened", _FOLDER),
    ("SQLITE_IOERR_WRITE", "the disk cannot be written", f"{_DISK}, or check it"),
    ("SQLITE_IOERR", "the disk does not take or give what it should", "check the disk"),
    ("SQLITE_CORRUPT", "the database file is damaged", _BACKUP),
    ("SQLITE_NOTADB", "the file is no database", _BACKUP),
)
"""By the beginning of SQLite's own name of an error."""
_POSTGRESQL = (
    ("53100", "the disk is full", _DISK),
    ("25006", "the database may only be read", "name the server that is written to"),
    ("28", "the database refuses user or password", _ADDRESS),
    ("3D000", "there is no such database on the server", f"create it, or {_ADDRESS}"),
    ("42501", "the database does not permit it", "grant its user all rights on the tables"),
    ("53", "the database has no room for us", "raise its limits, or stop what else uses it"),
    ("40", "two asked the database for the same at once", "nothing: it is asked again"),
    ("55P03", _LOCKED, _WAIT),
    ("25P03", "the database gave up waiting for us", "look whether the machine is overloaded"),
    ("57P", _UNREACHABLE, _START),
    ("58", "the database's disk does not take or give what it should", "look into its log"),
    ("XX", "the database is damaged", "look into its log, or restore a backup"),
)
"""By the beginning of PostgreSQL's code."""
_SAID = (
    ("password", "the database refuses user or password", _ADDRESS),
    ("role", "the database refuses user or password", _ADDRESS),
    ("no pg_hba.conf entry", "the database refuses user or password", _ADDRESS),
    ("does not exist", "there is no such database on the server", f"create it, or {_ADDRESS}"),
    ("resolve host", "the database's host is not known", _ADDRESS),
    ("too many", "the database has no room for us", "raise its limits"),
    ("starting up", _UNREACHABLE, _START),
    ("shutting down", _UNREACHABLE, _START),
)
"""By words of PostgreSQL's, where a connection that never was has no code."""


def missing() -> DatabaseTrouble:
    """Return what is said of a SQLite file that is not there."""
    return DatabaseTrouble(
        "there is no such database file",
        "check DRUMBEAT_DATABASE_URL and the folder this was started in; "
        "run `drumbeat db upgrade` where a new one is meant",
    )


def locked() -> DatabaseTrouble:
    """Return what is said where another writer has the database for too long."""
    return DatabaseTrouble(_LOCKED, _WAIT)


def trouble_in(problem: BaseException) -> DatabaseTrouble | None:
    """Return what is wrong with the database itself; None where the error is of another kind."""
    if isinstance(problem, PoolTimeout):
        return DatabaseTrouble("the database is too slow for us", "look what keeps it busy")
    known = problem.orig if isinstance(problem, DBAPIError) else problem
    if isinstance(known, sqlite3.Error):
        return _of_sqlite(known)
    if isinstance(problem, DBAPIError):
        return _of_postgresql(problem)
    return None


def _of_sqlite(problem: sqlite3.Error) -> DatabaseTrouble | None:
    name = getattr(problem, "sqlite_errorname", None) or ""
    return _first(_SQLITE, name.startswith)


def _of_postgresql(problem: DBAPIError) -> DatabaseTrouble | None:
    code = getattr(problem.orig, "sqlstate", None) or ""
    if code:
        return _first(_POSTGRESQL, code.startswith)
    # Whatever psycopg reports by itself has no code: a connection that failed or broke.
    if type(problem.orig).__name__ not in {"OperationalError", "ConnectionTimeout"}:
        return _away() if problem.connection_invalidated else None
    said = str(problem.orig)
    return _first(_SAID, said.__contains__) or _away()


def _first(
    known: tuple[tuple[str, str, str], ...], fits: Callable[[str], bool]
) -> DatabaseTrouble | None:
    return next((DatabaseTrouble(cause, step) for sign, cause, step in known if fits(sign)), None)


def _away() -> DatabaseTrouble:
    return DatabaseTrouble(_UNREACHABLE, _START)
