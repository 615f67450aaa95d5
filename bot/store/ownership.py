"""A SQLite file has one owner: a second process that would speak for it is refused."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.errors import DatabaseTaken


@contextmanager
def owned(url: str) -> Iterator[None]:
    """Own the database file while the block runs, or raise `DatabaseTaken`.

    The lock lies on a file beside it, ends with the process however that ends, and keeps out
    nobody who only asks or imports. PostgreSQL may be shared, so there is nothing to own.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in {None, "", ":memory:"}:
        yield
        return
    path = Path(f"{parsed.database}.lock")
    if not os.access(path.parent, os.W_OK):
        yield  # no place for a database either, and opening that says so
        return
    # Left where it is at the end: who removed it could remove the one that a next owner locked.
    with path.open("a", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DatabaseTaken(parsed.database or "") from None
        yield
