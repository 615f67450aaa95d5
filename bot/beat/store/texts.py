"""Texts and their versions: what is sent stays as it was when its send was opened."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select

from bot.beat.rules.identity import Known, known_as
from bot.beat.rules.texts import FILES, FileText, TextKind, WrittenText
from bot.beat.store.tables import TextVersion
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession

COLUMNS = tuple(
    TextVersion.__table__.c[name].label(f"text_{name}")
    for name in ("kind", "key", "version", "body")
)
"""What a statement that joins a version selects, beside its `text_id`, for `written`."""
_TRAITS = ("series", "place", "own_key", "words")
"""By what a text is known again, in a row and in a file."""


async def bring_in(session: AsyncSession, files: Iterable[FileText], now: datetime) -> None:
    """Make what stands say what the files say; what changed there becomes a new version.

    A text that left the files is taken off the shelf, and sends that were opened with it keep
    it. What a person wrote is theirs: no file touches it, not even one with the same key.
    A file with another name is the text it was, see `bot.beat.rules.identity`.
    """
    every = tuple(files)
    while rows := await _new_versions(session, every, now):
        if len(await insert_new(session, TextVersion, rows)) == len(rows):
            return
        # Another process that starts wrote a version meanwhile: ours comes behind it.


async def write(session: AsyncSession, text: FileText, owner: str, now: datetime) -> None:
    """Let a text that somebody wrote in chat stand as they wrote it: it is theirs from then on."""
    where = (TextVersion.kind == text.kind, TextVersion.key == text.key)
    before = await session.scalar(select(func.max(TextVersion.version)).where(*where))
    row = _row(text.kind, text.key, (before or 0) + 1, now)
    written = {**row, "owner": owner, "body": text.body, **_traits(text)}
    await insert_new(session, TextVersion, [written])


async def withdraw(session: AsyncSession, kind: TextKind, key: str, now: datetime) -> None:
    """Take a text off the shelf; sends that were opened with it keep it."""
    known = await session.scalar(_newest().where(TextVersion.kind == kind, TextVersion.key == key))
    if known is None or known.body is None:
        return
    row = {**_row(kind, key, known.version + 1, now), "owner": known.owner, "body": None}
    await insert_new(session, TextVersion, [{**row, **_traits(known)}])


async def _new_versions(
    session: AsyncSession, files: Iterable[FileText], now: datetime
) -> list[dict[str, object]]:
    """Return the versions that are missing, in one order: so no two writers wait in a ring."""
    newest = {(TextKind(row.kind), row.key): row for row in await session.scalars(_newest())}
    wanted = _by_key(files, newest.values())
    rows: list[dict[str, object]] = []
    for kind, key in sorted(wanted.keys() | newest.keys()):
        known, file = newest.get((kind, key)), wanted.get((kind, key))
        if known is not None and (known.owner != FILES or _says(known, file)):
            continue
        row = _row(kind, key, known.version + 1 if known else 1, now)
        body, traits = (file.body, _traits(file)) if file else (None, _traits(known))
        rows.append({**row, "owner": FILES, "body": body, **traits})
    return rows


def _by_key(
    files: Iterable[FileText], newest: Iterable[TextVersion]
) -> Mapping[tuple[TextKind, str], FileText]:
    """Return the files by the kind and key of the text each of them is."""
    named = {True: list[FileText](), False: list[FileText]()}
    for file in files:
        named[bool(file.place)].append(file)
    before = [
        Known(row.key, row.owner, row.place, row.own_key, row.words)
        for row in newest
        if row.kind == TextKind.EDITION
    ]
    alone = {(file.kind, file.key): file for file in named[False]}
    return {**alone, **{(f.kind, key): f for key, f in known_as(named[True], before).items()}}


def _says(known: TextVersion, file: FileText | None) -> bool:
    """Whether what stands is what the files say."""
    if file is None:
        return known.body is None
    return known.body == file.body and _traits(known) == _traits(file)


def _row(kind: TextKind, key: str, version: int, now: datetime) -> dict[str, object]:
    return {"id": new_id(), "kind": kind, "key": key, "version": version, "written_at": now}


def _traits(text: TextVersion | FileText | None) -> dict[str, object]:
    return {name: getattr(text, name) for name in _TRAITS}


async def standing(
    session: AsyncSession, kind: TextKind, series: str | None = None
) -> list[WrittenText]:
    """Return the texts of this kind, or of one series, as they stand now, by their keys."""
    wanted = _newest().where(TextVersion.kind == kind)
    if series is not None:
        wanted = wanted.where(TextVersion.series == series)
    rows = await session.scalars(wanted.order_by(TextVersion.key))
    return [text for row in rows if (text := _written(row)) is not None]


async def newest(session: AsyncSession, kind: TextKind, key: str) -> WrittenText | None:
    """Return a text as it stands now; None where there is none any more."""
    row = await session.scalar(_newest().where(TextVersion.kind == kind, TextVersion.key == key))
    return _written(row) if row else None


async def kept(session: AsyncSession, ids: Collection[str]) -> Mapping[str, WrittenText]:
    """Return these versions by their ids."""
    if not ids:
        return {}
    rows = await session.execute(_kept(), {"ids": sorted(ids)})
    return {row.id: text for row in rows if (text := _written(row)) is not None}


@cache
def _kept() -> Select[*tuple[Any, ...]]:
    """Choose plain columns, as every delivery is written from one."""
    columns = (TextVersion.id, TextVersion.kind, TextVersion.key, TextVersion.version)
    return select(*columns, TextVersion.body, TextVersion.owner, TextVersion.place).where(
        TextVersion.id.in_(bindparam("ids", expanding=True))
    )


def written(row: Any) -> WrittenText | None:  # noqa: ANN401 - a row with `COLUMNS`
    """Return the version that was joined to something else; None where it is gone."""
    if row.text_body is None:
        return None
    kind, key = TextKind(row.text_kind), row.text_key
    return WrittenText(row.text_id, kind, key, row.text_version, row.text_body)


def _newest() -> Select[TextVersion]:
    last = (
        select(TextVersion.kind, TextVersion.key, func.max(TextVersion.version).label("version"))
        .group_by(TextVersion.kind, TextVersion.key)
        .subquery()
    )
    return select(TextVersion).join(
        last,
        and_(
            last.c.kind == TextVersion.kind,
            last.c.key == TextVersion.key,
            last.c.version == TextVersion.version,
        ),
    )


def _written(row: Any) -> WrittenText | None:  # noqa: ANN401 - a version, or its columns
    if row.body is None:
        return None
    return WrittenText(
        *(row.id, TextKind(row.kind), row.key, row.version, row.body),
        owner=row.owner,
        place=row.place,
    )
