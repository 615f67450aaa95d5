"""The conversation with one person: found, or opened where there is none yet."""

from adapters.teams.api import TeamsApi
from adapters.teams.hosts import USUAL
from adapters.teams.payload import BOT, PERSONAL, PLATFORM
from bot.ports import Conversation, Conversations


class People:
    """Knows where each person is spoken to alone."""

    def __init__(self, api: TeamsApi, conversations: Conversations, app_id: str) -> None:
        self._api = api
        self._conversations = conversations
        self._app_id = app_id

    async def conversation(self, tenant: str, user: str, member: str = "") -> Conversation:
        """Return the personal conversation with somebody, opened and noted if need be."""
        known = await self._conversations.with_person(PLATFORM, tenant, user)
        if known is not None and known.service_url:
            return known
        near = await self._conversations.latest(PLATFORM, tenant)
        url = near.service_url if near else USUAL
        bot = near.bot if near and near.bot else f"{BOT}{self._app_id}"
        opened = await self._api.open(url, bot=bot, user=member or user, tenant=tenant)
        made = Conversation(PLATFORM, tenant, opened, PERSONAL, url, bot, user, member)
        await self._conversations.note(made)
        return made

    async def place(self, tenant: str, conversation: str, user: str) -> Conversation:
        """Return a conversation by its id, or the person's own."""
        if conversation:
            known = await self._conversations.find(PLATFORM, tenant, conversation)
            if known is not None and known.service_url:
                return known
        return await self.conversation(tenant, user)
