"""What happens in a trial, from the start of the program until those who are left go on."""

import asyncio
import resource
import signal
from asyncio.subprocess import Process
from contextlib import suppress
from pathlib import Path

from tests.crash.grounds import READERS, OnPostgresql
from tests.crash.law import IN_FLIGHT, LawBroken
from tests.crash.points import ALL, POINTS
from tests.crash.program import TOMORROW, struck_by
from tests.crash.stage import PATIENCE, Running, Stage
from tests.crash.wire import Wire
from tests.fixtures.forked import Forked
from tests.fixtures.postgres import Cluster
from tests.fixtures.program import run

POST = "chat.postMessage"
STATUSES = (500, 502, 503, 504)
STRIKES = 2
"""So often all that falls due is looked for in an hour that was set back."""


def some_with(stage: Stage, one: Running) -> list[Running]:
    """Return this process, and by chance others with it."""
    others = [each for each in stage.living if each is not one]
    return [one, *stage.dice.sample(others, stage.dice.randint(0, len(others)))]


async def killed(stage: Stage) -> None:
    """Kill whose request was taken last, and perhaps others, before it is answered."""
    await stage.start_all()
    count = stage.dice.randint(1, READERS)
    await stage.due_until(count, lambda: stage.kill(*some_with(stage, stage.sender())))
    await stage.go_on()


async def killed_at(stage: Stage, point: str) -> None:
    """Let whoever passes a point for the n-th time die there."""
    await stage.start_all(point=armed(stage, point))
    await stage.fall_due()
    await stage.killed_by_itself()
    await stage.go_on()


def armed(stage: Stage, point: str) -> tuple[str, int, str]:
    """Choose at which passing it is; all who are told so count together."""
    passing = stage.dice.randint(1, ALL[point].most)
    return point, passing, str(stage.folder / f"{len(stage.running)}.passed")


async def killed_again_at(stage: Stage, point: str) -> None:
    """Kill all in the middle, and then who comes after them."""
    await stage.start_all()
    await stage.due_until(stage.dice.randint(1, READERS // 2), lambda: stage.kill(*stage.living))
    await stage.go_on(point=armed(stage, point))
    await stage.killed_by_itself()
    await stage.go_on()


async def killed_looking_at(stage: Stage, point: str) -> None:
    """Leave outcomes unknown, and kill whoever looks for them."""
    lost = stage.dice.randint(1, 2)
    stage.slack.drop_after_accepting(POST, times=lost)
    stage.doubt += lost
    await stage.start_all(point=armed(stage, point))
    await stage.fall_due()
    looking = asyncio.create_task(stage.killed_by_itself())
    while not looking.done():
        if await stage.ask("SELECT id FROM delivery WHERE state = 'unknown'"):
            await stage.let_a_minute_pass()
        await asyncio.wait({looking}, timeout=0.2)
    await looking
    await stage.go_on()


async def killed_at_every_point(stage: Stage) -> None:
    """Let one after the other die at the next point of one and the same send."""
    for point in POINTS:
        armed_with = point, 1, str(stage.folder / f"{point}.passed")
        if not stage.kills:
            await stage.start_all(point=armed_with)
            await stage.fall_due()
        else:
            # Those who are left are not armed, and must not be quicker.
            stage.kill(*stage.living)
            await stage.go_on(point=armed_with)
        await stage.killed_by_itself()
    await stage.go_on()


async def dropped(stage: Stage) -> None:
    """Let the platform take a message and say nothing."""
    stage.doubt = stage.dice.randint(1, 8)
    coin = stage.dice.random
    stage.slack.drop_after_accepting(POST, times=stage.doubt, where=lambda _: coin() < 0.5)
    await stage.start_all()
    await stage.fall_due()


async def throttled(stage: Stage, retry_after: int | None) -> None:
    """Let the platform say that we are too fast."""
    times, coin = stage.dice.randint(3, 12), stage.dice.random
    stage.slack.throttle(POST, retry_after, times, where=lambda _: coin() < 0.5)
    await stage.start_all()
    await stage.fall_due()


async def stormed(stage: Stage) -> None:
    """Let the platform fail, in half of the cases after it has taken the message."""
    stage.doubt, coin = stage.dice.randint(5, 15), stage.dice.random
    for _ in range(stage.doubt):
        stage.slack.server_error(
            POST,
            stage.dice.choice(STATUSES),
            after_accepting=coin() < 0.5,
            where=lambda _: coin() < 0.5,
        )
    await stage.start_all()
    await stage.fall_due()


def may_write(process: Process | Forked, most: int) -> None:
    """Let no file of a process grow beyond this."""
    hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)[1]
    with suppress(ProcessLookupError):
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (most, hard))


