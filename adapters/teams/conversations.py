"""The conversations of several people on Teams: how they are called, and who is in them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from adapters.teams.api import TeamsApi
from adapters.teams.directory import read_profile
from adapters.teams.errors import ConversationMissing, TokenRefused
from adapters.teams.payload import PLATFORM, word
from bot.errors import InstallationGone, NotPermitted, PlaceClosed, RecipientGone
from bot.ports import (
    ARCHIVED,
    DISCONNECTED,
    NESTED,
    Conversation,
    Conversations,
    Installations,
    Place,
    Present,
)

SHARED = "shared"
"""The type of a channel that people of another Teams tenant may be in."""


class Channel(NamedTuple):
    """A channel as its team lists it; `kind` is empty where Teams does not say it."""

    name: str = ""
    kind: str = ""


class TeamsPlaces:
    """Asks Teams about the conversations that were noted: it lists no others to a bot.

    What was closed by news of it stays out of the list until other news, or a word there, opens
    it: an archived team answers as any other does.
    """

    def __init__(
        self, api: TeamsApi, installations: Installations, conversations: Conversations
    ) -> None:
        self._api, self._installations = api, installations
        self._conversations = conversations

    async def every(self, installation_id: str) -> Sequence[Place]:
        """List those that we are in and may speak in; no other can be joined by ourselves."""
        tenant = await self._tenant(installation_id)
        noted = await self._conversations.shared(PLATFORM, tenant)
        teams = {one.team: one for one in noted if one.team}
        listed = {team: await self._channels(near) for team, near in teams.items()}
        found = [await self._place(tenant, one, listed.get(one.team, {})) for one in noted]
        return [place for place in found if place is not None]

    async def look(self, installation_id: str, conversation: str) -> Place | None:
        """Return one as it is now; None where it was never noted, or we are not in it."""
        tenant = await self._tenant(installation_id)
        noted = await self._conversations.find(PLATFORM, tenant, conversation)
        if noted is None or not noted.service_url:
            return None
        return await self._place(tenant, noted, await self._channels(noted))

    async def present(self, installation_id: str, place: Place) -> Present:
        """Say who is in it, and which other Teams tenants they belong to."""
        tenant = await self._tenant(installation_id)
        noted = await self._conversations.find(PLATFORM, tenant, place.id)
        if noted is None or not noted.service_url:
            return Present()
        return await self._present(tenant, noted)

    async def join(self, installation_id: str, conversation: str) -> None:
        """Refuse: into a conversation of Teams' people add the app themselves."""
        del installation_id, conversation
        raise NotPermitted("Teams lets no app come in by itself: somebody there has to add it")

    async def _tenant(self, installation_id: str) -> str:
        installation = await self._installations.get(installation_id)
        if installation is None:
            raise InstallationGone
        return installation.external_id

    async def _channels(self, near: Conversation) -> Mapping[str, Channel]:
        """Return the channels of a team by id; empty where it keeps them to itself."""
        if not near.team:
            return {}
        try:
            team = word(await self._api.team(near.service_url, near.team), "name")
            listed = await self._api.channels(near.service_url, near.team)
        except TokenRefused:
            raise
        except (RecipientGone, NotPermitted, PlaceClosed, ConversationMissing):
            return {}
        return {
            word(one, "id"): Channel(_called(team, one), word(one, "type").lower())
            for one in listed
        }

    async def _place(
        self, tenant: str, noted: Conversation, channels: Mapping[str, Channel]
    ) -> Place | None:
        try:
            present = await self._present(tenant, noted)
        except TokenRefused:
            raise
        except (RecipientGone, ConversationMissing):
            return None
        except (NotPermitted, PlaceClosed):
            # A policy may keep the roster from us, and let us post all the same.
            present = Present()
        channel = channels.get(noted.id, Channel())
        # A group chat is nobody's to share: there people come and go one by one.
        is_shared = bool(noted.team) and (channel.kind == SHARED or bool(present.homes))
        return Place(
            id=noted.id,
            name=channel.name or noted.name,
            kind=noted.kind,
            archived=noted.state == ARCHIVED,
            shared=is_shared and noted.state != DISCONNECTED,
            homes=present.homes,
            people=len(present.people),
        )

    async def _present(self, tenant: str, noted: Conversation) -> Present:
        people, homes = set[str](), set[str]()
        async for member in self._api.roster(noted.service_url, noted.id):
            names = (word(member, key) for key in ("aadObjectId", "objectId", "id"))
            people.add(next(filter(None, names), ""))
            homes |= read_profile(member, tenant).homes
        return Present(frozenset(people - {""}), frozenset(homes - {tenant}))


def _called(team: str, channel: object) -> str:
    """Return a channel's name with its team's: one name stands in many teams.

    The first channel has no name of its own.
    """
    return NESTED.join(filter(None, (team, word(channel, "name"))))
