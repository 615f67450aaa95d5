"""A million contacts in simulated time: real lanes of forty processes, a ledger on paper.

What the ledger charges was measured, what the platforms allow is assumed, and how long it then
takes is simulated: see `docs/scale.md`.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass

from bot.people.store.rungs import platform_of
from scheduler.beat import Beat
from scheduler.lanes import Lanes as Drained
from tests.bench.progress import Progress
from tests.bench.simulated.costs import MEASURED, Costs
from tests.bench.simulated.loop import SimulatedClock, seconds, simulate
from tests.bench.simulated.paper import PaperLedger, PaperStore
from tests.bench.simulated.platform import Allowance, SimulatedPlatform
from tests.bench.simulated.world import SameToAll

PLACES = 128
"""Lanes that a process drains at once."""
SERVER_AT_ONCE = 16
"""Transactions that the database server carries out at once: it has as many cores."""
WORKS = 0.0012
"""Seconds of a process's processor for one message, composed, drawn and posted: measured."""
A_JOB = 3
"""Rows that the engine writes for one wake-up of a lane: queued, taken and ended."""
LOOK_EVERY = 10.0
IN_TRUTH = (3.0, 5.0, 8.0)
"""Messages a second that a Slack workspace takes, one workspace after the other."""


@dataclass(frozen=True, slots=True)
class Programme:
    """How many are met where, and by how many processes; mail has one lane."""

    slack: int = 600_000
    workspaces: int = 11_000
    teams: int = 300_000
    tenants: int = 8_999
    mail: int = 100_000
    workers: int = 40

    def lanes(self) -> dict[str, int]:
        """Return the lanes with what is due in each: some large, most of them small."""
        slack = _sized("slack", self.slack, self.workspaces)
        teams = _sized("teams", self.teams, self.tenants)
        return {**slack, **teams, **({"email": self.mail} if self.mail else {})}


@dataclass(frozen=True, slots=True)
class Million:
    """What it came to. Minutes and counts are simulated, `took` are real seconds."""

    contacts: int
    lanes: int
    workers: int
    largest: Mapping[str, int]
    minutes: Mapping[str, float]
    """When the last one had it, by platform."""
    nine_in_ten: Mapping[str, float]
    """When nine lanes in ten were done, by platform."""
    requests: int
    refusals: float
    transactions: int
    rows: int
    busiest: float
    """Transactions a second in the busiest minute."""
    busy: float
    """The share of the server's places that was taken until only mail was left."""
    took: float


async def measure(programme: Programme | None = None) -> Million:
    """Simulate an edition to everybody, in a thread whose loop lives in simulated time."""
    return await asyncio.to_thread(deliver, programme or Programme())


def deliver(
    programme: Programme, costs: Costs = MEASURED, lanes: Mapping[str, int] | None = None
) -> Million:
    """Simulate an edition to everybody, in lanes of the programme's or of these sizes."""
    progress = Progress("million")
    began = time.perf_counter()
    lanes = lanes or programme.lanes()
    progress.say(f"{sum(lanes.values()):,} contacts in {len(lanes):,} lanes ...")
    store, platform = simulate(_drained(lanes, programme.workers, costs, progress))
    progress.end()
    assert store.delivered == sum(lanes.values()), "the ledger has not all of them"
    assert set(platform.times.values()) == {1}, "a message was taken twice"
    return _summed(programme, lanes, store, platform, time.perf_counter() - began)