async def filled(stage: Stage) -> None:
    """Fill the disk of the program: on SQLite its database, else what marks how far it came.

    Once it was noticed there is room again, or it is killed before.
    """
    await stage.start_all()

    def fill() -> None:
        for one in stage.living:
            may_write(one.process, 1)

    await stage.due_until(stage.dice.randint(1, 3), fill)
    said = b'"mark_not_kept"' if stage.is_shared else b'"database_trouble"'
    noticed = [asyncio.create_task(one.told.until(said)) for one in stage.living]
    async with asyncio.timeout(PATIENCE):
        await asyncio.wait(noticed, return_when=asyncio.FIRST_COMPLETED)
    for one in noticed:
        one.cancel()
    if stage.dice.random() < 0.5:
        stage.kill(*stage.living)
        await stage.go_on()
    for one in stage.living:
        may_write(one.process, resource.RLIM_INFINITY)


async def set_back(stage: Stage) -> None:
    """Set the business clock back, kill somebody in that hour, and set it right again."""
    back = stage.folder / "an-hour-back"
    await stage.start_all(back=str(back))

    def set_the_clock() -> None:
        back.touch()
        if stage.dice.random() < 0.5:
            stage.kill(*some_with(stage, stage.sender()))

    await stage.due_until(stage.dice.randint(1, READERS), set_the_clock)
    await stage.go_on(back=str(back))
    struck = struck_by(back)
    async with asyncio.timeout(PATIENCE):
        while not grown(struck):  # noqa: ASYNC110 - other processes write it, and ring no bell
            await asyncio.sleep(0.05)
    back.unlink()


def grown(struck: Path) -> bool:
    """Whether there were ticks enough."""
    return struck.exists() and struck.stat().st_size >= STRIKES


async def paused(stage: Stage) -> None:
    """Pause a process until its lease is over and others have gone on; then it goes on too."""
    await stage.start_all()
    stopped: list[Running] = []

    def pause() -> None:
        stopped.append(stage.sender())
        stopped[0].process.send_signal(signal.SIGSTOP)

    await stage.due_until(stage.dice.randint(1, READERS), pause)
    [one] = stopped
    await stage.forget_the_dead(await stage.seen(but=one))
    await stage.ended()
    one.process.send_signal(signal.SIGCONT)


async def restarted(stage: Stage) -> None:
    """Let the database go down, as it may, and come back."""
    assert isinstance(stage.ground, OnPostgresql)
    cluster: Cluster = stage.ground.cluster
    await stage.start_all()
    gone: list[asyncio.Task[None]] = []
    crashes = stage.dice.random() < 0.5

    def go_down() -> None:
        work = asyncio.to_thread(cluster.crash if crashes else cluster.restart)
        gone.append(asyncio.ensure_future(work))

    await stage.due_until(stage.dice.randint(1, READERS), go_down)
    await gone[0]
    stage.doubt += IN_FLIGHT * len(await stage.ask("SELECT name FROM lane"))


async def cut_off(stage: Stage) -> None:
    """Let nothing pass between a worker and the database, until others have gone on."""
    assert isinstance(stage.ground, OnPostgresql)
    wires: dict[Running, Wire] = {}
    for number in range(3):
        wire = Wire(stage.folder / f"wire-{number}", stage.ground.cluster.folder)
        await stage.processes.enter_async_context(wire)
        url = stage.url.replace(str(stage.ground.cluster.folder), str(wire.folder))
        wires[await stage.start(url)] = wire
    await stage.seen()
    cut: list[Running] = []

    def cut_one() -> None:
        cut.append(stage.sender())
        wires[cut[0]].cut()

    await stage.due_until(stage.dice.randint(1, READERS), cut_one)
    await stage.forget_the_dead(await stage.seen(but=cut[0]))
    await stage.ended()
    if stage.dice.random() < 0.5:
        wires[cut[0]].mend()
    else:
        wires[cut[0]].sever()


async def deployed(stage: Stage) -> None:
    """Take the database a step further under old workers, and replace them one by one."""
    await stage.start_all(pace=(4, 4))
    old, count = stage.living, stage.dice.randint(1, READERS // 2)
    await stage.due_until(count, lambda: None)
    await stage.change("ALTER TABLE delivery ADD COLUMN tomorrow TEXT")
    await stage.change("UPDATE alembic_version SET version_num = ?", TOMORROW)
    refused = await asyncio.to_thread(run, stage.url, "worker", **stage.settings)
    if refused.returncode != 1 or "newer than this program" not in refused.stderr:
        raise LawBroken(f"an old worker began on a newer database: {refused.stderr}")
    for one in stage.dice.sample(old, len(old)):
        await stage.start(tomorrow=True, pace=(4, 4))
        if stage.dice.random() < 0.5:
            stage.kill(one)
        one.process.send_signal(signal.SIGTERM)
        await one.process.wait()
        await stage.forget_the_dead(await stage.seen())
