"""One trial: a Slack, a programme of its own, and the processes that come to grief."""

import asyncio
import json
import random
import shutil
import signal
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from tests.crash.grounds import LATER, READERS, Ground, just_now, people
from tests.crash.law import IN_FLIGHT, Found, LawBroken, Manner, Tally, weigh
from tests.crash.program import on_trial
from tests.fixtures.books import ask, change, change_together
from tests.fixtures.forked import Forked
from tests.fixtures.program import Told, serving, working
from tests.stand_ins.slack import FakeSlack

WORKERS = 3
PATIENCE = 120
SAID = Path(".cache/crash")
SEEN = "SELECT value FROM programme_fact WHERE substr(name, 1, 7) = 'worker '"
HELD = "SELECT name, holder FROM lane WHERE holder IS NOT NULL"
SILENT_LONG = "UPDATE jobs.procrastinate_workers SET last_heartbeat = now() - interval '1 hour'"
SHALL_BE_SOUGHT = """
UPDATE delivery SET rests_until = ?, recorded_at = ? WHERE state = 'unknown' AND lane = ?
"""


@dataclass(eq=False)
class Running:
    """A process of the program, and what it says."""

    process: Process | Forked
    told: Told
    killed: bool = False

    @property
    def lives(self) -> bool:
        return not self.killed and self.process.returncode is None


