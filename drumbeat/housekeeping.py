"""The steps of the housekeeping, put together: each subject's own, and what every table says."""

from datetime import datetime

from bot import every_table  # noqa: F401 - a table that nobody imported would be passed over
from bot.beat.store.ledger import is_delivery
from bot.clock import Clock, SystemClock
from bot.imports.store.leftovers import clear_up
from bot.store.forgetting import Nows, forget_due
from bot.store.inbox import shown_again
from bot.store.sessions import Database
from bot.voice.store.surveys import close_waves, is_wave_over
from scheduler.housekeeping import Done, Housekeeping


def housekeeping_of(database: Database, system: Clock | None = None) -> Housekeeping:
    """Return the housekeeping of a database; `system` is the machine's time."""
    clock = system or SystemClock()

    async def waves(now: datetime) -> Done:
        async with database.read() as session:
            if not await is_wave_over(session, now):
                return Done()
        async with database.begin() as session:
            return Done({"wave_closed": await close_waves(session, now)})

    async def imports(_now: datetime) -> Done:
        return Done({"import_cleared_up": await clear_up(database)})

    async def forgotten(now: datetime) -> Done:
        nows = Nows(system=clock.now(), business=now)
        needed = {"inbox": shown_again(is_delivery)}
        found = await forget_due(database, nows, needed)
        return Done({f"{name}_forgotten": rows for name, rows in found.rows.items()}, found.more)

    return Housekeeping({"waves": waves, "imports": imports, "forgetting": forgotten}, clock)
