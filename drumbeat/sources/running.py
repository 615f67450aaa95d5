"""One run of a source: what it gives is imported as a whole, or nothing of it, and told."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.errors import DrumbeatError, ImportRefused
from bot.imports.rules.fields import WhatIsMissing
from bot.imports.rules.kinds import KINDS
from bot.imports.rules.sources import Came, Place, Source, Until
from bot.imports.store import sources as store
from bot.imports.store.write import Progress
from bot.store.columns import new_id
from bot.store.sessions import Database
from content.data_sources import wrong_with_address
from drumbeat import drop_folders as folders
from drumbeat.importing.asked import Asked, import_as_asked
from drumbeat.settings import Settings

TOLD_FAULTS = 3
WHOLE_FILE = 15
"""So many silences long may a whole file take."""
BREATH = 15.0
"""Seconds after which a run says that it is alive."""
_UNSAID: dict[str, Any] = {
    **{each.name: None for each in fields(Asked)},
    **dict.fromkeys(("only_columns", "skip_empty", "alone", "dry_run"), False),
    "skip_rows": 0,
    "missing": WhatIsMissing.KEEP,
}


async def run(settings: Settings, database: Database, source: Source, now: datetime) -> Came:
    """Run a source that nobody else runs, and keep what came of it."""
    run_id = new_id()
    async with database.begin() as session:
        if not await store.begin(session, source.key, run_id, now):
            raise ImportRefused(f"{source.key} is being run just now")
    async with _alive(database, source.key, run_id):
        came = await _tried(settings, source)
        async with database.begin() as session:
            await store.end(session, source, run_id, came, now)
    return came


async def _tried(settings: Settings, source: Source) -> Came:
    try:
        match source.place:
            case Place.FOLDER:
                return await _from_folder(settings, source)
            case Place.DATABASE:
                where = {"from_url": address_of(source), "query": source.query}
                return await _imported(settings, source, _day_of(source, datetime.now(UTC)), where)
            case Place.ADDRESS:
                return await _from_address(settings, source)
    except DrumbeatError as problem:
        return Came(is_well=False, said=str(problem))
    except OSError as problem:
        return Came(is_well=False, said=f"{problem.strerror or problem}")


async def _from_folder(settings: Settings, source: Source) -> Came:
    """Take every file that lies still, one by one; the last one says how the source stands."""
    came = Came(None, "")
    for path in folders.waiting(Path(source.at)):
        with _room() as room:
            written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            copy = folders.copied(path, room)
            if copy is None:
                continue
            try:
                came = await _imported(settings, source, _day_of(source, written), {"file": copy})
            except DrumbeatError as problem:
                came = Came(is_well=False, said=str(problem).replace(f"{room}/", ""))
            folders.put_away(path, well=bool(came.is_well), report=came.said)
            came = Came(came.is_well, f"{path.name}: {came.said}")
    return came


async def _from_address(settings: Settings, source: Source) -> Came:
    from adapters.fetching import Limits, fetch  # noqa: PLC0415 - only where it is fetched

    address = address_of(source)
    if why := wrong_with_address(address):
        raise ImportRefused(f"{source.at_variable or source.key}: {why}")
    with _room() as room:
        file = room / f"{source.key}.csv"
        patience = settings.source_patience
        limits = Limits(seconds=WHOLE_FILE * patience, silent_seconds=patience)
        await fetch(address, file, settings.proxy, limits)
        try:
            return await _imported(
                settings, source, _day_of(source, datetime.now(UTC)), {"file": file}
            )
        except DrumbeatError as problem:
            raise ImportRefused(str(problem).replace(f"{room}/", "")) from None


async def _imported(
    settings: Settings, source: Source, until: date | None, where: dict[str, Any]
) -> Came:
    said = {**_UNSAID, **where, "mapping": source.mapping or None}
    asked = Asked(**{**said, "until": until.isoformat() if until else None})
    report, is_well = await import_as_asked(settings, KINDS[source.kind], asked, _unseen())
    told = report.value if isinstance(report.value, dict) else {}
    if is_well:
        counts = ", ".join(f"{told[name]:,} {name}" for name in ("new", "changed", "unchanged"))
        return Came(is_well=True, said=f"{told['rows']:,} rows read: {counts}")
    first = "; ".join(
        f"line {one['line']}, {one['column']} {one['value']}: {one['reason']}"
        for one in told["first_faults"][:TOLD_FAULTS]
    )
    count = told["faults"]
    faults = "1 fault" if count == 1 else f"{count:,} faults"
    return Came(is_well=False, said=f"{faults}, so nothing was changed: {first}")


def address_of(source: Source) -> str:
    """Return where a source is: as it is written, or from the environment."""
    if not source.at_variable:
        return source.at
    address = os.environ.get(source.at_variable, "")
    if not address:
        raise ImportRefused(f"{source.at_variable} is not set in the environment")
    return address


def _day_of(source: Source, made: datetime) -> date | None:
    """Return the day up to which what was made at a moment lacks nothing, where it is said."""
    if source.until is None:
        return None
    day = made.astimezone(ZoneInfo(source.zone)).date()
    return day if source.until is Until.TODAY else day - timedelta(days=1)


@contextmanager
def _room() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="drumbeat-source-") as folder:
        yield Path(folder)


@contextmanager
def _unseen() -> Iterator[Progress]:
    yield lambda _phase, _done, _total: None


@asynccontextmanager
async def _alive(database: Database, key: str, run_id: str) -> AsyncIterator[None]:
    """Say every now and then that this run goes on: one that is silent counts as dead."""

    async def breathe() -> None:
        while True:
            await asyncio.sleep(BREATH)
            async with database.begin() as session:
                await store.go_on(session, key, run_id)

    breathing = asyncio.create_task(breathe(), name=f"source {key}")
    try:
        yield
    finally:
        breathing.cancel()
        with suppress(asyncio.CancelledError):
            await breathing
