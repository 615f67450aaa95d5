"""A copy of a SQLite database that others write to meanwhile: whole, and its owner's alone."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.errors import ConfigurationInvalid
from bot.store.sqlite_files import OWNER_ONLY, file_of
from bot.store.troubles import missing, trouble_in


def write_backup(url: str, target: Path) -> None:
    """Write the database to a new file; one that is there is left alone."""
    path = file_of(url)
    if path is None:
        raise ConfigurationInvalid("only a SQLite file is copied so: PostgreSQL has `pg_dump`")
    if not path.exists():
        raise missing()
    try:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY))
    except OSError as problem:
        raise ConfigurationInvalid(f"cannot make {target}: {problem.strerror}") from None
    try:
        with closing(sqlite3.connect(path)) as source:
            source.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as problem:
        target.unlink()
        raise trouble_in(problem) or problem from problem