def _summed(
    programme: Programme,
    lanes: Mapping[str, int],
    store: PaperStore,
    platform: SimulatedPlatform,
    took: float,
) -> Million:
    done: dict[str, list[float]] = {}
    for name, traffic in platform.lanes.items():
        done.setdefault(platform_of(name), []).append(traffic.last_at / 60)
    chats = max(max(found) for name, found in done.items() if name != "email" or len(done) == 1)
    requests = sum(one.requests for one in platform.lanes.values())
    largest = {name: max(_of(lanes, name)) for name in done}
    meanwhile = sum(busy for minute, busy in store.busy_in.items() if minute < chats)
    return Million(
        contacts=sum(lanes.values()),
        lanes=len(lanes),
        workers=programme.workers,
        largest=largest,
        minutes={name: max(moments) for name, moments in done.items()},
        nine_in_ten={name: sorted(found)[len(found) * 9 // 10] for name, found in done.items()},
        requests=requests,
        refusals=sum(one.refused for one in platform.lanes.values()) / requests,
        transactions=store.transactions,
        rows=store.rows,
        busiest=max(store.of_minutes.values()) / 60,
        busy=meanwhile / (chats * 60_000 * SERVER_AT_ONCE),
        took=took,
    )


async def _drained(
    lanes: Mapping[str, int], workers: int, costs: Costs, progress: Progress
) -> tuple[PaperStore, SimulatedPlatform]:
    store, platform = PaperStore(lanes, costs, SERVER_AT_ONCE), SimulatedPlatform(_in_truth)
    woken = asyncio.Queue[str]()
    for name in sorted(lanes, key=_mixed):
        woken.put_nowait(name)
    async with asyncio.TaskGroup() as group:
        places = [
            group.create_task(_place(woken, drained, store))
            for drained in [_worker(number, store, platform) for number in range(workers)]
            for _ in range(PLACES)
        ]
        while store.delivered < sum(lanes.values()):
            await asyncio.sleep(LOOK_EVERY)
            progress.say(f"{store.delivered:,} after {seconds() / 60:,.1f} minutes ...")
        for place in places:
            place.cancel()
    return store, platform


def _worker(number: int, store: PaperStore, platform: SimulatedPlatform) -> Drained:
    """Return what drains lanes in one process."""
    clock, nothing = SimulatedClock(), _Nothing()
    beat = Beat(
        nothing,  # type: ignore[arg-type] # the ledger on paper is asked instead
        clock,
        nothing,  # type: ignore[arg-type] # nothing is promised beside the send
        nothing,  # type: ignore[arg-type] # likewise
        dict.fromkeys(("slack", "teams", "email"), platform),  # type: ignore[arg-type] # it only delivers
        {"edition": SameToAll()},
        holder=f"worker {number}",
        system=clock,
        monotonic=seconds,
    )
    return Drained(beat, PaperLedger(beat, store, WORKS))


async def _place(woken: asyncio.Queue[str], drained: Drained, store: PaperStore) -> None:
    """Drain one lane after the other, each as a job of the engine would: woken, drained, ended."""
    loop = asyncio.get_running_loop()
    while True:
        name = await woken.get()
        await store.transaction(store.costs.transaction, A_JOB)
        again = await drained.drain(name)
        if again is not None:
            loop.call_later(again, woken.put_nowait, name)


class _Nothing:
    """Stands for what no lane asks for here."""


def _in_truth(lane: str) -> Allowance:
    match platform_of(lane):
        case "slack":
            allowed = IN_TRUTH[int(lane.rpartition(":")[2]) % len(IN_TRUTH)]
            return Allowance(allowed, at_once=4, retry_after=10.0)
        case "teams":
            return Allowance(50.0, at_once=50, retry_after=5.0)
        case _:
            return Allowance()


def _sized(platform: str, messages: int, lanes: int) -> dict[str, int]:
    """Share messages out over lanes, by the square root of their place and a little more."""
    weights = [(number + 20) ** -0.6 for number in range(lanes)]
    whole = sum(weights)
    sizes = [max(1, int(messages * weight / whole)) for weight in weights]
    for number in range(messages - sum(sizes)):
        sizes[number % lanes] += 1
    return {f"{platform}:{number}": size for number, size in enumerate(sizes)}


def _mixed(lane: str) -> tuple[int, str]:
    """Return an order in which large and small lanes are mixed, the same each time."""
    number = lane.rpartition(":")[2]
    return (int(number) * 7919 % 10_007 if number.isdigit() else 0, lane)


def _of(lanes: Mapping[str, int], platform: str) -> list[int]:
    return [count for name, count in lanes.items() if platform_of(name) == platform]
