"""Texts of before learn their series and their names: what was sent is known for ever."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, column, create_engine, insert, select, table
from sqlalchemy.engine import make_url

from bot.beat.rules.texts import FileText, TextKind
from bot.beat.store import texts
from bot.store import migrate
from bot.store.sessions import Database
from content.library import SAMPLE, read_library
from tests.store.kept_database import climb

NOW = datetime(2026, 6, 1, tzinfo=UTC)
HERS = "announcements/0123456789abcdef01234567"
TEXT = table(
    "text",
    *map(column, ("id", "kind", "key", "version", "owner", "body", "written_at")),
    *map(column, ("series", "place", "own_key", "words")),
)


@pytest.fixture
def engine(empty_database_url: str) -> Iterator[Engine]:
    """A database as it was before texts knew their series."""
    parsed = make_url(empty_database_url)
    engine = create_engine(parsed.set(drivername=parsed.drivername.replace("+aiosqlite", "")))
    with engine.begin() as connection:
        climb(connection, "0030")
    yield engine
    engine.dispose()


def files_of(folder: Path) -> tuple[FileText, ...]:
    return read_library(folder, "Cirrus").texts()


def keep(engine: Engine, *rows: tuple[str, int, str, str | None]) -> None:
    """Keep versions of editions, as an earlier program wrote them."""
    with engine.begin() as connection:
        for number, (key, version, owner, body) in enumerate(rows):
            row = {"id": f"t{number}", "kind": "edition", "key": key, "version": version}
            more = {"owner": owner, "body": body, "written_at": NOW}
            connection.execute(insert(TEXT), row | more)


@pytest.mark.both_databases
async def test_renamed_in_the_very_upgrade_every_edition_keeps_its_key(
    engine: Engine, empty_database_url: str, tmp_path: Path
):
    files = [file for file in files_of(SAMPLE) if file.kind is TextKind.EDITION]
    keep(engine, *((file.key, 1, "files", file.body) for file in files))
    migrate.upgrade(empty_database_url)
    (tmp_path / "newsletters.yaml").write_bytes((SAMPLE / "newsletters.yaml").read_bytes())
    for path in (SAMPLE / "editions").rglob("*.md"):
        moved = tmp_path / path.relative_to(SAMPLE).with_name(f"new-{path.name[3:]}")
        moved.parent.mkdir(parents=True, exist_ok=True)
        moved.write_bytes(path.read_bytes())

    database = Database(empty_database_url)
    async with database.begin() as session:
        await texts.bring_in(session, files_of(tmp_path), NOW)
    async with database.read() as session:
        standing = await texts.standing(session, TextKind.EDITION)
        beat = await texts.standing(session, TextKind.EDITION, "partner-beat")
    await database.close()

    assert sorted(one.key for one in standing) == sorted(file.key for file in files)
    assert {one.place.split("/new-")[0] for one in standing} == {"partner-beat", "technical-notes"}
    assert {one.key.split("/")[0] for one in beat} == {"partner-beat"}


def test_what_left_and_what_was_written_in_chat_know_their_series_too(
    engine: Engine, empty_database_url: str
):
    [file, *_] = files_of(SAMPLE)
    keep(
        engine,
        (file.key, 1, "files", file.body),
        (file.key, 2, "files", None),
        ("lost/01-never", 1, "files", None),
        ("broken/01-odd", 1, "files", "Not as we write it"),
        (HERS, 1, "vera", file.body.replace('"key":"partner-beat"', '"key":"announcements"')),
    )
    migrate.upgrade(empty_database_url)

    columns = [TEXT.c[name] for name in ("key", "version", *TEXT.c.keys()[-4:])]
    with engine.connect() as connection:
        found = connection.execute(select(*columns).order_by(*columns[:2]))
        rows = [tuple(row) for row in found]
    assert rows == [
        (HERS, 1, "announcements", "", HERS.split("/")[1], file.words),
        ("broken/01-odd", 1, "broken", "broken/01-odd", "", ""),
        ("lost/01-never", 1, "lost", "lost/01-never", "", ""),
        (file.key, 1, "partner-beat", file.key, "", file.words),
        (file.key, 2, "partner-beat", file.key, "", file.words),
    ]
