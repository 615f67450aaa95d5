"""Signed commands acknowledged by the whole bot while a large file comes in beside it."""

import asyncio
import json
import os
import resource
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp

from bot.ports import Installation
from bot.store.migrate import upgrade
from bot.store.sessions import Database
from drumbeat.house import House
from drumbeat.serve import serve_until
from drumbeat.settings import read_settings
from tests.bench.commands import PATH, SECRET, TEAM, signed_command
from tests.bench.progress import Progress
from tests.bench.serving import running, tell_port
from tests.bench.storage import SECRET_KEY, kept_installations
from tests.bench.subscriptions import small_files, write_subscriptions

ROWS = 2_000_000
EVERY = 0.05
"""Seconds from one command to the next."""
SLOW = 1.0
"""Seconds within which 99 of 100 must be acknowledged; Slack itself gives up after three."""
HERE = Installation("i1", "slack", TEAM, "xoxb-bench", "UBOT", own=True)


@dataclass(slots=True)
class Acks:
    """How many seconds each acknowledgement took."""

    seconds: list[float] = field(default_factory=list)

    def within(self, percent: float) -> float:
        """Return the time within which this share was acknowledged."""
        ordered = sorted(self.seconds)
        return ordered[min(int(len(ordered) * percent / 100), len(ordered) - 1)]

    @property
    def slow(self) -> int:
        """How many took too long."""
        return sum(each > SLOW for each in self.seconds)


@dataclass(frozen=True, slots=True)
class Imported:
    """What the import said of itself, and the acknowledgements meanwhile."""

    rows: int
    seconds: float
    longest_write_ms: int
    acks: Acks
    seconds_alone: float
    peak_mb: float
    """The most memory that one of the imports took."""


async def measure(rows: int = ROWS) -> Imported:
    """Import so many rows into a new database on which the bot is serving."""
    progress = Progress(f"import of {rows:,} rows")
    with TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "subscriptions.csv"
        progress.say("writing the file")
        await asyncio.to_thread(write_subscriptions, file, rows)
        await _prepare(folder, rows)
        acks, done = Acks(), asyncio.Event()
        async with running("receiver") as receiver:
            api = {"DRUMBEAT_SLACK_API_URL": f"{receiver.address}/api/"}
            async with running("bot", environment={**environment_in(folder), **api}) as bot:
                answer_to = f"{receiver.address}/response"
                commands = Commands(bot.address + PATH, answer_to, acks, progress)
                sending = asyncio.create_task(commands.send_until(done))
                try:
                    told = await run_import(folder, "subscriptions", file)
                finally:
                    done.set()
                    await sending
                # Before the bot ends, which is another child.
                peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        progress.say("once more, alone")
        apart = folder / "alone"
        apart.mkdir()
        await _prepare(apart, rows)
        alone = await run_import(apart, "subscriptions", file, "--alone")
    progress.end()
    longest = told["longest_write_ms"]
    return Imported(told["new"], told["seconds"], longest, acks, alone["seconds"], peak)


async def bot() -> None:
    """Serve the whole bot, as `drumbeat serve` does in the folder it was given."""
    os.chdir(os.environ["TMPDIR"])

    def ready(_house: House, port: int) -> None:
        tell_port(port)

    await serve_until(asyncio.Event(), read_settings(), ready=ready)


@dataclass(slots=True)
class Commands:
    """A command every 50 ms, however long the one before takes."""

    url: str
    answer_to: str
    acks: Acks
    progress: Progress

    async def send_until(self, done: asyncio.Event) -> None:
        """Send them until it is done; whoever is on the way then still counts."""
        async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as group:
            while not done.is_set():
                group.create_task(self._send(session))
                if self.acks.seconds and not len(self.acks.seconds) % 20:
                    self._say()
                await asyncio.sleep(EVERY)

    async def _send(self, session: aiohttp.ClientSession) -> None:
        request = signed_command(self.answer_to)
        began = time.perf_counter()
        async with session.post(self.url, data=request.body, headers=request.headers) as answer:
            told = await answer.text()
            assert answer.status == 200, told
        self.acks.seconds.append(time.perf_counter() - began)

    def _say(self) -> None:
        count, longest = len(self.acks.seconds), max(self.acks.seconds)
        self.progress.say(f"{count:,} commands acknowledged, longest {longest * 1000:,.0f} ms")


async def _prepare(folder: Path, rows: int) -> None:
    """Make the database, with the partners and customers that the large file speaks of."""
    url = environment_in(folder)["DRUMBEAT_DATABASE_URL"]
    await asyncio.to_thread(upgrade, url)
    for kind, content in small_files(rows):
        file = folder / f"{kind}.csv"
        file.write_text(content)
        await run_import(folder, kind, file)
    database = Database(url)
    await kept_installations(database, HERE)
    await database.close()


async def run_import(
    folder: Path, kind: str, file: Path, *options: str, url: str | None = None
) -> dict[str, Any]:
    """Run `drumbeat import` on the folder's database, or another one; return what it printed."""
    other = {"DRUMBEAT_DATABASE_URL": url} if url is not None else {}
    process = await asyncio.create_subprocess_exec(
        *(Path(sys.executable).with_name("drumbeat"), "import", kind, file, "--json", *options),
        env={**environment_in(folder), **other},
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await process.communicate()
    assert process.returncode == 0, printed.decode()
    told: dict[str, Any] = json.loads(printed)
    return told


def environment_in(folder: Path) -> dict[str, str]:
    """Return the environment of an operator whose everything lies in one folder."""
    ours = {
        "DRUMBEAT_VENDOR": "Cirrus",
        "DRUMBEAT_SECRET_KEY": SECRET_KEY,
        "DRUMBEAT_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'drumbeat.db'}",
        "DRUMBEAT_PORT": "0",
        "DRUMBEAT_SLACK_SIGNING_SECRET": SECRET,
        "SQLITE_TMPDIR": str(folder),
        "TMPDIR": str(folder),
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DRUMBEAT_")}
    return {**kept, **ours}
