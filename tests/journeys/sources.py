"""A vendor whose figures come from sources, asked on the command line at a moment of its clock."""

import asyncio
import json
import os
import shutil
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update

from bot.beat.alarms import Watch
from bot.figures.store.age_tables import CompleteUntil
from bot.figures.store.source_tables import SourceState
from bot.people.store.tables import Contact
from bot.store.audit_tables import Alarm
from bot.store.generations import is_shown
from bot.store.programme import keep_demo_clock
from bot.store.sessions import Database, async_url
from content.library import read_library
from content.wording import load_wording
from drumbeat.settings import SAMPLE_CONTENT
from drumbeat.source_watch import CAUSE, SourceWatch
from tests.fixtures.program import COMMAND, environment, run

TODAY = datetime.now(UTC).replace(hour=6, minute=0, second=0, microsecond=0)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
PARTNERS = "name,id,tier,region,stage\nAcme,acme,Gold,EMEA,build\n"
CUSTOMERS = "id,name,partner,segment\nc1,Anna Ltd,Acme,SMB\nc2,Bert plc,Acme,SMB\n"
PEOPLE = (
    "email,id,name,partner,role,permission\n"
    "root@cirrus.example,R,Root,,executive,administrator\n"
    "nora@cirrus.example,N,Nora,,executive,manager\n"
)
HEADER = "subscription,customer,product,start,end,amount,period,currency\n"
NEWS = f"{TODAY - 20 * DAY:%Y-%m-%d}"
BOOKS = f"{HEADER}s1,c1,Mail,2025-01-01,,1200,yearly,USD\ns2,c2,Mail,{NEWS},,2400,yearly,USD\n"
RULE = """
    kind: subscriptions
    owner: nora@cirrus.example
    until: today
    late_after: 3 hours
    cadence:
      rule: FREQ=DAILY
      starts_on: 2025-01-01T06:00
"""


@dataclass
class Vendor:
    """Files, a database, and the moment that it is."""

    url: str
    folder: Path
    now: datetime = TODAY

    @property
    def content(self) -> Path:
        return self.folder / "content"

    @property
    def drop(self) -> Path:
        return self.folder / "drop"

    async def begin(self, source: str) -> None:
        """Bring in who is there, and say where the books come from."""
        shutil.copytree(SAMPLE_CONTENT, self.content)
        self.drop.mkdir()
        self.say(source)
        for kind, text in (("partners", PARTNERS), ("customers", CUSTOMERS), ("contacts", PEOPLE)):
            path = self.folder / f"{kind}.csv"
            path.write_text(text)
            assert self.run("import", kind, str(path)).returncode == 0
        await self.at(self.now)

    def say(self, source: str) -> None:
        text = f"sources:\n  - key: billing\n    {source}{RULE}"
        (self.content / "sources.yaml").write_text(text)

    def reads_books(self, path: Path, query: str = "SELECT * FROM books") -> None:
        self.say(f"database: sqlite:///{path}\n    query: {query}")

    def run(self, *words: str, **more: str):
        return run(self.url, *words, CONTENT=str(self.content), **more)

    def ask_source(self, **more: str) -> dict:
        """Run the source now, as an operator does; what came of it."""
        done = self.run("sources", "run", "billing", "--json", SOURCE_PATIENCE="1", **more)
        return json.loads(done.stdout) | {"code": done.returncode}

    def state(self) -> dict:
        return json.loads(self.run("sources", "--json").stdout)["sources"][0]

    def ask(self, question: str) -> str:
        done = self.run("ask", question, "--as", "root@cirrus.example")
        return " ".join((done.stdout + done.stderr).split())

    def drops(self, text: str, name: str = "books.csv", seconds_ago: float = 90) -> Path:
        path = self.drop / name
        path.write_text(text)
        written = time.time() - seconds_ago
        os.utime(path, (written, written))
        return path

    def other_database(self, rows: str = "", where: str = "billing.db") -> Path:
        path = self.folder / where
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS books (subscription, customer, product, start,"
                " 'end', amount, period, currency)"
            )
            connection.execute("DELETE FROM books")
            for line in rows.splitlines()[1:]:
                marks = ",".join("?" * 8)
                connection.execute(f"INSERT INTO books VALUES ({marks})", line.split(","))  # noqa: S608
            connection.commit()
        return path

    async def at(self, moment: datetime) -> None:
        """Let it be another moment."""
        self.now = moment
        database = Database(async_url(self.url))
        async with database.begin() as session:
            await keep_demo_clock(session, moment)
        await database.close()

    async def looks(self) -> list[str]:
        """Look around as the server does once a minute; return the open alarms of sources."""
        self.now += MINUTE
        await self.at(self.now)
        database = Database(async_url(self.url))
        watch = SourceWatch(database, read_library(self.content, "Cirrus"), "UTC", self._start)
        await watch.look(self.now)
        await watch.settled()
        await Watch(database, load_wording(), {CAUSE: watch.concerns}).look(self.now)
        async with database.read() as session:
            wanted = select(Alarm.label).where(Alarm.closed_at.is_(None), Alarm.cause == CAUSE)
            found = list(await session.scalars(wanted))
        await database.close()
        return found

    async def alarms(self) -> list[tuple[str | None, bool, bool]]:
        """Every alarm there was: its owner, whether it was told, and whether it is open."""
        database = Database(async_url(self.url))
        async with database.read() as session:
            of_owner = select(Alarm, Contact.email).outerjoin(
                Contact, Contact.id == Alarm.owner_id
            )
            found = await session.execute(of_owner.where(Alarm.cause == CAUSE))
            rows = [(who, one.send_id is not None, one.closed_at is None) for one, who in found]
        await database.close()
        return rows

    async def complete_until(self) -> list:
        database = Database(async_url(self.url))
        async with database.read() as session:
            days = select(CompleteUntil.day).where(is_shown(CompleteUntil))
            found = list(await session.scalars(days))
        await database.close()
        return found

    def environment(self) -> dict[str, str]:
        return environment(self.url, CONTENT=str(self.content))

    async def started(self, *words: str) -> asyncio.subprocess.Process:
        """Begin a command in a process that can be killed."""
        quiet = asyncio.subprocess.DEVNULL
        return await asyncio.create_subprocess_exec(
            *(*COMMAND, *words), env=self.environment(), stdout=quiet, stderr=quiet
        )

    async def lease_ends(self) -> None:
        """Let so much time of the machine pass that whoever held a source counts as dead."""
        database = Database(async_url(self.url))
        async with database.begin() as session:
            await session.execute(update(SourceState).values(run_until=TODAY - DAY))
        await database.close()

    async def _start(self, key: str) -> None:
        assert key == "billing"
        await asyncio.to_thread(self.ask_source)
