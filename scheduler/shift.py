"""A shift on a lane: claim, judge, write, say what is about to leave, post, record."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile
from typing import Any

import structlog

from bot.beat.kinds import SendKind
from bot.beat.rules.budget import added
from bot.beat.rules.outcomes import Rest, State
from bot.beat.rules.punctual import timing
from bot.beat.rules.recipients import recipient_id
from bot.beat.rules.suppression import Skip, passes_of, reason_to_skip
from bot.beat.store.claims import Outcome
from bot.beat.store.due import DueDelivery
from bot.beat.store.lanes import Grip
from bot.people.store.rungs import platform_of
from scheduler.beat import Beat
from scheduler.changing import unchangeable
from scheduler.ending import Ended, Ready
from scheduler.health import Health
from scheduler.insisting import insist
from scheduler.marking import keep_mark
from scheduler.night import Night
from scheduler.pace import Bucket
from scheduler.places import is_gone, is_well
from scheduler.posting import compose, held_back, post, unread
from scheduler.reading import Claimed
from scheduler.recording import clear_lane, tell
from scheduler.writer import AT_ONCE, LaneWriter

Spent = defaultdict[str, list[int]]
"""The priorities of what leaves together, by its recipient."""

log = structlog.get_logger(__name__)


class Shift:
    """One holder's work on one lane, from taking it to letting go."""

    def __init__(
        self, beat: Beat, grip: Grip, writer: LaneWriter, health: Health, now: datetime | None
    ) -> None:
        self.grip = grip
        self.pause = 0.0
        self.rests_for = Rest.LIMITED
        self._beat, self._writer, self._health, self._now = beat, writer, health, now
        self._installation_gone = False

    @property
    def goes_on(self) -> bool:
        """Whether the platform still takes messages here."""
        return not self.pause and not self._installation_gone

    async def claim(self) -> list[Claimed]:
        """Return the next due deliveries, with what there is to know of them."""
        await self._beat.prepare()
        return await self._writer.claim(self.grip, self._now)

    async def prepare(self, batch: Sequence[Claimed]) -> list[Ready]:
        """Write the messages; record at once what is not to leave after all."""
        spent = Spent(list)
        night = Night(self._beat.manners(), self._time(), self._health.limited_since)
        ended: list[Ended] = []
        meant: list[Claimed] = []
        for claimed in batch:
            verdict = self._judge(claimed, spent, night)
            if verdict is None:
                spent[recipient_id(claimed.due.recipient)].append(claimed.due.priority)
                meant.append(claimed)
            else:
                ended.append(verdict)
        written = await self._compose(meant)
        await self._record([*ended, *(one for one in written if isinstance(one, Ended))])
        return [one for one in written if isinstance(one, Ready)]

    async def _compose(self, meant: Sequence[Claimed]) -> list[Ready | Ended]:
        """Write one after the other; what half a lease is too short for is left for later.

        Most are written without waiting for anything, so tasks would cost more than they save.
        """
        beat, written = self._beat, list[Ready | Ended]()
        until = beat.monotonic() + beat.limits.lease.total_seconds() / 2
        for one in meant:
            written.append(await compose(beat, one.due, one.material))
            if beat.monotonic() > until:
                break
        return written

    async def send_some(
        self, ready: list[Ready], bucket_for: Callable[[Ready], Bucket]
    ) -> list[Ready]:
        """Send as many as may leave now, or wait until one may; return the others."""
        most = self._beat.limits.probe if self._health.alone else AT_ONCE
        bucket, is_change = bucket_for(ready[0]), ready[0].copy is not None
        alike = sum(1 for _ in takewhile(lambda one: (one.copy is not None) is is_change, ready))
        wanted = min(alike, most)
        may_leave = bucket.take(wanted)
        if may_leave < wanted:
            self._health.slowed(self._time())
        if not may_leave:
            await self._beat.rest(bucket.delay())
            return ready
        ended = await self._post(ready[:may_leave])
        if any(one.was_refused for one in ended):
            bucket.refused()
        else:
            bucket.arrived(sum(one.answered for one in ended))
        await insist(self._beat, partial(self._record, ended))
        self.pause = max((one.pause for one in ended), default=0.0)
        if self.pause:
            self._health.slowed(self._time())
        await self._weigh(ended)
        return ready[may_leave:]

    async def _weigh(self, ended: Sequence[Ended]) -> None:
        """Let the lane rest where nothing gets through, and give up a place that is gone."""
        limited = {recipient_id(one.due.recipient): one.limited for one in ended if one.limited}
        answered = any(one.answered for one in ended)
        if self._health.note_limits(len(limited), answered=answered):
            self.pause = max(self.pause, *limited.values())
            self._health.slowed(self._time())
            log.warning("lane_limited", lane=self.grip.lane, seconds=self.pause)
            self._remember_rest("the platform limited us")
        trouble = next((one.due.trouble for one in ended if one.due.trouble), "")
        if answered and trouble:
            await is_well(self._beat, self.grip, trouble)
        closed = next((one.closed for one in ended if one.closed is not None), None)
        if closed is not None and not answered and await is_gone(self._beat, self.grip, closed):
            self._installation_gone = True
            await clear_lane(self._beat, self.grip, self._time())
        elif self._health.note(
            answered=answered,
            not_sent=any(one.not_sent for one in ended),
            unknown=sum(one.unknown for one in ended),
            busy={one.busy for one in ended if one.busy is not None},
        ):
            if not self.pause:
                self._health.not_slowed()
            rest = self._beat.limits.rest_after(self._health.rests)
            self.pause = max(self.pause, rest.total_seconds())
            reason = next(one.outcome.reason for one in ended if one.got_nothing_through)
            self.rests_for = Rest.UNKNOWN if any(one.unknown for one in ended) else Rest.BUSY
            log.warning("lane_rests", lane=self.grip.lane, seconds=self.pause, reason=reason)
            self._remember_rest(reason or "")

    def _remember_rest(self, reason: str) -> None:
        until = self._time() + timedelta(seconds=self.pause)
        self._health.remember_rest(until, reason)

    def _time(self) -> datetime:
        return self._now or self._beat.clock.now()

    async def _post(self, ready: Sequence[Ready]) -> list[Ended]:
        beat = self._beat
        # Read before the lease is lengthened: whoever is paused in between notices.
        deadline = beat.monotonic() + beat.limits.lease.total_seconds()
        written = {one.due.id: one.due.text_id for one in ready}
        intended = await self._writer.intend(self.grip, written, self._now)
        leaving = [one for one in ready if one.due.id in intended]
        if problem := await keep_mark(beat, self.grip.lane):
            return [held_back(beat, one.due, str(problem)) for one in leaving]
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(post(beat, one, deadline)) for one in leaving]
        ended = [task.result() for task in tasks]
        platform = platform_of(self.grip.lane)
        beat.refused.update((platform, one.refusal.value) for one in ended if one.refusal)
        return ended

    async def _record(self, ended: Sequence[Ended]) -> None:
        ended = [self._timed(one) for one in ended]
        await self._writer.record(self.grip, ended, self._now)
        tell(self.grip, ended)

    def _timed(self, one: Ended) -> Ended:
        """Say of what arrived how it kept its moment, and what made it late."""
        if one.outcome.state is not State.DELIVERED:
            return one
        kept = one.due.waited or timing(one.due.due_at, self._time(), self._health.limited_since)
        return replace(one, outcome=replace(one.outcome, timing=kept))

    def _in_full(self, delivery: DueDelivery, skip: Skip) -> str:
        """Say beside "too late" what last kept a delivery back, as far as that is known.

        Of a conversation that is closed it says how that stands.
        """
        if skip is Skip.NO_ADDRESS and delivery.closed:
            return delivery.closed
        due_at = self._time() - delivery.standing.late
        kept_back = delivery.kept_back or self._health.kept_back(due_at)
        return f"{skip}: {kept_back}" if skip is Skip.TOO_LATE and kept_back else skip

    def _stays(self, claimed: Claimed) -> Skip | None:
        """Return why the copy that this would amend has to stay as it is, if it has."""
        copy, to = claimed.material.copy, claimed.due.to
        if copy is None or to is None:
            return None
        return unchangeable(self._beat, claimed.due, to, copy)

    def _put_off(
        self, delivery: DueDelivery, kind: SendKind[Any] | None, night: Night
    ) -> Ended | None:
        """Return when this may leave instead, where it is night for its reader."""
        outcome = night.puts_off(kind, delivery) if kind is not None else None
        if outcome is None:
            return None
        if outcome.reason == Skip.TOO_LATE:
            outcome = replace(outcome, reason=self._in_full(delivery, Skip.TOO_LATE))
        return Ended(delivery, outcome)

    def _judge(self, claimed: Claimed, spent: Spent, night: Night) -> Ended | None:
        """Return why this must not leave now, if there is a reason."""
        delivery = claimed.due
        kind = self._beat.kinds.get(delivery.kind)
        known = delivery.standing
        beside = spent[recipient_id(delivery.recipient)]
        pushes = known.pushes + added(delivery.priority, beside)
        skip = reason_to_skip(
            replace(
                known,
                pushes=pushes,
                reachable=True,
                objection=known.objection or claimed.material.objection,
            ),
            budget=self._beat.limits.budget,
            catch_up=delivery.catch_up,
            passes=passes_of(
                kind.passes if kind is not None else frozenset(), must_read=delivery.must_read
            ),
        )
        reachable = delivery.to is not None and delivery.to.platform in self._beat.messengers
        lost = not (reachable and known.reachable)
        if skip is None and not lost:
            skip = self._stays(claimed)
        if skip in {None, Skip.NOTHING_TO_SAY} and claimed.unread:
            return unread(self._beat, delivery, claimed.unread)
        if skip is None and not lost:
            return self._put_off(delivery, kind, night)
        if skip is Skip.BUDGET and kind is not None and kind.rounds_up:
            waits = Outcome(delivery_id=delivery.id, state=State.PLANNED, reason=skip)
            return Ended(delivery, waits, over=True)
        reason = self._in_full(delivery, skip or Skip.NO_ADDRESS)
        outcome = Outcome(delivery_id=delivery.id, state=State.SKIPPED, reason=reason)
        return Ended(delivery, outcome, unreachable=skip is None)
