"""What is kept of somebody: written to a file, shown before it is erased, and erased."""

import json
import os
from collections.abc import AsyncIterator, Collection
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from bot import every_table  # noqa: F401 - what nobody imported would be passed over
from bot.errors import ConfigurationInvalid, ImportBusy, NothingFound
from bot.imports.store.batches import is_writing
from bot.people.rules.forgetting import CONTACT, Holding, Wanted
from bot.people.store import holdings
from bot.people.store.holdings import Erasing
from bot.store import audit, erased, exporting
from bot.store.erasing import wipe
from bot.store.sessions import AsyncSession
from bot.store.traces import Whom, traces_of
from drumbeat.house import House
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report, Table
from drumbeat.settings import Settings

HEADS = ("Table", "Rows", "When erased")
HELD_OPEN = (
    "Another process held SQLite's files open, so that old bytes may lie in them still: "
    "say `drumbeat erase replay --yes` in a quiet moment."
)
NO_LIST = "this is no list of who was erased: `drumbeat erase list FILE` writes one"


async def export(settings: Settings, wanted: Wanted, path: Path) -> Report:
    """Write all that is kept of somebody into a new file as JSON, table by table."""
    async with opened(settings) as house:
        async with house.database.read() as session:
            found = await _found(session, wanted)
            traces = await traces_of(session, Whom(found.kind, found.id))
            with _new_file(path) as file:
                counts = await _write(file, found, exporting.kept_rows(session, traces))
        async with house.database.begin() as session:
            about = audit.About(found.kind, found.id)
            audit.record(session, audit.OPERATOR, "export", about, house.clock.now())
    rows = [(table, f"{count:,}") for table, count in sorted(counts.items())]
    said = f"{sum(counts.values()):,} rows of {len(counts)} tables are in {path}."
    return Report({"file": str(path), "tables": counts}, (Table(HEADS[:2], rows), said))


async def erase(settings: Settings, wanted: Wanted, *, yes: bool) -> Report:
    """Show what goes and what stays; with `yes` erase it."""
    async with opened(settings) as house:
        async with house.database.read() as session:
            found = await holdings.counted(session, await _found(session, wanted))
        if not yes:
            said = f"This is what is kept of {found.name}. Nothing was erased yet: say --yes."
            return Report(_value(found, done=False), (_listed(found), said))
        async with house.database.read() as session:
            if await is_writing(session):
                raise ImportBusy("an import is being written: erase when it has ended")
        await _erase(house, found)
        is_wiped = await wipe(house.database)
    said = f"Erased. {found.rows:,} rows of {len(found.kept)} tables were looked at."
    return Report(_value(found, done=True), (_listed(found), said, *_left_open(is_wiped=is_wiped)))


async def write_list(settings: Settings, path: Path) -> Report:
    """Write the keyed hashes of everybody who was erased into a new file."""
    async with opened(settings) as house, house.database.read() as session:
        hashes = sorted(await erased.erased_hashes(session))
    with _new_file(path) as file:
        file.writelines(f"{each}\n" for each in hashes)
    return Report({"file": str(path), "hashes": len(hashes)}, (f"{len(hashes):,} are in {path}.",))


async def readmit(settings: Settings, wanted: Wanted) -> Report:
    """Let files bring somebody again who was erased, because they want to come back."""
    async with opened(settings) as house, house.database.begin() as session:
        digest = house.box.fingerprint
        if not await erased.readmit(session, digest, wanted.kind, wanted.who):
            raise NothingFound(f"no {wanted.kind} was erased that was known by this")
        about = audit.About(wanted.kind, "")
        audit.record(session, audit.OPERATOR, "readmit", about, house.clock.now())
    return Report({"readmitted": True}, ("The next import may bring them again.",))


