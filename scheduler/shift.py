"""A shift on a lane: claim, judge, write, say what is about to leave, post, record."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog

from bot.beat.kinds import Material
from bot.beat.rules.outcomes import State
from bot.beat.rules.recipients import SharedConversation, recipient_id
from bot.beat.rules.suppression import Skip, reason_to_skip
from bot.beat.store import due, lanes, shared_conversations
from bot.beat.store.due import DueDelivery
from bot.beat.store.lanes import Grip, Outcome
from bot.errors import RecipientGone
from bot.people.store import rungs
from bot.people.store.rungs import Rung
from bot.store.sessions import AsyncSession
from scheduler.beat import Beat
from scheduler.health import Health
from scheduler.pace import Bucket
from scheduler.posting import Ended, Ready, asked_of, compose, post

# Requests of one lane that may be on their way at once: all that a power cut leaves unknown.
AT_ONCE = 16
MOVED_AT_ONCE = 500
INSTALLATION_GONE = "we were removed there"
# For whom a kind found nothing that its text needs, there is nothing to compose.
NOTHING_TO_SAY: Material[Any] = Material(None, Skip.NOTHING_TO_SAY)

log = structlog.get_logger(__name__)


class Shift:
    """One holder's work on one lane, from taking it to letting go."""

    def __init__(
        self, beat: Beat, grip: Grip, bucket: Bucket, health: Health, now: datetime | None
    ) -> None:
        self.grip = grip
        self.pause = 0.0
        self._beat, self._bucket, self._health, self._now = beat, bucket, health, now
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
        materials = await self._materials(batch)
        spent: Counter[str] = Counter()
        ended: list[Ended] = []
        meant: list[tuple[DueDelivery, Material[Any]]] = []
        for delivery in batch:
            material = materials.get(delivery.id, NOTHING_TO_SAY)
            verdict = self._judge(delivery, material, spent)
            if verdict is None:
                spent[recipient_id(delivery.recipient)] += 1
                meant.append((delivery, material))
            else:
                ended.append(verdict)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(compose(self._beat, *one)) for one in meant]
        written = [task.result() for task in tasks]
        await self._record([*ended, *(one for one in written if isinstance(one, Ended))])
        return [one for one in written if isinstance(one, Ready)]

    async def _materials(self, batch: Sequence[DueDelivery]) -> dict[str, Material[Any]]:
        """Read by delivery what the texts need, a kind of send at a time."""
        found: dict[str, Material[Any]] = {}
        async with self._beat.database.read() as session:
            for name in sorted({delivery.kind for delivery in batch}):
                asked = [asked_of(delivery) for delivery in batch if delivery.kind == name]
                found.update(await self._beat.kinds[name].load(session, asked, self.now()))
        return found

    async def send_some(self, ready: list[Ready]) -> list[Ready]:
        """Send as many as may leave now, or wait until one may; return the others."""
        most = self._beat.limits.probe if self._health.alone else AT_ONCE
        may_leave = self._bucket.take(min(len(ready), most))
        if not may_leave:
            await self._beat.rest(self._bucket.delay())
            return ready
        ended = await self._post(ready[:may_leave])
        await self._record(ended)
        self.pause = max((one.pause for one in ended), default=0.0)
        self._weigh(ended)
        if self._installation_gone:
            await self._clear_lane()
        return ready[may_leave:]

    def _weigh(self, ended: Sequence[Ended]) -> None:
        """Let the lane rest where nothing gets through."""
        if self._health.note(
            answered=any(one.answered for one in ended),
            not_sent=any(one.not_sent for one in ended),
            unknown=sum(one.unknown for one in ended),
        ):
            rest = self._beat.limits.rest_after(self._health.rests)
            self.pause = max(self.pause, rest.total_seconds())
            log.warning(
                "lane_rests",
                lane=self.grip.lane,
                seconds=self.pause,
                reason=next(one.outcome.reason for one in ended if one.not_sent or one.unknown),
            )

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
            await self._tell_kinds(session, ended, now)
            await rungs.remember_conversations(session, _newly_met(ended))
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
            to = one.due.to
            if one.recipient_gone is not None:
                await _bury(session, one.due, one.recipient_gone)
            if one.installation_gone and to and to.installation_id:
                self._installation_gone = True
                await rungs.drop_installation(session, to.installation_id, now)
        moved = [one.due.contact_id for one in ended if one.elsewhere and one.due.contact_id]
        found = await self._rungs(session, moved)
        return [_sent_on(one, found.get(one.due.contact_id or "")) for one in ended]

    async def _tell_kinds(
        self, session: AsyncSession, ended: Sequence[Ended], now: datetime
    ) -> None:
        """Tell each kind of send who has it in hand."""
        readers: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for one in ended:
            if one.outcome.state is State.DELIVERED and one.due.contact_id is not None:
                readers[one.due.kind, one.due.subject].append(one.due.contact_id)
        for (name, subject), contact_ids in readers.items():
            await self._beat.kinds[name].delivered(session, subject, contact_ids, now)

    async def _clear_lane(self) -> None:
        """Move what still waits in a lane that leads nowhere, or say that it failed."""
        while True:
            async with self._beat.database.begin() as session:
                await lanes.hold(session, self.grip, self._beat.lease_end())
                waiting = await lanes.planned_in(session, self.grip.lane, MOVED_AT_ONCE)
                if not waiting:
                    return
                found = await self._rungs(session, [who for who in waiting.values() if who])
                outcomes = [
                    _moved(delivery_id, found.get(contact_id or ""))
                    for delivery_id, contact_id in waiting.items()
                ]
                await lanes.record(session, self.grip, outcomes, self.now())

    async def _rungs(self, session: AsyncSession, contact_ids: Sequence[str]) -> dict[str, Rung]:
        if not contact_ids:
            return {}
        return await rungs.first_rungs(session, contact_ids, frozenset(self._beat.messengers))

    def _judge(
        self, delivery: DueDelivery, material: Material[Any], spent: Counter[str]
    ) -> Ended | None:
        """Return why this must not leave now, if there is a reason."""
        known = delivery.standing
        pushes = known.pushes + spent[recipient_id(delivery.recipient)]
        skip = reason_to_skip(
            replace(known, pushes=pushes, reachable=True, objection=material.objection),
            budget=self._beat.limits.budget,
            catch_up=delivery.catch_up,
            passes=self._beat.kinds[delivery.kind].passes,
        )
        reachable = delivery.to is not None and delivery.to.platform in self._beat.messengers
        lost = not (reachable and known.reachable)
        if skip is None and not lost:
            return None
        reason = skip or Skip.NO_ADDRESS
        outcome = Outcome(delivery_id=delivery.id, state=State.SKIPPED, reason=reason)
        return Ended(delivery, outcome, unreachable=skip is None)


async def _bury(session: AsyncSession, due: DueDelivery, gone: RecipientGone) -> None:
    """Never use again what is known to lead to nobody, and keep why."""
    if due.address_id is not None:
        await rungs.bury(session, due.address_id, str(gone))
    elif isinstance(due.recipient, SharedConversation):
        where = due.recipient.conversation_id
        await shared_conversations.close(session, where, gone.state, str(gone))


def _moved(delivery_id: str, rung: Rung | None) -> Outcome:
    if rung is not None:
        return Outcome(delivery_id=delivery_id, state=State.PLANNED, rung=rung)
    return Outcome(delivery_id=delivery_id, state=State.FAILED, reason=INSTALLATION_GONE)


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
