"""Looks people up on Slack."""

from collections.abc import Mapping

from adapters.slack.api import SlackApi
from bot.errors import InstallationGone, RecipientGone
from bot.event import Origin
from bot.language import read_language
from bot.pictures import Picture
from bot.ports import Installations, Listed, Profile

PLATFORM = "slack"
PICTURE = "image_192"
"""The size of a profile's picture in which Slack shows an author, on a sharp screen."""
MOST_BYTES = 1024 * 1024


class SlackDirectory:
    """Says what Slack says of a person: a claim, not a proof."""

    def __init__(self, api: SlackApi, installations: Installations) -> None:
        self._api = api
        self._installations = installations

    async def profile(self, origin: Origin) -> Profile:
        """Return what Slack says of this person; empty where it knows nobody."""
        installation = await self._installations.find(PLATFORM, origin.installation)
        if installation is None or not origin.user:
            return Profile()
        try:
            answer = await self._api.read(
                installation.token, "users.info", user=origin.user, include_locale="true"
            )
        except RecipientGone:
            return Profile()
        user = answer.get("user")
        return read_profile(user) if isinstance(user, dict) else Profile()

    async def picture(self, origin: Origin) -> Picture | None:
        """Return the picture somebody chose for themselves; what Slack made up is none."""
        installation = await self._installations.find(PLATFORM, origin.installation)
        if installation is None:
            raise InstallationGone("we are not installed there any more")
        answer = await self._api.read(installation.token, "users.info", user=origin.user)
        user = answer.get("user")
        found = user.get("profile") if isinstance(user, dict) else None
        details = found if isinstance(found, dict) else {}
        url = details.get(PICTURE)
        if details.get("is_custom_image") is not True or not isinstance(url, str):
            return None
        picture = Picture(await self._api.fetch(url, MOST_BYTES))
        return picture if picture.kind else None

    async def by_email(self, installation_id: str, email: str) -> Listed | None:
        """Return whom a workspace has at this address; None is nobody."""
        place = await self._installations.get(installation_id)
        if place is None:
            raise InstallationGone("we are not installed there any more")
        try:
            answer = await self._api.read(place.token, "users.lookupByEmail", email=email)
        except RecipientGone:
            return None
        user = answer.get("user")
        if not isinstance(user, dict) or not isinstance(user.get("id"), str):
            return None
        return Listed(Origin(PLATFORM, place.external_id, user["id"]), read_profile(user))


def read_profile(user: Mapping[str, object]) -> Profile:
    """Read a user as Slack writes one."""
    found = user.get("profile")
    details = found if isinstance(found, dict) else {}
    # An address that its owner never confirmed says nothing about who they are.
    confirmed = user.get("is_email_confirmed") is not False
    name = user.get("real_name") or details.get("real_name") or user.get("name") or ""
    guest = ("is_restricted", "is_ultra_restricted", "is_stranger")
    return Profile(
        email=str(details["email"]) if confirmed and details.get("email") else None,
        name=str(name),
        zone=str(user["tz"]) if user.get("tz") else None,
        language=read_language(str(user.get("locale") or "")),
        is_guest=any(bool(user.get(mark)) for mark in guest),
        homes=homes_of(user),
    )


def homes_of(user: Mapping[str, object]) -> frozenset[str]:
    """Return where Slack says that somebody belongs; nothing where it says nothing.

    Of people in an organisation `team_id` names any one of its workspaces: there the list of
    theirs decides, and whoever is in one of them belongs to the organisation too.
    """
    membership = user.get("enterprise_user")
    if not membership:
        return _ids(user.get("team_id"))
    if not isinstance(membership, dict):
        return frozenset()
    teams = membership.get("teams")
    workspaces = _ids(*teams) if isinstance(teams, list) else frozenset()
    return workspaces | _ids(membership.get("enterprise_id")) if workspaces else workspaces


def _ids(*found: object) -> frozenset[str]:
    return frozenset(one for one in found if isinstance(one, str) and one)