async def replay(settings: Settings, path: Path | None, *, yes: bool) -> Report:
    """Erase again whoever a restored database brought back, by the list and by what it says."""
    async with opened(settings) as house:
        async with house.database.read() as session:
            hashes = _read_list(path) | set(await erased.erased_hashes(session))
            back = await _came_back(session, house, hashes)
        is_wiped = await _erase_again(house, hashes, back) if yes else False
    rows = [(one.kind, one.id, one.name) for one in back]
    value = [{"kind": one.kind, "id": one.id} for one in back]
    table = Table(("Kind", "Id", "Name"), rows)
    if not yes:
        said = f"{len(back):,} who were erased are here. Nothing was erased yet: say --yes."
        return Report(value, (table, said))
    said = f"{len(back):,} who were here again are erased."
    return Report(value, (said, *_left_open(is_wiped=is_wiped)))


async def _erase_again(house: House, hashes: Collection[str], back: Collection[Holding]) -> bool:
    async with house.database.begin() as session:
        await erased.keep_erased(session, hashes, house.clock.now())
    for one in back:
        await _erase(house, one)
    return await wipe(house.database)


async def _came_back(
    session: AsyncSession, house: House, hashes: Collection[str]
) -> list[Holding]:
    found = []
    for kind in ("contact", "partner"):
        known = await erased.marked(session, house.box.fingerprint, kind)
        for key, marks in known.items():
            if marks & set(hashes) and (one := await holdings.with_id(session, kind, key)):
                found.append(one)
    return found


async def _erase(house: House, found: Holding) -> None:
    erasing = Erasing(house.database, house.box.fingerprint, audit.OPERATOR, house.clock.now())
    prepared = await erasing.prepare(found)
    async with house.database.begin() as session:
        await erasing.finish(session, prepared)


async def _found(session: AsyncSession, wanted: Wanted) -> Holding:
    found = await holdings.find(session, wanted)
    found = found or await holdings.with_id(session, wanted.kind, wanted.who)
    if found is None:
        how = "email address" if wanted.kind == CONTACT else "name or id"
        raise NothingFound(f"there is no {wanted.kind} with this {how}")
    return found


async def _write(
    file: TextIO, found: Holding, rows: AsyncIterator[tuple[str, dict[str, Any]]]
) -> dict[str, int]:
    """Write row by row, for there may be many; every table begins once."""
    about = {"kind": found.kind, "id": found.id, "name": found.name}
    file.write(f'{{"about": {json.dumps(about, ensure_ascii=False)},\n"tables": {{')
    counts: dict[str, int] = {}
    async for table, row in rows:
        before = "," if table in counts else f"{'],' if counts else ''}\n{json.dumps(table)}: ["
        counts[table] = counts.get(table, 0) + 1
        file.write(f"{before}\n{json.dumps(row, default=_plain, ensure_ascii=False)}")
    file.write("]}}\n" if counts else "}}\n")
    return counts


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _new_file(path: Path) -> TextIO:
    """Open a file that was not there, for its owner's eyes only."""
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ConfigurationInvalid(f"{path} is there already, and is not written over") from None
    except OSError as problem:
        raise ConfigurationInvalid(f"cannot write {path}: {problem.strerror}") from None
    return os.fdopen(number, "w", encoding="utf-8")


def _read_list(path: Path | None) -> set[str]:
    if path is None:
        return set()
    try:
        lines = set(path.read_text(encoding="ascii").split())
    except (OSError, UnicodeDecodeError) as problem:
        raise ConfigurationInvalid(f"{path}: {NO_LIST}") from problem
    if any(len(line) > 64 or not line.isalnum() for line in lines):  # noqa: PLR2004 - a hash's length
        raise ConfigurationInvalid(f"{path}: {NO_LIST}")
    return lines


def _listed(found: Holding) -> Table:
    fates = {True: "goes", False: "stays as a bare number"}
    return Table(HEADS, [(one.table, f"{one.rows:,}", fates[one.goes]) for one in found.kept])


def _left_open(*, is_wiped: bool) -> tuple[str, ...]:
    if is_wiped:
        return ()
    return (HELD_OPEN,)


def _value(found: Holding, *, done: bool) -> dict[str, object]:
    kept = {one.table: {"rows": one.rows, "goes": one.goes} for one in found.kept}
    return {"kind": found.kind, "id": found.id, "erased": done, "tables": kept}
