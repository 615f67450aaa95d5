"""Follow what platforms tell us: people who left or moved, and homes that removed us."""

from zoneinfo import available_timezones

from bot.context import Context
from bot.event import InstallationRemoved, ProfileChanged, Reply
from bot.language import read_language
from bot.people.store import people
from bot.people.store.installations import mark_removed


async def remove_installation(context: Context, event: InstallationRemoved) -> Reply:
    """Remember that we were removed, and forget the token."""
    origin = event.origin
    async with context.work(event) as session:
        await mark_removed(session, origin.platform, origin.installation, context.clock.now())
    return Reply()


async def change_profile(context: Context, event: ProfileChanged) -> Reply:
    """Keep a known person's zone, language and standing; what nobody knows is passed over."""
    zone = event.zone if event.zone in available_timezones() else None
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
