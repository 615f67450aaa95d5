"""The conversation with one person: found, or opened where there is none yet."""

from adapters.teams.api import TeamsApi
from adapters.teams.clouds import PUBLIC
from adapters.teams.errors import AtHomeElsewhere, ConversationMissing, TokenRefused
from adapters.teams.payload import BOT, PERSONAL, PLATFORM
from bot.errors import NotPermitted, NotSent, PlaceClosed, RecipientGone
from bot.event import Origin
from bot.ports import Conversation, Conversations


class People:
    """Knows where each person is spoken to alone."""

    def __init__(
        self,
        api: TeamsApi,
        conversations: Conversations,
        app_id: str,
        service_url: str = PUBLIC.service_url,
    ) -> None:
        self._api = api
        self._conversations = conversations
        self._app_id = app_id
        self._service_url = service_url

    async def conversation(
        self, tenant: str, user: str, member: str = "", *, home: str = ""
    ) -> Conversation:
        """Return the personal conversation with somebody, opened and noted if need be.

        One is opened with people of that Teams tenant alone: `AtHomeElsewhere` says that this
        person, by their `home` or else by the rosters there, belongs to another.
        """
        known = await self._conversations.with_person(PLATFORM, tenant, user)
        if known is not None and known.service_url:
            return known
        if (home or await self._home(tenant, user)) not in {"", tenant}:
            raise AtHomeElsewhere
        near = await self._conversations.latest(PLATFORM, tenant)
        url = near.service_url if near else self._service_url
        if not url:
            raise NotSent("nothing was heard of this Teams tenant yet, so its service is unknown")
        bot = near.bot if near and near.bot else f"{BOT}{self._app_id}"
        opened = await self._api.open(url, bot=bot, user=member or user, tenant=tenant)
        made = Conversation(PLATFORM, tenant, opened, PERSONAL, url, bot, user, member)
        await self._conversations.note(made)
        return made

    async def beside(self, origin: Origin, member: str, service_url: str) -> Conversation:
        """Return the personal conversation with somebody who speaks in a place of several."""
        tenant, user = origin.installation, origin.user
        known = await self._conversations.with_person(PLATFORM, tenant, user)
        if known is not None and known.service_url:
            return known
        told = await self._api.member(service_url, origin.conversation, member or user)
        home = str(told.get("tenantId") or origin.home)
        return await self.conversation(tenant, user, member, home=home or tenant)

    async def place(
        self, tenant: str, conversation: str, user: str, home: str = ""
    ) -> Conversation:
        """Return a conversation by its id, or the person's own."""
        if conversation:
            known = await self._conversations.find(PLATFORM, tenant, conversation)
            if known is not None and known.service_url:
                return known
        return await self.conversation(tenant, user, home=home)

    async def _home(self, tenant: str, user: str) -> str:
        """Return the Teams tenant somebody belongs to, as a roster of ours there names it.

        It is empty where no roster knows them, or none says it.
        """
        for place in await self._conversations.shared(PLATFORM, tenant):
            try:
                told = await self._api.member(place.service_url, place.id, user)
            except TokenRefused:
                raise
            except (RecipientGone, NotPermitted, PlaceClosed, ConversationMissing):
                continue
            return str(told.get("tenantId") or "")
        return ""
