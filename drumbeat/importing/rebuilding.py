"""Stores figures anew as somebody asked for it, and says what that changed."""

from bot.imports.store.rebuilding import rebuild
from bot.imports.store.write import Progress
from bot.store.revision import ensure_current
from bot.store.sessions import Database
from drumbeat.reports.report import Report
from drumbeat.settings import Settings


async def rebuild_figures(settings: Settings, progress: Progress) -> Report:
    """Store every figure anew, and say how many rows were not right."""
    database = Database(settings.database_url, checkpoints_apart=True)
    try:
        async with database.read() as session:
            await ensure_current(session)
        written = await rebuild(database, progress)
    finally:
        await database.close()
    said = (
        f"{written:,} rows of stored figures were written or taken out: now they are what the "
        "subscriptions say."
        if written
        else "The stored figures are what the subscriptions say: nothing was changed."
    )
    return Report({"rows": written}, (said,))
