"""What a year of sends leaves in the database: bytes a delivery, measured; a year, calculated."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, event, insert, text

from bot.beat.store.tables import Delivery
from bot.store.columns import new_id
from bot.store.sessions import Database
from tests.bench.progress import Progress
from tests.bench.storage import POSTGRESQL, SQLITE, new_database
from tests.fixtures.moments import NOON

ROWS = 100_000
AT_A_TIME = 10_000
SENDS_A_YEAR = 30
"""An edition every two weeks, and a survey a quarter."""
CONTACTS, PARTNERS, ROLES = 1_000_000, 20_000, 5
MONTHS = 13


@dataclass(frozen=True, slots=True)
class Kept:
    """How many bytes a delivery takes in a database, with its indexes, once it is recorded."""

    database: str
    bytes_each: float

    @property
    def bytes_a_year(self) -> float:
        """What the deliveries of a year take: calculated."""
        return self.bytes_each * CONTACTS * SENDS_A_YEAR

    @property
    def bytes_added_up(self) -> float:
        """What they would take as one row a send, partner and role: calculated, at most.

        Such a row has the columns of a delivery that are numbers instead of names: half of it.
        """
        return self.bytes_each / 2 * PARTNERS * ROLES * SENDS_A_YEAR


async def measure(rows: int = ROWS) -> list[Kept]:
    """Write so many recorded deliveries into both databases, and weigh them."""
    progress = Progress("kept")
    found = []
    for dialect in (SQLITE, POSTGRESQL):
        progress.say(f"{rows:,} deliveries on {dialect} ...")
        async with new_database(dialect) as database:
            found.append(Kept(dialect, await _weighed(database, rows)))
    progress.end()
    return found


async def _weighed(database: Database, rows: int) -> float:
    if database.is_sqlite:
        event.listen(database.engine.sync_engine, "connect", _without_keys)
    before = await database.write(_size)
    for first in range(0, rows, AT_A_TIME):
        some = list(_deliveries(first, min(first + AT_A_TIME, rows)))
        await database.write(lambda connection, some=some: _lay(connection, some))  # type: ignore[misc] # a default binds it
    return (await database.write(_size) - before) / rows


def _without_keys(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.close()


def _lay(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Write deliveries of people who are not there: only their own rows are weighed."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
    connection.execute(insert(Delivery), rows)


def _size(connection: Connection) -> int:
    if connection.dialect.name == "postgresql":
        asked = "SELECT pg_total_relation_size('delivery')"
    else:
        asked = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    return int(connection.execute(text(asked)).scalar_one())


def _deliveries(first: int, end: int) -> Iterator[dict[str, Any]]:
    """Yield deliveries as long as they are in life, in the order in which they leave."""
    for number in range(first, end):
        left = NOON + timedelta(milliseconds=number)
        yield {
            "id": new_id(),
            "send_id": f"{number % SENDS_A_YEAR:024}",
            "contact_id": new_id(),
            "address_id": new_id(),
            "lane": f"slack:{new_id()}",
            "due_at": NOON,
            "state": "delivered",
            "attempts": 1,
            "message_id": _named(left),
            "conversation": "D0123456789",
            "recorded_at": left,
            "timing": "on time",
        }


def _named(left: datetime) -> str:
    return f"{left.timestamp():.6f}"
