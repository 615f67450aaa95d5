"""How deliveries ended, written down with all that follows from it."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from bot.beat.rules.outcomes import State
from bot.beat.rules.recipients import SharedConversation
from bot.beat.store import claims, copies, lanes, round_ups, sends, shared_conversations
from bot.beat.store.claims import Outcome
from bot.beat.store.due import DueDelivery
from bot.beat.store.lanes import Fenced, Grip
from bot.beat.store.round_ups import Over
from bot.errors import RecipientGone
from bot.people.store import blocks, rungs
from bot.people.store.rungs import Rung
from bot.store.sessions import AsyncSession
from scheduler.beat import Beat
from scheduler.ending import Ended
from scheduler.posting import posted_before

MOVED_AT_ONCE = 500
INSTALLATION_GONE = "we were removed there"

log = structlog.get_logger(__name__)

Ends = Sequence[tuple[Grip, Sequence[Ended]]]
"""How deliveries of lanes ended that are held to the transaction's end."""


async def record(beat: Beat, session: AsyncSession, ends: Ends, now: datetime) -> None:
    """Record every end, bury what is dead, and send on by another address who has one."""
    ended = [one for _, some in ends for one in some]
    if not ended:
        return
    for one in ended:
        if one.recipient_gone is not None:
            await _bury(session, one.due, one.recipient_gone, now)
        if one.said_no:
            await _take_the_no(session, one.due, now)
    moved = [one.due.contact_id for one in ended if one.elsewhere and one.due.contact_id]
    found = await _rungs(beat, session, moved)
    outcomes = [
        (grip, _sent_on(one, found.get(one.due.contact_id or "")))
        for grip, some in ends
        for one in some
        if not one.over
    ]
    await claims.record(session, outcomes, now)
    await copies.stand(session, {one.copy.delivery_id: one.outcome for one in ended if one.copy})
    await _round_up(beat, session, ends, now)
    if lost := [one.due.id for one in ended if one.place_is_lost]:
        await sends.plan_again(session, lost)
    await _tell_kinds(beat, session, ended, now)
    await rungs.remember_conversations(session, _newly_met(ended))
    await rungs.introduced(session, _introduced(ended))


def tell(grip: Grip, ended: Sequence[Ended]) -> None:
    """Say in the log what was recorded together: how many, by how they stand, and why."""
    if not ended:
        return
    states = Counter(one.outcome.state.value for one in ended)
    reasons = Counter(one.outcome.reason for one in ended if one.outcome.reason)
    more = {"reasons": dict(reasons)} if reasons else {}
    log.info("deliveries_recorded", lane=grip.lane, **states, **more)


async def clear_lane(beat: Beat, grip: Grip, now: datetime) -> None:
    """Move what still waits in a lane that leads nowhere, or say that it failed."""
    while not beat.stopping.is_set():
        async with beat.database.begin() as session:
            if grip not in await lanes.hold(session, [grip], beat.lease_end()):
                raise Fenced
            waiting = await claims.planned_in(session, grip.lane, MOVED_AT_ONCE)
            if not waiting:
                return
            found = await _rungs(beat, session, [who for who in waiting.values() if who])
            if any(rung.lane == grip.lane for rung in found.values()):
                return  # The place showed a sign of life meanwhile: what waits there may stay.
            outcomes = [
                (grip, _moved(delivery_id, found.get(contact_id or "")))
                for delivery_id, contact_id in waiting.items()
            ]
            await claims.record(session, outcomes, now)
            await sends.plan_again(session, [one for one, who in waiting.items() if not who])


async def _round_up(beat: Beat, session: AsyncSession, ends: Ends, now: datetime) -> None:
    """Let what was over the budget wait for its recipient's round-up."""
    over = [
        Over(one.due.id, grip.lane, one.due.recipient)
        for grip, some in ends
        for one in some
        if one.over
    ]
    if over:
        await round_ups.take_in(session, over, beat.limits.round_up, now)


async def _bury(
    session: AsyncSession, due: DueDelivery, gone: RecipientGone, now: datetime
) -> None:
    """Use no more what is known to lead to nobody, and keep why."""
    if due.address_id is not None:
        await rungs.bury(session, due.address_id, str(gone), now)
    elif isinstance(due.recipient, SharedConversation):
        where = due.recipient.conversation_id
        await shared_conversations.close(session, where, gone.state, str(gone))


async def _take_the_no(session: AsyncSession, due: DueDelivery, now: datetime) -> None:
    """Mute the topic with which somebody was met who has shut us out; others go another way."""
    _, topic = await sends.about_of(session, due.id)
    if topic and due.contact_id is not None and due.to is not None:
        await blocks.take(session, due.contact_id, topic, due.to.platform, now)


async def _tell_kinds(
    beat: Beat, session: AsyncSession, ended: Sequence[Ended], now: datetime
) -> None:
    """Tell each kind of send who has it in hand."""
    readers: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for one in ended:
        if one.outcome.state is State.DELIVERED and one.due.contact_id is not None:
            readers[one.due.kind, one.due.send_id].append(one.due.contact_id)
    for (name, send_id), contact_ids in readers.items():
        await beat.kinds[name].delivered(session, send_id, contact_ids, now)
    settled: defaultdict[str, list[str]] = defaultdict(list)
    for one in ended:
        if one.outcome.state is not State.PLANNED:
            settled[one.due.kind].append(one.due.id)
    for name, delivery_ids in settled.items():
        if name in beat.kinds:
            await beat.kinds[name].settled(session, delivery_ids, now)


async def _rungs(beat: Beat, session: AsyncSession, contact_ids: Sequence[str]) -> dict[str, Rung]:
    if not contact_ids:
        return {}
    return await rungs.first_rungs(session, contact_ids, frozenset(beat.messengers))


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


def _introduced(ended: Sequence[Ended]) -> list[str]:
    """Return the addresses where somebody who was found has our first message."""
    return [
        one.due.address_id
        for one in ended
        if one.due.unmet and one.due.address_id and one.outcome.state is State.DELIVERED
    ]


def _sent_on(ended: Ended, rung: Rung | None) -> Outcome:
    if not ended.elsewhere or rung is None or rung.address_id == ended.due.address_id:
        # Parts of it that stand there from an earlier try are never forgotten.
        stands = None if ended.outcome.receipt else posted_before(ended.due.to)
        return replace(ended.outcome, receipt=stands) if stands else ended.outcome
    return Outcome(delivery_id=ended.due.id, state=State.PLANNED, rung=rung)
