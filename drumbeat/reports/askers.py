"""Who a question on the command line is asked as: a person, or anybody of a kind."""

import re

from bot.errors import ConfigurationInvalid
from bot.people.store.partner_names import partners_called
from bot.people.store.people import principal_by_email
from bot.principal import Permission, Principal, Role
from bot.store.sessions import AsyncSession

_PARTNER = re.compile(r"partner_user\((.+)\)")
_VENDOR = {
    "vendor_admin": Permission.ADMINISTRATOR,
    "vendor_user": Permission.MEMBER,
    "vendor_manager": Permission.MANAGER,
}
KINDS = "vendor_admin, vendor_manager, vendor_user, partner_user(NAME)"


async def asker_of(session: AsyncSession, said: str) -> Principal:
    """Return whom these words mean: a kind of asker, or a person by their email address."""
    if permission := _VENDOR.get(said):
        return Principal("", said, permission, Role.SALES, "UTC")
    if partner := _PARTNER.fullmatch(said):
        return await _of_partner(session, partner[1].strip())
    if "@" not in said:
        raise ConfigurationInvalid(
            f"{said!r} is nobody who could ask: write one of {KINDS}, or an email address"
        )
    asker = await principal_by_email(session, said)
    if asker is None:
        raise ConfigurationInvalid(f"nobody here has the email address {said}")
    return asker


async def _of_partner(session: AsyncSession, name: str) -> Principal:
    """Return a person of this partner who is nobody in particular."""
    found = await partners_called(session, name)
    if len(found) != 1:
        reason = "two partners are" if found else "no partner is"
        raise ConfigurationInvalid(f"{reason} called {name!r} here")
    [(partner_id, known_as, tier)] = found
    kind = (Permission.PARTNER, Role.SALES, "UTC")
    return Principal("", "partner_user", *kind, partner_id, known_as, tier=tier)
