"""A place that lets nothing through: it is asked about before anything is believed of it."""

import asyncio

import structlog

from bot.beat.store import lanes
from bot.beat.store.lanes import Fenced, Grip
from bot.errors import InstallationGone, PlaceClosed
from bot.people.store import troubles
from bot.people.store.rungs import installation_of, platform_of
from bot.ports import Presence
from scheduler.beat import Beat

log = structlog.get_logger(__name__)


async def is_gone(beat: Beat, grip: Grip, told: InstallationGone | PlaceClosed) -> bool:
    """Say whether we are gone from the place of a lane, after it `told` us that we may not post.

    What a platform says about a message is one word. Where we are gone it says so again when it
    is asked for that alone, and only then the place is given up; everything else is a trouble of
    the place, which is kept for its alarm and passes with the next message that gets through.
    """
    place = installation_of(grip.lane)
    presence = Presence.UNSURE
    if isinstance(told, InstallationGone):
        messenger = beat.messengers[platform_of(grip.lane)]
        try:
            async with asyncio.timeout(beat.limits.post.total_seconds()):
                presence = await messenger.presence(place)
        except TimeoutError:
            log.info("presence_unsure", installation_id=place, reason="no answer in time")
    if place is not None:
        await _keep(beat, grip, place, presence, str(told))
    return presence is Presence.GONE


async def is_well(beat: Beat, grip: Grip, trouble: str) -> None:
    """Remember that a message got through: whatever was the matter there is over."""
    place = installation_of(grip.lane)
    if place is None:
        return
    async with beat.database.begin() as session:
        over = await troubles.forget(session, place)
    if over:
        log.info("place_open_again", installation_id=place, was=trouble)


async def _keep(beat: Beat, grip: Grip, place: str, presence: Presence, reason: str) -> None:
    async with beat.database.begin() as session:
        if grip not in await lanes.hold(session, [grip], beat.lease_end()):
            raise Fenced
        if presence is Presence.GONE:
            await troubles.bury(session, place, reason, beat.clock.now())
        else:
            await troubles.note(session, place, reason, beat.clock.now())
    event = "installation_buried" if presence is Presence.GONE else "place_closed"
    log.warning(event, installation_id=place, presence=presence.value, reason=reason)
