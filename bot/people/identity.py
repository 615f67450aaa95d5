"""Who stands behind an address: the first question of every event."""

from zoneinfo import available_timezones

from bot.context import Context
from bot.event import Origin
from bot.people.rules.linking import read_email
from bot.people.store import addresses, people
from bot.principal import Principal


async def identify(context: Context, origin: Origin) -> Principal | None:
    """Return the person at this address, linking them on the first meeting where that is safe.

    The vendor's own workspace or tenant vouches for its members' email addresses, one that an
    administrator bound to a partner for that partner's; an administrator elsewhere can set
    any address, so what it claims links nobody. People of elsewhere come in through these
    installations too, in shared conversations and as guests: they are vouched for by nobody,
    whatever the request says of their home, for it is read from their profile.
    """
    async with context.database.read() as session:
        person = await people.principal_at(session, origin)
        if person is not None:
            return person
        voucher = await addresses.voucher(session, origin)
    directory = context.directories.get(origin.platform)
    if directory is None or not voucher.has_a_say:
        return None
    profile = await directory.profile(origin)
    email = read_email(profile.email)
    if email is None or not profile.belongs_to(origin):
        return None
    now = context.clock.now()
    async with context.database.begin() as session:
        linked = await addresses.link_by_claim(session, origin, email, now)
        if linked is not None and profile.zone in available_timezones():
            await people.note_profile(session, origin, zone=profile.zone, active=True)
    return linked
