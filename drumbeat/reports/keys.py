"""The secret key is changed: everything sealed is sealed anew."""

from bot import every_table  # noqa: F401 - what nobody imported would be passed over
from bot.errors import ConfigurationInvalid
from bot.store.resealing import reseal
from bot.store.revision import ensure_current
from bot.store.sessions import Database
from drumbeat.reports.report import Report, Table
from drumbeat.settings import Settings

BOTH = (
    "give the new key in DRUMBEAT_SECRET_KEY (`drumbeat secret-key` makes one) and the one before "
    "in DRUMBEAT_SECRET_KEY_OLD, and start the server with both first"
)
DONE = (
    "Nothing needs the old key any more: take DRUMBEAT_SECRET_KEY_OLD out and start the server "
    "again. A page that somebody has open from before is then to be opened anew from its letter; "
    "backups from before open with the old key only, so keep it as long as you keep them."
)


async def rotate(settings: Settings) -> Report:
    """Seal with the new key what the old one opens, and say what there was."""
    if not settings.new_box().has_old:
        raise ConfigurationInvalid(BOTH)
    database = Database(settings.database_url)
    try:
        async with database.read() as session:
            await ensure_current(session)
        counts = await reseal(database, settings.new_box())
    finally:
        await database.close()
    rows = [(table, f"{count:,}") for table, count in sorted(counts.items())]
    return Report(counts, (Table(("Table", "Sealed anew"), rows), DONE))
