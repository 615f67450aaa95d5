"""A folder into which files are dropped: each is taken once, when it lies still."""

import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import ImportRefused

RESTS = 30.0
"""Seconds for which a file is as it is before it counts as written."""
DONE, FAILED = "done", "failed"
_UNFINISHED = frozenset({".part", ".tmp", ".filepart", ".partial", ".crdownload", ".swp"})


def waiting(folder: Path, rests: float = RESTS) -> list[Path]:
    """Return the files that lie still in a folder, the oldest first.

    What begins with a dot, or ends as unfinished files do, is still being written.
    """
    if not folder.is_dir():
        raise ImportRefused(f"there is no folder {folder}")
    still = time.time() - rests
    found = [
        (path.stat().st_mtime, path.name, path)
        for path in _files(folder)
        if path.stat().st_mtime <= still
    ]
    return [path for _, _, path in sorted(found)]


def copied(path: Path, into: Path) -> Path | None:
    """Copy a file to where nobody writes; None where somebody wrote to it meanwhile."""
    before = path.stat()
    copy = into / path.name
    shutil.copyfile(path, copy)
    after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        return None
    return copy


def put_away(path: Path, *, well: bool, report: str) -> Path:
    """Move a file beside the others that were taken, with what came of it; none is replaced."""
    folder = path.parent / (DONE if well else FAILED)
    folder.mkdir(exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    target, number = folder / f"{stamp}-{path.name}", 1
    while target.exists():
        number += 1
        target = folder / f"{stamp}-{number}-{path.name}"
    target.with_name(f"{target.name}.report.txt").write_text(f"{report}\n", encoding="utf-8")
    path.rename(target)
    return target


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        is_unfinished = path.suffix.lower() in _UNFINISHED or path.name.startswith((".", "~"))
        if path.is_file() and not path.is_symlink() and not is_unfinished:
            yield path
