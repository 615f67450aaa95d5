"""A shift on a lane: claim, judge, write, say what is about to leave, post, record."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from bot.domain.outcomes import State
from bot.domain.suppression import Skip, reason_to_skip
from bot.store import audiences, due, lanes, ledger
from bot.store.audiences import Rung
from bot.store.due import DueDelivery
from bot.store.lanes import Grip, Outcome
from bot.store.sessions import AsyncSession
from scheduler.beat import Beat
from scheduler.pace import Bucket
from scheduler.posting import Ended, Ready, compose, post

# Requests of one lane that may be on their way at once: all that a power cut leaves unknown.
AT_ONCE = 16
MOVED_AT_ONCE = 500
INSTALLATION_GONE = "we were removed there"

log = structlog.get_logger(__name__)


class Shift:
    """One holder's work on one lane, from taking it to letting go."""

    def __init__(self, beat: Beat, grip: Grip, bucket: Bucket, now: datetime | None) -> None:
        self.grip = grip
        self.pause = 0.0
        self._beat, self._bucket, self._now = beat, bucket, now
        self._installation_gone = False

    @property
    def goes_on(self) -> bool:
        """Whether the platform still takes messages here."""
        return not self.pause and not self._installation_gone

    def now(self) -> datetime:
        """Return the business time."""
        return self._now or self._beat.clock.now()

    async def claim(self) -> list[DueDelivery]:
        """Lease the next due deliveries, and read what there is to know of them."""
        beat, now = self._beat, self.now()
        await beat.prepare()
        async with beat.database.begin() as session:
            ids = await lanes.claim(
                session,
                self.grip,
                now=now,
                system=beat.system.now(),
                until=beat.lease_end(),
                limit=AT_ONCE,
            )
        async with beat.database.read() as session:
            return await due.load(session, ids, now)

    async def prepare(self, batch: Sequence[DueDelivery]) -> list[Ready]:
        """Write the messages; record at once what is not to leave after all."""
        spent: Counter[str] = Counter()
        ended: list[Ended] = []
        meant: list[DueDelivery] = []
        for delivery in batch:
            verdict = self._judge(delivery, spent)
            if verdict is None:
                spent[delivery.reader.contact_id] += 1
                meant.append(delivery)
            else:
                ended.append(verdict)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(compose(self._beat, delivery)) for delivery in meant]
        written = [task.result() for task in tasks]
        await self._record([*ended, *(one for one in written if isinstance(one, Ended))])
        return [one for one in written if isinstance(one, Ready)]

    async def send_some(self, ready: list[Ready]) -> list[Ready]:
        """Send as many as may leave now, or wait until one may; return the others."""
        may_leave = self._bucket.take(min(len(ready), AT_ONCE))
        if not may_leave:
            await self._beat.rest(self._bucket.delay())
            return ready
        ended = await self._post(ready[:may_leave])
        await self._record(ended)
        self.pause = max(one.pause for one in ended) if ended else 0.0
        if self._installation_gone:
            await self._clear_lane()
        return ready[may_leave:]

    async def _post(self, ready: Sequence[Ready]) -> list[Ended]:
        beat = self._beat
        # Read before the lease is lengthened: whoever is paused in between notices.
        deadline = beat.monotonic() + beat.limits.lease.total_seconds()
        async with beat.database.begin() as session:
            ids = [one.due.id for one in ready]
            intended = await lanes.intend(session, self.grip, ids, beat.lease_end())
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(post(beat, one, deadline))
                for one in ready
                if one.due.id in intended
            ]
        return [task.result() for task in tasks]

    async def _record(self, ended: Sequence[Ended]) -> None:
        if not ended:
            return
        now = self.now()
        async with self._beat.database.begin() as session:
            # The fence stands before every write, the ones to addresses too.
            await lanes.hold(session, self.grip, self._beat.lease_end())
            outcomes = await self._outcomes(session, ended, now)
            await lanes.record(session, self.grip, outcomes, now)
            await self._mark_invited(session, ended, now)
            await audiences.remember_conversations(session, _newly_met(ended))
        for outcome in outcomes:
            log.info(
                "delivery_recorded",
                delivery_id=outcome.delivery_id,
                lane=self.grip.lane,
                state=outcome.state.value,
            )

    async def _outcomes(
        self, session: AsyncSession, ended: Sequence[Ended], now: datetime
    ) -> list[Outcome]:
        """Bury what is dead, and send on by another address who has one."""
        for one in ended:
            address, to = one.due.address_id, one.due.to
            if one.recipient_gone and address:
                await audiences.bury(session, address, one.outcome.reason or "")
            if one.installation_gone and to and to.installation_id:
                self._installation_gone = True
                await audiences.drop_installation(session, to.installation_id, now)
        rungs = await self._rungs(session, [o.due.reader.contact_id for o in ended if o.elsewhere])
        return [_sent_on(one, rungs.get(one.due.reader.contact_id)) for one in ended]

    async def _mark_invited(
        self, session: AsyncSession, ended: Sequence[Ended], now: datetime
    ) -> None:
        for one in ended:
            if one.due.asking and one.outcome.state is State.DELIVERED:
                wave_id, contact_id = one.due.asking.wave_id, one.due.reader.contact_id
                await ledger.mark_invited(session, wave_id, [contact_id], now)

    async def _clear_lane(self) -> None:
        """Move what still waits in a lane that leads nowhere, or say that it failed."""
        while True:
            async with self._beat.database.begin() as session:
                await lanes.hold(session, self.grip, self._beat.lease_end())
                waiting = await lanes.planned_in(session, self.grip.lane, MOVED_AT_ONCE)
                if not waiting:
                    return
                rungs = await self._rungs(session, list(waiting.values()))
                outcomes = [
                    Outcome(delivery_id=delivery_id, state=State.PLANNED, rung=rungs[contact_id])
                    if contact_id in rungs
                    else Outcome(
                        delivery_id=delivery_id, state=State.FAILED, reason=INSTALLATION_GONE
                    )
                    for delivery_id, contact_id in waiting.items()
                ]
                await lanes.record(session, self.grip, outcomes, self.now())

    async def _rungs(self, session: AsyncSession, contact_ids: Sequence[str]) -> dict[str, Rung]:
        if not contact_ids:
            return {}
        return await audiences.first_rungs(session, contact_ids, frozenset(self._beat.messengers))

    def _judge(self, delivery: DueDelivery, spent: Counter[str]) -> Ended | None:
        """Return why this must not leave now, if there is a reason."""
        known = delivery.standing
        pushes = known.pushes + spent[delivery.reader.contact_id]
        skip = reason_to_skip(
            replace(known, pushes=pushes, reachable=True),
            budget=self._beat.limits.budget,
            catch_up=delivery.catch_up,
        )
        reachable = delivery.to is not None and delivery.to.platform in self._beat.messengers
        lost = not (reachable and known.reachable)
        if skip is None and not lost:
            return None
        reason = skip or Skip.NO_ADDRESS
        outcome = Outcome(delivery_id=delivery.id, state=State.SKIPPED, reason=reason)
        return Ended(delivery, outcome, unreachable=skip is None)


def _newly_met(ended: Sequence[Ended]) -> dict[str, str]:
    """Return by address the conversations that a platform named and we did not know."""
    return {
        one.due.address_id: one.outcome.receipt.conversation
        for one in ended
        if one.due.address_id
        and one.due.to
        and one.outcome.receipt
        and one.outcome.receipt.conversation
        not in {"", one.due.to.conversation, one.due.to.external_id}
    }


def _sent_on(ended: Ended, rung: Rung | None) -> Outcome:
    if not ended.elsewhere or rung is None or rung.address_id == ended.due.address_id:
        return ended.outcome
    return Outcome(delivery_id=ended.due.id, state=State.PLANNED, rung=rung)
