"""Who stands behind an address: the first question of every event."""

from dataclasses import replace
from zoneinfo import available_timezones

from bot.context import Context
from bot.event import Origin
from bot.language import read_language
from bot.people.rules.linking import read_email
from bot.people.store import addresses, people
from bot.ports import Profile
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
        if person is not None and not await addresses.is_claim_of_old(session, origin):
            return person
        voucher = await addresses.voucher(session, origin)
    directory = context.directories.get(origin.platform)
    if directory is None or not voucher.has_a_say:
        return None
    profile = await directory.profile(origin)
    if person is not None:
        return await _look_again(context, origin, profile, person)
    if not _belongs_here(origin, profile):
        return await _met_at_home(context, origin, profile)
    return await _link(context, origin, profile)


async def _look_again(
    context: Context, origin: Origin, profile: Profile, person: Principal
) -> Principal | None:
    """Keep or take back a claim that counted before homes were looked at."""
    async with context.database.begin() as session:
        if _belongs_here(origin, profile):
            await addresses.prove(session, origin)
            return person
        await addresses.withdraw(session, origin, context.clock.now())
    return None


async def _met_at_home(context: Context, origin: Origin, profile: Profile) -> Principal | None:
    """Know somebody of elsewhere by their home, where the request did not say it."""
    async with context.database.read() as session:
        for home in sorted(profile.homes):
            person = await people.principal_at(session, replace(origin, home=home))
            if person is not None:
                return person
    return None


async def _link(context: Context, origin: Origin, profile: Profile) -> Principal | None:
    email = read_email(profile.email)
    if email is None:
        return None
    async with context.database.begin() as session:
        linked = await addresses.link_by_claim(session, origin, email, context.clock.now())
        if linked is None:
            return None
        zone = profile.zone if profile.zone in available_timezones() else None
        language = profile.language or read_language(origin.language)
        await people.note_profile(
            session, origin, context.clock.now(), zone=zone, active=True, language=language
        )
        return await people.principal_at(session, origin)


def _belongs_here(origin: Origin, profile: Profile) -> bool:
    """Whether this is one of the own people of the place where we met them.

    What is missing proves nothing, and a request that names a home which the profile does not
    know is believed no more than the profile.
    """
    is_home = origin.installation in profile.homes and origin.home in {"", *profile.homes}
    return is_home and not profile.is_guest
