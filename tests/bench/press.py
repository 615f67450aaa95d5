"""What one press costs the processor, from the signed request until all of it is done."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

import aiohttp

from bot.store.migrate import upgrade
from bot.store.sessions import Database
from tests.bench import commands, teams_doors
from tests.bench.gestures import NPS, WHAT, Make, OnSlack, OnTeams
from tests.bench.imports import environment_in
from tests.bench.load import Request
from tests.bench.programme import TENANT, fill
from tests.bench.progress import Progress
from tests.bench.serving import Served, running
from tests.bench.teams_invokes import published
from tests.stand_ins.teams.keys import Keys

SIZES = (1_000, 10_000, 100_000)
PRESSES = 20
"""How many are measured together: one after the other, as people press."""
STRIDE = 7919
"""From one person who presses to the next: a prime, so that they lie all over the tables."""
ACK, ASKED, ASKED_OF_ACK = "acknowledged only", 10.0, 1.5


class Cost(NamedTuple):
    """What one press took: milliseconds of processor, statements, transactions, commits."""

    ms: float
    statements: float
    transactions: float
    commits: float


@dataclass(frozen=True, slots=True)
class Pressed:
    """One gesture on one platform: a bare door, and ours at each size of the programme."""

    what: str
    bare: float
    ours: Mapping[int, Cost]
    ratios: Mapping[int, float]
    asked: float = ASKED


@dataclass(frozen=True, slots=True)
class _Door:
    """A server, and who its people are."""

    served: Served
    people: int
    path: str
    who: Iterator[int] = field(default_factory=lambda: count(7, STRIDE))

    async def press(self, make: Make, what: str) -> Cost:
        """Let people press one after the other; the last must be done before it counts."""
        requests = [make(what, next(self.who) % self.people) for _ in range(PRESSES)]
        counted, used = await self.served.counted(), await self.served.processor_seconds()
        async with aiohttp.ClientSession() as session:
            for request in requests:
                await _post(session, self.served.address + self.path, request)
        await self.served.done()
        used = await self.served.processor_seconds() - used
        after = await self.served.counted()
        found = (new - old for new, old in zip(after, counted, strict=True))
        return Cost(used / PRESSES * 1000, *(each / PRESSES for each in found))


@dataclass(frozen=True, slots=True)
class _Contest:
    """A bare door and ours at each size, in turns."""

    bare: _Door
    ours: Mapping[int, _Door]
    make: Make

    async def over(self, what: str, rounds: int) -> Pressed:
        """Measure one gesture; the first round warms up and does not count."""
        bare: list[float] = []
        ours: dict[int, list[Cost]] = {size: [] for size in self.ours}
        for _ in range(rounds + 1):
            bare.append((await self.bare.press(self.make, what)).ms)
            for size, door in self.ours.items():
                ours[size].append(await door.press(self.make, what))
        ratios = {
            size: median(
                one.ms / by_hand for one, by_hand in zip(costs[1:], bare[1:], strict=True)
            )
            for size, costs in ours.items()
        }
        costs = {
            size: Cost(*map(median, zip(*found[1:], strict=True))) for size, found in ours.items()
        }
        return Pressed(what, median(bare[1:]), costs, ratios)


async def measure(rounds: int, sizes: Sequence[int] = SIZES) -> list[Pressed]:
    """Measure every gesture on both platforms, at every size."""
    progress = Progress("press")
    async with _contests(sizes, progress) as (acks, *contests):
        progress.say("acknowledgements ...")
        acked = await acks.over(NPS, rounds)
        found = [replace(acked, what=f"Slack: {ACK}", asked=ASKED_OF_ACK)]
        for platform, contest in zip(("Slack", "Teams"), contests, strict=True):
            for what in WHAT:
                progress.say(f"{platform}: {what}, {rounds} rounds of each side ...")
                pressed = await contest.over(what, rounds)
                found.append(replace(pressed, what=f"{platform}: {what}"))
    progress.end()
    return found


@asynccontextmanager
async def _contests(sizes: Sequence[int], progress: Progress) -> AsyncIterator[list[_Contest]]:
    """Start every server: for acknowledgements alone, for Slack and for Teams."""
    keys = Keys(teams_doors.APP_ID)
    async with AsyncExitStack() as stack:
        openid = await stack.enter_async_context(published(keys))
        receiver = (await stack.enter_async_context(running("receiver"))).address
        houses: dict[int, Served] = {}
        for size in sizes:
            progress.say(f"writing down {size:,} people ...")
            houses[size] = await stack.enter_async_context(_house(size, receiver, openid))
        on_slack = OnSlack(f"{receiver}/response").make
        on_teams = OnTeams(keys, f"{receiver}/emea/").make
        bare_slack, acking, bare_teams = [
            await stack.enter_async_context(running(*words))
            for words in (("bare-slack",), ("our-slack",), ("bare-teams", receiver, openid))
        ]
        slack, teams = commands.PATH, teams_doors.PATH
        few = min(sizes)
        bare = _Door(bare_slack, few, slack)
        yield [
            _Contest(bare, {few: _Door(acking, few, slack)}, on_slack),
            _Contest(bare, {n: _Door(one, n, slack) for n, one in houses.items()}, on_slack),
            _Contest(
                _Door(bare_teams, few, teams),
                {n: _Door(one, n, teams) for n, one in houses.items()},
                on_teams,
            ),
        ]


@asynccontextmanager
async def _house(people: int, receiver: str, openid: str) -> AsyncIterator[Served]:
    with TemporaryDirectory() as name:
        environment = {
            **environment_in(Path(name)),
            "DRUMBEAT_SLACK_API_URL": f"{receiver}/api/",
            "DRUMBEAT_TEAMS_APP_ID": teams_doors.APP_ID,
            "DRUMBEAT_TEAMS_APP_PASSWORD": "password",
            "DRUMBEAT_TEAMS_TENANT_ID": TENANT,
            "DRUMBEAT_TEAMS_LOGIN_URL": receiver,
            "DRUMBEAT_TEAMS_OPENID_URL": openid + teams_doors.OPENID,
            "DRUMBEAT_TEAMS_SERVICE_HOSTS": receiver.removeprefix("http://"),
        }
        url = environment["DRUMBEAT_DATABASE_URL"]
        await asyncio.to_thread(upgrade, url)
        database = Database(url)
        await fill(database, people, f"{receiver}/emea/")
        await database.close()
        async with running("house", environment=environment) as served:
            yield served


async def _post(session: aiohttp.ClientSession, url: str, request: Request) -> None:
    async with session.post(url, data=request.body, headers=request.headers) as answer:
        told = await answer.read()
        assert answer.status == 200, told
