"""The steps of the housekeeping, put together: each subject's own, and what every table says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import every_table  # noqa: F401 - a table that nobody imported would be passed over
from bot.beat.store.ledger import is_delivery
from bot.clock import Clock, SystemClock
from bot.imports.store.turns import clear_up
from bot.people.looking_around import look_around
from bot.people.portraits import Portraits
from bot.people.store.conversations import is_somebodys
from bot.ports import Directory, PlacesByPlatform
from bot.store.forgetting import Nows, forget_due
from bot.store.inbox import shown_again
from bot.store.sessions import Database
from bot.store.workers import end_turn, take_turn
from bot.voice.closing_waves import close_waves
from bot.voice.store.wave_keys import WaveKeys
from scheduler.housekeeping import Done, Housekeeping, Step, Turns

HOUSEKEEPING = "housekeeping"
A_DAY = timedelta(days=1)


def housekeeping_of(
    database: Database,
    system: Clock | None = None,
    turns: Turns | None = None,
    more: Mapping[str, Step] | None = None,
    wave_keys: WaveKeys | None = None,
) -> Housekeeping:
    """Return the housekeeping of a database; `system` is the machine's time."""
    clock = system or SystemClock()
    keys = wave_keys or WaveKeys()

    async def waves(now: datetime) -> Done:
        closed = await close_waves(database, keys, now)
        return Done({"wave_closed": closed} if closed else {})

    async def imports(_now: datetime) -> Done:
        return Done({"import_cleared_up": await clear_up(database)})

    async def forgotten(now: datetime) -> Done:
        nows = Nows(system=clock.now(), business=now)
        needed = {"inbox": shown_again(is_delivery), "conversation": is_somebodys()}
        found = await forget_due(database, nows, needed)
        return Done({f"{name}_forgotten": rows for name, rows in found.rows.items()}, found.more)

    steps = {"waves": waves, "imports": imports, "forgetting": forgotten}
    return Housekeeping({**steps, **(more or {})}, clock, turns)


class DailyLook:
    """Looks at every conversation of several at start, and once a day from then on.

    What a platform did not list is asked for again within the hour.
    """

    def __init__(
        self, database: Database, places: PlacesByPlatform, system: Clock | None = None
    ) -> None:
        self._database, self._places, self._system = database, places, system or SystemClock()
        self._next: datetime | None = None

    async def look(self, now: datetime) -> Done:
        """Do it if a day has gone by."""
        started = self._system.now()
        if self._next is not None and started < self._next:
            return Done()
        around = await look_around(self._database, self._places, now)
        if not around.troubles:
            self._next = started + A_DAY
        return Done()


def portraits_of(database: Database, directories: Mapping[str, Directory]) -> Step:
    """Return the step that looks at the pictures of the vendor's people once a day."""
    portraits = Portraits(database, directories, SystemClock())

    async def look(_now: datetime) -> Done:
        return Done({"portrait_changed": await portraits.look()})

    return look


@dataclass(frozen=True, slots=True)
class StoredTurns:
    """Turns at what one process does for all, kept in the database that it is done to."""

    database: Database
    name: str = HOUSEKEEPING

    async def take(self, now: datetime, until: datetime) -> bool:
        """Take a turn that lasts until then at most; False before the one before is over."""
        async with self.database.begin() as session:
            return await take_turn(session, self.name, now, until)

    async def end(self, until: datetime) -> None:
        """End the turn taken, and let the next begin at `until`."""
        async with self.database.begin() as session:
            await end_turn(session, self.name, until)
