"""Who stands behind an address: the first question of every event."""

from dataclasses import dataclass, replace

from bot.context import Context
from bot.event import Origin
from bot.language import read_language
from bot.message import Message
from bot.people.rules.finding import belongs_here
from bot.people.rules.linking import read_email
from bot.people.rules.zones import every_zone
from bot.people.store import addresses, people
from bot.people.store.meeting import met_at
from bot.ports import Profile
from bot.principal import Principal


@dataclass(frozen=True, slots=True)
class Identified:
    """Who somebody is, and what there is to tell them where they are known only from now on."""

    person: Principal
    told: tuple[Message, ...] = ()


async def identify(context: Context, origin: Origin) -> Identified | None:
    """Return the person at this address, linking them on the first meeting where that is safe.

    The vendor's own workspace or tenant vouches for its members' email addresses, one that an
    administrator bound to a partner for that partner's; an administrator elsewhere can set
    any address, so what it claims links nobody. People of elsewhere come in through these
    installations too, in shared conversations and as guests: they are vouched for by nobody,
    whatever the request says of their home, for it is read from their profile.
    """
    met = await met_at(context.database, origin)
    if met is not None and not met.claimed_of_old:
        if met.given_up or met.unmet:
            await _take_up_again(context, origin)
        return Identified(met.person)
    async with context.database.read() as session:
        voucher = await addresses.voucher(session, origin)
    directory = context.directories.get(origin.platform)
    if directory is None or not voucher.has_a_say:
        return None
    profile = await directory.profile(origin)
    if met is not None:
        known = await _look_again(context, origin, profile, met.person)
    elif belongs_here(origin, profile):
        return await _link(context, origin, profile)
    else:
        known = await _met_at_home(context, origin, profile)
    return Identified(known) if known is not None else None


async def _take_up_again(context: Context, origin: Origin) -> None:
    """Send to an address again that was given up: whoever speaks there is there."""
    async with context.database.begin() as session:
        await people.note_profile(session, origin, context.clock.now(), zone=None, active=True)
        await addresses.meet(session, origin)


async def _look_again(
    context: Context, origin: Origin, profile: Profile, person: Principal
) -> Principal | None:
    """Keep or take back a claim that counted before homes were looked at."""
    async with context.database.begin() as session:
        if belongs_here(origin, profile):
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


async def _link(context: Context, origin: Origin, profile: Profile) -> Identified | None:
    email = read_email(profile.email)
    if email is None:
        return None
    async with context.database.begin() as session:
        linked = await addresses.link_by_claim(session, origin, email, context.clock.now())
        if linked is None:
            return None
        zone = profile.zone if profile.zone in every_zone() else None
        language = profile.language or read_language(origin.language)
        await people.note_profile(
            session, origin, context.clock.now(), zone=zone, active=True, language=language
        )
        person = await people.principal_at(session, origin)
        if person is None:
            return None
        return Identified(person, await context.make_known(session, person, origin, is_here=True))
