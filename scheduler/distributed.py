"""The distributed engine: ticks and lanes as jobs of procrastinate, for any number of processes.

A job is a wake-up and no more. One that is lost costs a tick, one too many finds nothing to do,
and two of one lane are kept apart by the lane's own row in the ledger.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import structlog

from bot.errors import DatabaseTrouble
from bot.store.columns import new_id
from bot.store.jobs import SCHEMA, is_laid, queued_lanes
from bot.store.sessions import AsyncSession, Database

if TYPE_CHECKING:
    from procrastinate import App, JobContext
    from procrastinate.jobs import Job
    from procrastinate.worker import Worker

Drain = Callable[[str], Awaitable[float | None]]
Tick = Callable[[], Awaitable[None]]

# A worker says it lives every BEAT seconds, and is taken for dead after DEAD: sooner than the
# lease of a lane runs out, so that whoever takes over waits for the lease alone.
BEAT = 5.0
DEAD = 20.0
# One that is taken for dead keeps its name for as long, for without it a paused one that goes on
# could not take another job.
FORGOTTEN = 3600.0
POLL = 1.0
# Whoever waits longer for a connection has none, and looks after the database instead.
PATIENCE = 5.0
TICKS = "* * * * * */2"
AFTER_A_STUMBLE = 5.0
AFTER_A_LOSS = 1.0

# All lanes in one statement and in one order, so that two of these never wait for each other.
# A lane that is to be drained later is drained sooner where somebody wishes it sooner. One that
# has waited for its moment, or for a holder that died, goes before those that are woken now.
WAKE = """
INSERT INTO procrastinate_jobs
  (queue_name, task_name, lock, queueing_lock, args, scheduled_at, priority)
SELECT 'lanes', 'drain', lane, lane, jsonb_build_object('lane', lane),
  now() + %(after)s * interval '1 second', CASE WHEN %(after)s IS NULL THEN 0 ELSE 1 END