@dataclass
class Stage:
    """What a trial has at hand; it counts the kills, and of how many outcomes nobody may know."""

    ground: Ground
    url: str
    slack: FakeSlack
    dice: random.Random
    manner: Manner
    folder: Path
    settings: dict[str, str]
    processes: AsyncExitStack
    running: list[Running] = field(default_factory=list)
    kills: int = 0
    doubt: int = 0
    unknown: set[str] = field(default_factory=set)

    @property
    def is_shared(self) -> bool:
        """Whether several processes work on this database."""
        return self.ground.name == "postgresql"

    @property
    def living(self) -> list[Running]:
        return [one for one in self.running if one.lives]

    async def ask(self, statement: str, *values: object) -> list[tuple]:
        return await asyncio.to_thread(ask, self.url, statement, *values)

    async def change(self, statement: str, *values: object) -> None:
        await asyncio.to_thread(change, self.url, statement, [values])

    async def start(self, url: str = "", **trial: object) -> Running:
        """Start a server on SQLite, a worker on PostgreSQL."""
        settings = {**self.settings, **on_trial(**trial)}
        told = Told()
        if self.is_shared:
            starting = working(url or self.url, along=told, **settings)
            process = await self.processes.enter_async_context(starting)
        else:
            program = await self.processes.enter_async_context(serving(self.url, **settings))
            process, told = program.process, program.told
        self.running.append(Running(process, told))
        return self.running[-1]

    async def start_all(self, **trial: object) -> None:
        """Start as many as may work together, and wait until each has said that it works."""
        missing = (WORKERS if self.is_shared else 1) - len(self.living)
        await asyncio.gather(*(self.start(**trial) for _ in range(missing)))
        await self.seen()

    async def seen(self, *, but: Running | None = None) -> set[str]:
        """Wait until all who live are known; return under which names they hold lanes."""
        async with asyncio.timeout(PATIENCE):
            while True:
                facts = [json.loads(value) for (value,) in await self.ask(SEEN)]
                known = {one["process"]: one["id"] for one in facts}
                living = {one.process.pid for one in self.living if one is not but}
                if living <= set(known):
                    return {known[pid] for pid in living}
                await asyncio.sleep(0.05)

    async def fall_due(self) -> None:
        """Let a promised moment have passed."""
        slot = just_now()
        await self.change(f"{LATER} WHERE subject = 'partner-beat'", slot, slot)

    async def due_until(self, count: int, act: Callable[[], None]) -> None:
        """Let the newsletter go out until so many are taken; this happens before the answer."""
        happened = asyncio.Event()

        def happen() -> None:
            act()
            happened.set()

        self.slack.at(count, happen)
        await self.fall_due()
        async with asyncio.timeout(PATIENCE):
            await happened.wait()

    def sender(self) -> Running:
        """Return whose request was taken last: it is not answered yet."""
        team = self.slack.accepted[-1].team_id
        held = ask(
            self.url,
            "SELECT holder FROM lane JOIN installation ON lane.name = 'slack:' || installation.id"
            " WHERE external_id = ?",
            team,
        )
        facts = [json.loads(value) for (value,) in ask(self.url, SEEN)]
        pids = {one["process"] for one in facts if (one["id"],) in held}
        return next(one for one in self.living if one.process.pid in pids)

    def kill(self, *some: Running) -> None:
        """Kill processes; nothing of them runs after this."""
        for one in some:
            one.process.kill()
            one.killed = True
        self.kills += len(some)

    async def killed_by_itself(self) -> None:
        """Wait until a process has met the point at which it kills itself."""
        going_on = [one for one in self.running if not one.killed]
        waits = {asyncio.ensure_future(one.process.wait()): one for one in going_on}
        done, going = await asyncio.wait(
            waits, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED
        )
        for wait in going:
            wait.cancel()
        await asyncio.gather(*going, return_exceptions=True)
        if not done:
            raise LawBroken("the point was never passed")
        self.kill(*(waits[wait] for wait in done))

    async def go_on(self, **trial: object) -> None:
        """Put others in the place of the dead, whose leases run out at once."""
        for one in self.running:
            if one.killed:
                async with asyncio.timeout(PATIENCE):
                    await one.process.wait()
        await self.start_all(**trial)
        await self.forget_the_dead(await self.seen())

    async def forget_the_dead(self, living: set[str]) -> None:
        """Do in a moment what a minute would; each of their lanes leaves outcomes in doubt."""
        held = await self.ask(HELD)
        lost = [name for name, holder in held if holder not in living]
        self.doubt += IN_FLIGHT * len(lost)
        for name in lost:
            await self.change("UPDATE lane SET until = NULL WHERE name = ?", name)
        if self.is_shared:
            await self.change(SILENT_LONG)

    async def ended(self) -> None:
        """Wait until the books have an end for everybody, and what is unknown was looked for."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not await self._is_over():  # noqa: ASYNC110 - others write, and ring no bell
                    await asyncio.sleep(0.1)
        except TimeoutError:
            states = Counter(state for _, state in await self._ends())
            raise LawBroken(f"it never came to an end: {dict(states)}") from None

    async def _ends(self) -> list[tuple[str, str]]:
        return await self.ask("SELECT id, state FROM delivery WHERE state <> 'skipped'")

    async def _is_over(self) -> bool:
        ends = await self._ends()
        unknown = {one for one, state in ends if state == "unknown"}
        self.unknown |= unknown
        if unknown and self.manner is Manner.LOOK:
            await self.let_a_minute_pass()
            return False
        if len(ends) < READERS or {state for _, state in ends} & {"planned", "sending"}:
            return False
        # Who was killed with nothing left to do had their lanes still.
        return not await self.ask(HELD)

    async def let_a_minute_pass(self) -> None:
        """Do in a moment what a minute would: an unknown outcome is looked for after it."""
        past = just_now() - timedelta(minutes=1)
        for (lane,) in await self.ask(
            "SELECT DISTINCT lane FROM delivery WHERE state = 'unknown'"
        ):
            # The lane first, as everybody does who writes to what is in it.
            await asyncio.to_thread(
                change_together,
                self.url,
                ("UPDATE lane SET next_try_at = ? WHERE name = ?", (past, lane)),
                (SHALL_BE_SOUGHT, (past, past, lane)),
            )

    async def stopped(self) -> None:
        """Ask all who live to stop; each does."""
        for one in self.living:
            one.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            codes = [await one.process.wait() for one in self.running if not one.killed]
        if any(codes):
            raise LawBroken(f"whom nobody killed ended with {codes}")

    def keep_what_was_said(self) -> None:
        """Leave the log of every process of a trial that went wrong where one can read it."""
        SAID.mkdir(parents=True, exist_ok=True)
        for number, one in enumerate(self.running):
            (SAID / f"{number}.log").write_bytes(b"".join(one.told.lines))

    async def weighed(self) -> Tally:
        """Hold what is there to the law."""
        ends = dict(await self._ends())
        [(sends,)] = await self.ask("SELECT count(*) FROM send")
        held = len(await self.ask(HELD))
        posted = Counter(
            one.metadata["event_payload"]["delivery_id"]
            for one in self.slack.accepted
            if one.metadata
        )
        settled = sum(1 for one in self.unknown if ends[one] != "unknown")
        found = Found(ends, posted, READERS, sends, held)
        if self.slack.violations:
            raise LawBroken(f"the platform's rules: {self.slack.violations}")
        return weigh(found, self.manner, kills=self.kills, doubt=self.doubt, settled=settled)


@asynccontextmanager
async def staged(ground: Ground, seed: int, manner: Manner) -> AsyncIterator[Stage]:
    """Set a trial up."""
    on_unknown = "repeat" if manner is Manner.REPEAT else "miss"
    await ground.prepare(on_unknown)
    dice = random.Random(seed)  # noqa: S311 - a story that can be told again, no secret
    folder = ground.new_folder()
    async with AsyncExitStack() as stack:
        url = stack.enter_context(ground.lent(on_unknown))
        slack = await stack.enter_async_context(FakeSlack())
        list(people(slack))
        if manner is not Manner.LOOK:
            for team in slack.world.teams.values():
                team.scopes = set(team.scopes) - {"im:history"}
        settings = {
            "SLACK_SIGNING_SECRET": slack.door.signing_secret,
            "SLACK_BOT_TOKEN": slack.team.token,
            "SLACK_API_URL": slack.api_url,
            "CONTENT": str(ground.content(on_unknown)),
            "STATE": str(folder / "state"),
        }
        processes = await stack.enter_async_context(AsyncExitStack())
        stage = Stage(ground, url, slack, dice, manner, folder, settings, processes)
        try:
            yield stage
        except BaseException:
            stage.keep_what_was_said()
            raise
    shutil.rmtree(folder, ignore_errors=True)
