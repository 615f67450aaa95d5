"""Looks people up on Teams."""

from collections.abc import AsyncIterator, Mapping

from adapters.teams.api import TeamsApi
from adapters.teams.errors import ConversationMissing, TokenRefused
from adapters.teams.payload import PLATFORM
from bot.errors import NotPermitted, PlaceClosed, RecipientGone
from bot.event import Origin
from bot.ports import Conversation, Conversations, Listed, Profile

FOREIGN = "#ext#"
"""What stands in the sign-in name that a tenant gives to a guest."""


class TeamsDirectory:
    """Says what the roster of a conversation says of a person: a claim, not a proof."""

    def __init__(self, api: TeamsApi, conversations: Conversations) -> None:
        self._api = api
        self._conversations = conversations

    async def profile(self, origin: Origin) -> Profile:
        """Return what Teams says of this person; empty where it knows nobody."""
        if not origin.user:
            return Profile()
        tenant = origin.installation
        own = await self._conversations.with_person(PLATFORM, tenant, origin.user)
        place = await self._conversations.find(PLATFORM, tenant, origin.conversation) or own
        if place is None or not place.service_url:
            return Profile()
        try:
            member = await self._api.member(place.service_url, place.id, origin.user)
        except (RecipientGone, NotPermitted, ConversationMissing):
            return Profile()
        return read_profile(member, tenant, own)

    async def roster(self, installation: str) -> AsyncIterator[Listed]:
        """Name everybody in the groups and teams of a tenant where we are.

        One that is gone, or that keeps its roster to itself, is passed over.
        """
        for place in await self._conversations.shared(PLATFORM, installation):
            try:
                async for member in self._api.roster(place.service_url, place.id):
                    if user := str(member.get("aadObjectId") or member.get("objectId") or ""):
                        origin = Origin(PLATFORM, installation, user)
                        yield Listed(origin, read_profile(member, installation))
            except TokenRefused:
                raise
            except (RecipientGone, NotPermitted, ConversationMissing, PlaceClosed):
                continue


def read_profile(
    member: Mapping[str, object], tenant: str, own: Conversation | None = None
) -> Profile:
    """Read a member as Teams writes one; whoever comes from another tenant is a guest.

    So is an account that the tenant keeps for somebody of elsewhere: it bears the tenant's id.
    """
    name, mail, sign_in, home, role = (
        str(member.get(key) or "")
        for key in ("name", "email", "userPrincipalName", "tenantId", "userRole")
    )
    is_guest = (
        FOREIGN in sign_in.lower()
        or role.lower() in {"guest", "anonymous"}
        or bool(home and home != tenant)
    )
    return Profile(
        email=mail or (sign_in if "@" in sign_in and not is_guest else None),
        name=name,
        zone=(own.zone if own else "") or None,
        language=(own.language if own else "") or None,
        is_guest=is_guest,
        homes=frozenset({home} if home else ()),
    )