FROM unnest(%(lanes)s::text[]) AS lane
ORDER BY lane
ON CONFLICT (queueing_lock) WHERE status = 'todo' DO UPDATE
SET scheduled_at = excluded.scheduled_at
WHERE procrastinate_jobs.scheduled_at > coalesce(excluded.scheduled_at, '-infinity')
"""
# The jobs' own functions and triggers look for their tables where the session looks.
LOOK_AT_JOBS_TOO = f"""
SELECT set_config('search_path', current_setting('search_path') || ', {SCHEMA}', true)
"""

log = structlog.get_logger(__name__)
# Its lines are traces of what this file waits for; what matters of them is told here.
logging.getLogger("procrastinate").setLevel(logging.CRITICAL)


class DistributedEngine:
    """Runs ticks and lanes in this process and in all others on the same database."""

    name = "distributed"

    def __init__(
        self,
        database: Database,
        *,
        lanes_at_once: int = 128,
        beat: float = BEAT,
        dead: float = DEAD,
        ticks: str = TICKS,
    ) -> None:
        self._database = database
        self._lanes_at_once, self._beat, self._dead, self._ticks = lanes_at_once, beat, dead, ticks
        self._stopped = asyncio.Event()
        self._workers: set[Worker] = set()
        self._not_ended: set[int] = set()
        self._in_hand: set[int | None] = set()
        self._idle: set[int | None] = set()

    async def wake(self, *lanes: str, after: float = 0.0) -> None:
        """Have `lanes` drained soon, or after so many seconds; the sooner wish holds."""
        async with self._database.begin() as session:
            await _wake(session, lanes, after or None)

    async def wake_within(self, session: AsyncSession, lanes: Collection[str]) -> None:
        """Have `lanes` drained soon after this transaction is committed, if it ever is."""
        if lanes:
            await _wake(session, lanes)

    async def run(self, drain: Drain, tick: Tick) -> None:
        """Work until stopped; a database that goes away is waited for."""
        # What is in hand outlives the worker whose job it was: that ends with its connections, and
        # a drain writes down what it knows when the database is back.
        async with asyncio.TaskGroup() as in_hand:
            while not self._stopped.is_set():
                try:
                    await self._work(in_hand, drain, tick)
                except Exception as problem:
                    if not _is_loss(problem):
                        log.exception("engine_stumbled", reference=new_id())
                await self._until_it_answers()

    async def queued(self, session: AsyncSession) -> int:
        """Return how many lanes were woken and wait for a place in any process."""
        return await queued_lanes(session)

    def stop(self) -> None:
        """Finish what is in hand and return from `run`."""
        self._stopped.set()

    async def _until_it_answers(self) -> None:
        """Wait until the database is well; it says once itself what is the matter."""
        while not self._stopped.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), AFTER_A_LOSS)
            with suppress(DatabaseTrouble):
                async with self._database.read() as session:
                    await is_laid(session)
                return

    async def _work(self, in_hand: asyncio.TaskGroup, drain: Drain, tick: Tick) -> None:
        """Work until stopped, or until one of the parts cannot go on; then end them all."""
        async with self._opened(in_hand, drain, tick) as (lanes, ticks):
            parts = [
                asyncio.create_task(self._stopped.wait()),
                asyncio.create_task(self._worker(lanes, "lanes", self._lanes_at_once)),
                asyncio.create_task(self._worker(ticks, "ticks", 1)),
                asyncio.create_task(self._sweep_on(lanes)),
            ]
            try:
                await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            finally:
                await _end(parts)
        for problem in [part.exception() for part in parts if not part.cancelled()]:
            if problem is not None:
                raise problem

    @asynccontextmanager
    async def _opened(
        self, in_hand: asyncio.TaskGroup, drain: Drain, tick: Tick
    ) -> AsyncIterator[tuple["App", "App"]]:
        # Commands that only ask have an engine too, and never start it.
        from procrastinate import App, PsycopgConnector  # noqa: PLC0415

        connector = PsycopgConnector(
            conninfo=self._database.address,
            kwargs={"options": f"-c search_path={SCHEMA}"},
            min_size=1,
            max_size=4,
            timeout=PATIENCE,
        )
        # Two, for a worker asks for the tasks of all: a tick must not wait behind the lanes.
        lanes, ticks = App(connector=connector), App(connector=connector)

        @lanes.task(name="drain", queue="lanes", pass_context=True)
        async def drain_lane(context: "JobContext", lane: str) -> None:
            self._in_hand.add(context.job.id)
            try:
                await asyncio.shield(in_hand.create_task(self._drain(lane, drain)))
            finally:
                self._in_hand.discard(context.job.id)

        @ticks.periodic(cron=self._ticks)
        @ticks.task(name="tick", queue="ticks", queueing_lock="tick")
        async def tick_once(timestamp: int) -> None:  # noqa: ARG001 - the clock hands it over
            await asyncio.shield(in_hand.create_task(self._tick(tick)))

        async with lanes.open_async():
            yield lanes, ticks

    async def _worker(self, app: "App", queue: str, at_once: int) -> None:
        from procrastinate.worker import Worker  # noqa: PLC0415 - with the engine

        worker = Worker(
            app,
            queues=[queue],
            name=queue,
            concurrency=at_once,
            install_signal_handlers=False,
            fetch_job_polling_interval=POLL,
            # Its jobs only wait for what is in hand, so that nobody need wait for them.
            shutdown_graceful_timeout=0,
            update_heartbeat_interval=self._beat,
            stalled_worker_timeout=max(FORGOTTEN, self._dead),
            delete_jobs="always",
        )
        self._workers.add(worker)
        try:
            await worker.run()  # type: ignore[no-untyped-call]  # the package's own
        finally:
            self._workers.discard(worker)
            if worker.worker_id is not None:
                self._not_ended.add(worker.worker_id)

    async def _drain(self, lane: str, drain: Drain) -> None:
        again: float | None = 0.0
        try:
            if not self._stopped.is_set():
                again = await drain(lane)
        except Exception:
            log.exception("drain_stumbled", reference=new_id(), lane=lane)
            again = AFTER_A_STUMBLE
        if self._stopped.is_set():
            # Whoever goes on takes it at once; if nothing was left, that costs them nothing.
            again = 0.0
        if again is not None:
            try:
                await self.wake(lane, after=again)
            except Exception:
                # A tick finds it: what a lane waits for, it knows.
                log.exception("wake_stumbled", reference=new_id(), lane=lane)

    async def _tick(self, tick: Tick) -> None:
        if self._stopped.is_set():
            return
        try:
            await tick()
        except Exception:
            log.exception("tick_stumbled", reference=new_id())

    async def _sweep_on(self, app: "App") -> None:
        # A loop and no job: it must not wait for a queue that is in order.
        while True:
            # What our own workers had when the database went away is nobody's.
            for worker in sorted(self._not_ended):
                await app.job_manager.unregister_worker(worker)
                self._not_ended.discard(worker)
            stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=self._dead)
            for job in [*stalled, *await self._dropped(app)]:
                await self._take_over(app, job)
            await asyncio.sleep(self._beat)

    async def _dropped(self, app: "App") -> list["Job"]:
        """Return jobs that our workers have by the books only.

        A connection broke as one was handed out or ended. Those are jobs that nobody had in hand
        at the last sweep and at this.
        """
        ours = {worker.worker_id for worker in self._workers}
        doing = list(await app.job_manager.list_jobs_async(queue="lanes", status="doing"))
        idle = {job.id for job in doing if job.worker_id in ours} - self._in_hand
        before, self._idle = self._idle, idle
        return [job for job in doing if job.id in idle & before]

    async def _take_over(self, app: "App", job: "Job") -> None:
        """Wake the lane of a job whose worker is gone, and end that job.

        Trying the same job again would not do: behind it another one of its lane may wait, and a
        worker that was only paused would end what is no longer its own. In this order the lane
        never is without a wake-up, and one that waits for it is not joined by another.
        """
        from procrastinate.exceptions import ConnectorException  # noqa: PLC0415 - with the engine
        from procrastinate.jobs import Status  # noqa: PLC0415 - likewise

        if job.id is None:
            return
        if job.task_name == "drain" and job.lock:
            async with self._database.begin() as session:
                await _wake(session, [job.lock], 0.0)
        try:
            await app.job_manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=True)
        except ConnectorException:
            return  # another process was quicker
        log.warning("job_taken_over", task=job.task_name, lane=job.lock, worker=job.worker_id)


async def _end(parts: Collection[asyncio.Task[Any]]) -> None:
    """Cancel until they have ended, for a wait that gets its answer just then does not notice."""
    going = set(parts)
    while going:
        for part in going:
            part.cancel()
        _, going = await asyncio.wait(going, timeout=PATIENCE)


async def _wake(session: AsyncSession, lanes: Collection[str], after: float | None = None) -> None:
    """Wake lanes behind all others, or after so many seconds before them."""
    connection = await session.connection()
    # The driver's own connection, in the transaction that this session has open.
    driver: Any = (await connection.get_raw_connection()).driver_connection
    await driver.execute(LOOK_AT_JOBS_TOO)
    await driver.execute(WAKE, {"lanes": sorted(set(lanes)), "after": after})


def _is_loss(problem: Exception) -> bool:
    """Say whether the database went away, and nothing worse."""
    from procrastinate.exceptions import ConnectorException  # noqa: PLC0415 - with the engine

    return isinstance(problem, ConnectorException | OSError | DatabaseTrouble)
