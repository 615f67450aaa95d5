"""The conversations of several people on Slack: which there are, and who is in them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from adapters.slack.api import ApiResult, SlackApi
from adapters.slack.payload import at, word
from bot.errors import InstallationGone, NotPermitted, RateLimited, RecipientGone
from bot.ports import Installations, Place, Present

A_PAGE = 200
MOST_PAGES = 100
"""So many conversations, or people in one, are read at most: twenty thousand."""
LOOKED_UP = 30
"""So many people are looked up to learn where they belong, if their conversation does not say."""
PATIENCE, BRIEFLY, TRIES = 30.0, 3.0, 4
"""Seconds waited at most where Slack asks for it, for a list and for one; and how often."""
BOTH_KINDS = "public_channel,private_channel"


class SlackPlaces:
    """Asks Slack; what it lists is what we may see there."""

    def __init__(
        self,
        api: SlackApi,
        installations: Installations,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._api, self._installations, self._sleep = api, installations, sleep

    async def every(self, installation_id: str) -> Sequence[Place]:
        """List those that are open: a closed one is to be looked at by itself."""
        found = await self._pages(
            installation_id,
            "conversations.list",
            "channels",
            types=BOTH_KINDS,
            exclude_archived="true",
        )
        return [read_place(one) for one in found if isinstance(one, dict)]

    async def look(self, installation_id: str, conversation: str) -> Place | None:
        """Return one as it is now; None where there is none that we may see."""
        try:
            answer = await self._ask(
                installation_id, "conversations.info", BRIEFLY, channel=conversation
            )
        except (RecipientGone, NotPermitted):
            return None
        found = answer.get("channel")
        return read_place(found) if isinstance(found, dict) else None

    async def present(self, installation_id: str, place: Place) -> Present:
        """Say who is in it, and where they belong: of some people, where Slack does not say."""
        people = await self._pages(
            installation_id, "conversations.members", "members", channel=place.id
        )
        users = frozenset(str(user) for user in people if user)
        if place.homes or not place.shared:
            return Present(users, place.homes)
        return Present(users, await self._homes_of(installation_id, sorted(users)[:LOOKED_UP]))

    async def join(self, installation_id: str, conversation: str) -> None:
        """Go in; being in already is no error of Slack's either."""
        await self._ask(installation_id, "conversations.join", channel=conversation)

    async def _homes_of(self, installation_id: str, users: Sequence[str]) -> frozenset[str]:
        homes = set()
        for user in users:
            try:
                answer = await self._ask(installation_id, "users.info", user=user)
            except RecipientGone:
                continue
            homes.add(word(answer, "user", "team_id"))
        return frozenset(homes - {""})

    async def _pages(
        self, installation_id: str, method: str, field: str, **wanted: str
    ) -> list[Any]:
        found: list[Any] = []
        cursor: dict[str, str] = {}
        for _ in range(MOST_PAGES):
            asked = {"limit": str(A_PAGE), **wanted, **cursor}
            answer = await self._ask(installation_id, method, PATIENCE, **asked)
            page = answer.get(field)
            found += page if isinstance(page, list) else []
            following = word(answer, "response_metadata", "next_cursor")
            if not following:
                break
            cursor = {"cursor": following}
        return found

    async def _ask(
        self, installation_id: str, method: str, patience: float = PATIENCE, **arguments: str
    ) -> ApiResult:
        """Ask once more where Slack limits us for a short while only."""
        installation = await self._installations.get(installation_id)
        if installation is None:
            raise InstallationGone
        for _ in range(TRIES - 1):
            try:
                return await self._api.read(installation.token, method, **arguments)
            except RateLimited as limited:
                if limited.retry_after > patience:
                    raise
                await self._sleep(limited.retry_after)
        return await self._api.read(installation.token, method, **arguments)


def read_place(found: Mapping[str, Any]) -> Place:
    """Read a conversation as Slack describes it; names come without their "#"."""
    marks = (found.get("is_read_only"), found.get("is_thread_only"))
    told = [mark for mark in marks if isinstance(mark, bool)]
    private, archived = found.get("is_private") is True, found.get("is_archived") is True
    return Place(
        id=word(found, "id"),
        name=word(found, "name"),
        member=found.get("is_member") is True,
        joinable=not (private or archived),
        archived=archived,
        shared=found.get("is_ext_shared") is True,
        pending=found.get("is_pending_ext_shared") is True,
        restricted=any(told) if told else None,
        homes=_homes(found),
    )


def _homes(found: object) -> frozenset[str]:
    """Return the other workspaces that are in a conversation, as far as it says so."""
    ours = {word(found, "context_team_id"), ""}
    lists = [at(found, field) for field in ("connected_team_ids", "shared_team_ids")]
    named = {team for told in lists if isinstance(told, list) for team in told}
    return frozenset(team for team in named if isinstance(team, str)) - ours
