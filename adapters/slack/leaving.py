"""The way out of a workspace for good, by our own wish."""

from contextlib import suppress

from adapters.slack.api import SlackApi
from adapters.slack.oauth import SlackOAuth
from bot.errors import InstallationGone
from bot.ports import Installations


class SlackLeaver:
    """Has Slack take us out; without the app's secret it can only take our token back."""

    def __init__(
        self, api: SlackApi, installations: Installations, oauth: SlackOAuth | None
    ) -> None:
        self._api, self._installations, self._oauth = api, installations, oauth

    async def leave(self, installation_id: str) -> None:
        """Leave a workspace; where we are not any more there is nothing to do."""
        found = await self._installations.get(installation_id)
        if found is None or not found.token:
            return
        if self._oauth is not None:
            await self._oauth.hand_back(found.token)
            return
        with suppress(InstallationGone):
            await self._api.read(found.token, "auth.revoke")
