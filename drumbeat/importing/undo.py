"""Takes the last import back as somebody asked for it, and says what that does."""

from collections.abc import Iterator
from dataclasses import asdict

from bot.errors import ImportRefused
from bot.imports.store.known import seen_names
from bot.imports.store.turns import take_turn, whole_or_nothing
from bot.imports.store.undoing import Taking, look, take_back
from bot.imports.store.write import Progress
from bot.store.revision import ensure_current
from bot.store.sessions import Database
from drumbeat.reports.report import Report, Table
from drumbeat.settings import Settings

HEADS = ("Table", "Rows", "When it is taken back")
GO, COME_BACK = "go", "are again what they were"


async def undo_last(settings: Settings, progress: Progress, *, yes: bool) -> Report:
    """Show what taking the last import back does; with `yes` do it, in one moment for all."""
    database = Database(settings.database_url, checkpoints_apart=True)
    try:
        async with database.read() as session:
            await ensure_current(session)
        seen = await seen_names(database)
        taking = await look(database)
        _refuse_what_is_used(taking)
        if yes:
            await _take_back(database, taking, seen, progress)
    finally:
        await database.close()
    return _told(taking, done=yes)


async def _take_back(database: Database, taking: Taking, seen: int, progress: Progress) -> None:
    number = taking.generation
    batch = await take_turn(database, "undo", taking.source, seen, undoes=number)
    async with whole_or_nothing(batch):
        await take_back(batch, number, progress)


def _refuse_what_is_used(taking: Taking) -> None:
    if not taking.uses:
        return
    uses = "; ".join(
        f"{use.rows:,} of `{use.table}` stand in `{use.used_in}`" for use in taking.uses
    )
    raise ImportRefused(
        f"{_named(taking)} cannot be taken back: it is in use by now ({uses}). "
        "Import a file that is right; who is to get nothing more has `active` false in it."
    )


def _told(taking: Taking, *, done: bool) -> Report:
    rows = [(table, f"{count:,}", GO) for table, count in taking.goes.items()]
    rows += [(table, f"{count:,}", COME_BACK) for table, count in taking.comes_back.items()]
    value = {
        "kind": taking.kind,
        "source": taking.source,
        "imported_at": taking.started_at.isoformat(),
        "goes": taking.goes,
        "comes_back": taking.comes_back,
        "stays": taking.stays,
        "age": [None if day is None else day.isoformat() for day in taking.age or ()],
        "uses": [asdict(use) for use in taking.uses],
        "taken_back": done,
    }
    return Report(value, (Table(HEADS, sorted(rows)), *_sentences(taking, done=done)))


def _sentences(taking: Taking, *, done: bool) -> Iterator[str]:
    if taking.stays:
        yield (
            f"{taking.stays:,} of the changed rows were changed again since, by somebody else: "
            "what they changed stays."
        )
    if taking.age is not None:
        before, now = taking.age
        said = f"complete to {before}" if before is not None else "without a day they go to"
        yield f"The data on {taking.kind} is then {said} again (with this import: {now})."
    if done:
        yield f"Taken back: {_named(taking)}. Everything else is as it was."
    else:
        yield f"This is what taking back {_named(taking)} does. Nothing was changed: say --yes."


def _named(taking: Taking) -> str:
    source = f" from {taking.source}" if taking.source else ""
    return f"the import of {taking.kind}{source} of {taking.started_at:%Y-%m-%d %H:%M} UTC"
