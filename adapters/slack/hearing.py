"""Says what reaches us of a room's words: that depends on what its administrator granted."""

from adapters.slack.api import SlackApi
from adapters.slack.manifest import HEARING
from bot.ports import Installations


class SlackHearing:
    """Asks Slack which rights an installation has, where no answer of its has told them yet."""

    def __init__(self, api: SlackApi, installations: Installations) -> None:
        self._api, self._installations = api, installations

    async def hears_threads(self, installation_id: str) -> bool:
        """Whether what is said in our threads there comes without a mention."""
        installation = await self._installations.get(installation_id)
        if installation is None:
            return False
        return await self._api.granted(installation.token) >= HEARING
