"""Texts and their versions: what is sent stays as it was when its send was opened."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select

from bot.beat.rules.texts import FileText, TextKind, WrittenText
from bot.beat.store.cadences import FILES
from bot.beat.store.tables import TextVersion
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession

COLUMNS = tuple(
    TextVersion.__table__.c[name].label(f"text_{name}")
    for name in ("kind", "key", "version", "body")
)
"""What a statement that joins a version selects, beside its `text_id`, for `written`."""
_NOTHING = (0, FILES, None)
"""The version, owner and body of a text that was never written."""


async def bring_in(session: AsyncSession, files: Iterable[FileText], now: datetime) -> None:
    """Make what stands say what the files say; what changed there becomes a new version.

    A text that left the files is taken off the shelf, and sends that were opened with it keep
    it. What a person wrote is theirs: no file touches it, not even one with the same key.
    """
    wanted = {(file.kind, file.key): file.body for file in files}
    while rows := await _new_versions(session, wanted, now):
        if len(await insert_new(session, TextVersion, rows)) == len(rows):
            return
        # Another process that starts wrote a version meanwhile: ours comes behind it.


async def write(session: AsyncSession, text: FileText, owner: str, now: datetime) -> None:
    """Let a text that somebody wrote in chat stand as they wrote it: it is theirs from then on."""
    where = (TextVersion.kind == text.kind, TextVersion.key == text.key)
    before = await session.scalar(select(func.max(TextVersion.version)).where(*where))
    row = {"id": new_id(), "kind": text.kind, "key": text.key, "version": (before or 0) + 1}
    await insert_new(
        session, TextVersion, [{**row, "owner": owner, "body": text.body, "written_at": now}]
    )


async def _new_versions(
    session: AsyncSession, wanted: Mapping[tuple[TextKind, str], str], now: datetime
) -> list[dict[str, object]]:
    """Return the versions that are missing, in one order: so no two writers wait in a ring."""
    newest = {(TextKind(row.kind), row.key): row for row in await session.scalars(_newest())}
    rows: list[dict[str, object]] = []
    for place in sorted(wanted.keys() | newest.keys()):
        known, body = newest.get(place), wanted.get(place)
        version, owner, stands = (known.version, known.owner, known.body) if known else _NOTHING
        if owner != FILES or stands == body:
            continue
        kind, key = place
        row = {"id": new_id(), "kind": kind, "key": key, "version": version + 1}
        rows.append({**row, "owner": FILES, "body": body, "written_at": now})
    return rows


async def standing(session: AsyncSession, kind: TextKind) -> list[WrittenText]:
    """Return every text of this kind as it stands now, in the order of their keys."""
    rows = await session.scalars(
        _newest().where(TextVersion.kind == kind).order_by(TextVersion.key)
    )
    return [text for row in rows if (text := _written(row)) is not None]


async def newest(session: AsyncSession, kind: TextKind, key: str) -> WrittenText | None:
    """Return a text as it stands now; None where there is none any more."""
    row = await session.scalar(_newest().where(TextVersion.kind == kind, TextVersion.key == key))
    return _written(row) if row else None


async def kept(session: AsyncSession, ids: Collection[str]) -> Mapping[str, WrittenText]:
    """Return these versions by their ids."""
    if not ids:
        return {}
    rows = await session.scalars(select(TextVersion).where(TextVersion.id.in_(ids)))
    return {row.id: text for row in rows if (text := _written(row)) is not None}


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


def _written(row: TextVersion) -> WrittenText | None:
    if row.body is None:
        return None
    return WrittenText(row.id, TextKind(row.kind), row.key, row.version, row.body)
