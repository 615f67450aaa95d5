"""The files of a SQLite database: whether they are there, and who may read them."""

import stat
from pathlib import Path

from sqlalchemy.engine import make_url

SUFFIXES = ("", "-wal", "-shm")
OTHERS = stat.S_IRWXG | stat.S_IRWXO
OWNER_ONLY = 0o600


def file_of(url: str) -> Path | None:
    """Return the file of a SQLite database; None for PostgreSQL, and for one in memory."""
    parsed = make_url(url)
    name = parsed.database or ""
    if parsed.get_backend_name() != "sqlite" or name in {"", ":memory:"} or name[:5] == "file:":
        return None
    return Path(name)


def create(path: Path) -> None:
    """Make an empty file for its owner alone, as SQLite's log beside it will then be."""
    if not path.exists():
        path.touch(mode=OWNER_ONLY)


def open_to_others(path: Path) -> list[Path]:
    """Return which of a database's files somebody else but their owner may read or write."""
    files = [path.with_name(path.name + suffix) for suffix in SUFFIXES]
    return [each for each in files if each.exists() and is_open_to_others(each)]


def is_open_to_others(path: Path) -> bool:
    """Whether somebody else but its owner may do anything with this file."""
    return bool(path.stat().st_mode & OTHERS)
