"""Unknown outcomes are settled by looking for the delivery where it should stand."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from bot.beat.rules.outcomes import LOOK_AFTER as QUIET
from bot.beat.rules.outcomes import State
from bot.beat.store import due, lanes, unknowns
from bot.beat.store.claims import Outcome
from bot.beat.store.due import DueDelivery
from bot.beat.store.lanes import Fenced, Grip
from bot.errors import DrumbeatError, NotPossible
from bot.people.store.rungs import platform_of
from bot.ports import Destination, Finder
from scheduler.beat import Beat

AT_ONCE = 16
BEFORE = timedelta(minutes=10)
"""How much earlier than a delivery was due its conversation is read: clocks differ."""
NOT_POSSIBLE = timedelta(days=1)
"""How long a lane that may not look is left alone; a right may be granted meanwhile."""
NEVER_ARRIVED = "it never arrived"

log = structlog.get_logger(__name__)


async def reconcile(beat: Beat, grip: Grip, now: datetime) -> None:
    """Settle unknown deliveries of a lane that is held, as far as one look goes.

    One that is found is delivered. One that surely never arrived is planned again within its
    send's catch-up limit, and fails after it. Where nobody may look it stays unknown. Whatever
    is left says in its row when it is looked for again, so that the lane, which is told so as
    it is let go, brings somebody back though this process may be gone by then.
    """
    finder = beat.messengers.get(platform_of(grip.lane))
    if finder is not None and not isinstance(finder, Finder):
        return
    async with beat.database.read() as session:
        ids = await unknowns.to_look_for(session, grip.lane, now, beat.system.now(), AT_ONCE)
        if not ids:
            return
        wanted = await due.load(session, ids, now)
        recorded = await unknowns.recorded(session, ids)
    waits = {one: recorded[one] + QUIET - now for one in ids}
    if finder is None:
        waits = dict.fromkeys(ids, NOT_POSSIBLE)
    elif abs(beat.clock.now() - beat.system.now()) > QUIET:
        # What was said when is told by the platform in the machine's own time.
        waits = dict.fromkeys(ids, beat.limits.longest_rest)
    ripe = [one for one in wanted if waits[one.id] <= timedelta(0)]
    outcomes = await _look_for_some(beat, finder, ripe) if finder is not None else []
    outcomes += [_left(beat, one, wait) for one, wait in waits.items() if wait > timedelta(0)]
    await _record(beat, grip, wanted, outcomes, now)


async def _look_for_some(beat: Beat, finder: Finder, ripe: Sequence[DueDelivery]) -> list[Outcome]:
    """Look for one after the other; what half a lease is too short for is left for later."""
    outcomes = list[Outcome]()
    until = beat.monotonic() + beat.limits.lease.total_seconds() / 2
    for one in ripe:
        if one.kind not in beat.kinds:
            # A newer program beside this one knows what follows.
            outcomes.append(_left(beat, one.id, beat.limits.longest_rest))
        elif one.to is None or not beat.kinds[one.kind].can_be_found:
            outcomes.append(_left(beat, one.id, NOT_POSSIBLE))
        else:
            outcomes.append(await _look_for(beat, finder, one, one.to))
        if beat.monotonic() > until:
            break
    return outcomes


async def _look_for(beat: Beat, finder: Finder, one: DueDelivery, to: Destination) -> Outcome:
    again = beat.limits.longest_rest
    try:
        found = await finder.find(to, one.id, beat.system.now() - one.standing.late - BEFORE)
    except NotPossible:
        again = NOT_POSSIBLE
    except DrumbeatError as problem:
        log.info("delivery_not_looked_for", delivery_id=one.id, reason=str(problem))
    else:
        if found.receipt and found.is_whole:
            return Outcome(delivery_id=one.id, state=State.DELIVERED, receipt=found.receipt)
        is_late = one.standing.late > one.catch_up
        stands = "only a part arrived" if found.receipt else NEVER_ARRIVED
        return Outcome(
            delivery_id=one.id,
            state=State.FAILED if is_late else State.PLANNED,
            reason=f"{stands}, and now it is too late" if is_late else stands,
            receipt=found.receipt,
        )
    return _left(beat, one.id, again)


def _left(beat: Beat, delivery_id: str, rest: timedelta) -> Outcome:
    again_at = beat.system.now() + rest
    return Outcome(delivery_id=delivery_id, state=State.UNKNOWN, again_at=again_at)


async def _record(
    beat: Beat,
    grip: Grip,
    looked_for: Sequence[DueDelivery],
    outcomes: Sequence[Outcome],
    now: datetime,
) -> None:
    if not outcomes:
        return
    arrived = {one.delivery_id for one in outcomes if one.state is State.DELIVERED}
    readers: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for one in looked_for:
        if one.id in arrived and one.contact_id is not None:
            readers[one.kind, one.send_id].append(one.contact_id)
    async with beat.database.begin() as session:
        if grip not in await lanes.hold(session, [grip], beat.lease_end()):
            raise Fenced
        await unknowns.settle(session, grip, outcomes, now)
        for (kind, send_id), contact_ids in readers.items():
            await beat.kinds[kind].delivered(session, send_id, contact_ids, now)
    for outcome in outcomes:
        log.info(
            "delivery_reconciled",
            delivery_id=outcome.delivery_id,
            lane=grip.lane,
            state=outcome.state.value,
        )
