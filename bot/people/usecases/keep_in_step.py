"""Follow what platforms tell us: people and conversations that changed, homes that removed us."""

import asyncio
from datetime import datetime

import structlog

from bot.context import Context
from bot.errors import DeliveryProblem
from bot.event import InstallationRemoved, PersonJoined, PlaceChanged, ProfileChanged, Reply
from bot.language import read_language
from bot.people.looking_around import look_at
from bot.people.rules.linking import read_email
from bot.people.rules.zones import every_zone
from bot.people.store import finding, people, place_keeping, troubles
from bot.people.store.addresses import installation_at
from bot.people.store.installations import Standing, mark_removed, standing
from bot.ports import Presence

ASKING_SECONDS = 15.0
UNCONFIRMED = "removed, as its events say; the platform gave no answer to that"

log = structlog.get_logger()


async def remove_installation(context: Context, event: InstallationRemoved) -> Reply:
    """Remember that we were removed, and forget the token, once the platform says so itself.

    What it reports comes late, twice and in any order: it may be about the installation before
    this one. What is older than this one changes nothing, and before a token is erased the
    platform is asked whether it is still good. Where it gives no answer the token stays, unused.
    """
    origin = event.origin
    async with context.database.read() as session:
        stood = await standing(session, origin.platform, origin.installation)
    presence = Presence.THERE
    if stood is not None and not _is_older(event.at, stood):
        presence = await _presence(context, origin.platform, stood)
    async with context.work(event) as session:
        now = context.clock.now()
        if stood is not None and presence is Presence.GONE:
            await mark_removed(session, stood, now)
        elif stood is not None and presence is Presence.UNSURE:
            await troubles.bury(session, stood.id, UNCONFIRMED, now)
    if stood is not None:
        log.info("removal_reported", installation_id=stood.id, presence=presence.value)
    return Reply()


def _is_older(at: datetime | None, stood: Standing) -> bool:
    """Whether something happened before this installation; platforms tell whole seconds."""
    return at is not None and at < stood.installed_at.replace(microsecond=0)


async def _presence(context: Context, platform: str, stood: Standing) -> Presence:
    """Ask about a token before it is believed to be dead; without one there is none to lose."""
    if not stood.has_token:
        return Presence.GONE
    try:
        async with asyncio.timeout(ASKING_SECONDS):
            return await context.messengers[platform].presence(stood.id)
    except TimeoutError:
        return Presence.UNSURE


async def change_profile(context: Context, event: ProfileChanged) -> Reply:
    """Keep a known person's zone, language and standing; what nobody knows is passed over."""
    zone = event.zone if event.zone in every_zone() else None
    async with context.work(event) as session:
        await people.note_profile(
            session,
            event.origin,
            context.clock.now(),
            zone=zone,
            active=event.active,
            language=read_language(event.language),
        )
    return Reply()


async def expect(context: Context, event: PersonJoined) -> Reply:
    """Have whoever came looked up at once: by email and at our pace, as everybody is."""
    email = read_email(event.email)
    origin = event.origin
    async with context.work(event) as session:
        if email is not None:
            now = context.system.now()
            await finding.ask_again(session, origin.platform, origin.installation, email, now)
    return Reply()


async def follow_place(context: Context, event: PlaceChanged) -> Reply:
    """Look at a conversation of which something was told; what is told twice is looked at twice.

    Where the platform does not answer, the next look at everything finds it out.
    """
    origin = event.origin
    ways = context.places.get(origin.platform)
    async with context.database.read() as session:
        found = await installation_at(session, origin.platform, origin.installation)
        here = found.id if found is not None else None
    async with context.work(event) as session:
        if here is not None and event.moved_to:
            await place_keeping.move(session, here, origin.conversation, event.moved_to)
    if here is not None and ways is not None:
        where, now = event.moved_to or origin.conversation, context.clock.now()
        try:
            may_be_new = event.may_be_new or bool(event.moved_to)
            await look_at(context.database, ways, here, where, now, may_be_new=may_be_new)
        except DeliveryProblem as problem:
            log.info("conversation_not_looked_at", installation_id=here, reason=str(problem))
    return Reply()
