"""Who stands behind an address: the first question of every event."""

from bot.context import Context
from bot.domain.people import Principal
from bot.event import Origin
from bot.store import people


async def identify(context: Context, origin: Origin) -> Principal | None:
    """Return the person at this address, linking them on the first meeting where that is safe.

    Only the vendor's own workspace or tenant vouches for its members' email addresses; an
    administrator elsewhere can set any address, so what it claims links nobody.
    """
    async with context.database.read() as session:
        person = await people.principal_at(session, origin)
        if person is not None:
            return person
        own = await people.is_own_installation(session, origin.platform, origin.installation)
    if not own or origin.home not in ("", origin.installation):
        return None
    directory = context.directories.get(origin.platform)
    if directory is None:
        return None
    profile = await directory.profile(origin)
    if not profile.email or profile.is_guest:
        return None
    async with context.database.begin() as session:
        linked = await people.link_by_email(session, origin, profile.email, context.clock.now())
        if linked is not None and profile.zone:
            await people.note_profile(session, origin, zone=profile.zone, active=True)
    return linked
