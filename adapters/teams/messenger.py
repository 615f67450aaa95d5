"""The way out to Teams: one message to one person, delivered once, amended, taken back."""

from collections import OrderedDict, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from adapters.teams.api import TeamsApi
from adapters.teams.errors import ConversationMissing, TargetGone
from adapters.teams.limits import ABILITIES
from adapters.teams.payload import ROOT
from adapters.teams.people import People
from adapters.teams.render import Rendered, render
from bot.errors import InstallationGone, NotSent, RecipientGone
from bot.language import Wording
from bot.message import Message
from bot.pictures import Picture
from bot.ports import Destination, Installations, Presence, Receipt
from bot.posting import (
    amend_parts,
    installation_of,
    naming,
    post_parts,
    receipt_of,
    retract_parts,
    standing,
)

Done = TypeVar("Done")

ALERT = {"notification": {"alert": True}}
BELIEVED = 3
"""So many of a tenant's people say that we are gone before it is believed."""
DOUBTED = 10_000
"""Conversations remembered as once not found."""


class TeamsMessenger:
    """Delivers to people on Teams; raises only a `DeliveryProblem` or `MessageRejected`."""

    abilities = ABILITIES

    def __init__(
        self, api: TeamsApi, installations: Installations, people: People, wording: Wording
    ) -> None:
        self._api = api
        self._installations = installations
        self._people = people
        self._wording = wording
        self._doubts: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._told_gone: defaultdict[str | None, set[str]] = defaultdict(set)

    async def deliver(self, to: Destination, message: Message, delivery_id: str) -> Receipt:
        """Post one message once; the receipt names its parts.

        Teams has no place for the id of a delivery that people would not see.
        """
        del delivery_id
        parts = render(message, self._wording)

        async def post_all(service_url: str, where: str) -> Receipt:
            posted = list(to.posted)

            async def post(number: int, part: Rendered) -> None:
                loud = {} if number else {"channelData": ALERT}
                activity = {**part.activity(), **loud}
                posted.append(await self._api.post(service_url, where, activity))

            async with naming(posted, lambda: where):
                await post_parts(parts, post, done=len(to.posted))
            return receipt_of(posted, where)

        try:
            return await self._at(to, post_all)
        except TargetGone as problem:
            raise RecipientGone(str(problem)) from problem

    async def amend(
        self, to: Destination, receipt: Receipt, message: Message, delivery_id: str
    ) -> Receipt:
        """Change what stands there, without a new alert; a part more comes at the end."""
        del delivery_id
        names, parts = standing(receipt), render(message, self._wording)

        async def put(service_url: str, where: str) -> Receipt:
            async def change(name: str, part: Rendered) -> None:
                await self._api.update(service_url, where, name, part.activity())

            async def post(part: Rendered) -> str:
                return await self._api.post(service_url, where, part.activity())

            remove = partial(self._api.delete, service_url, where)
            now = await amend_parts(parts, names, change=change, post=post, remove=remove)
            return receipt_of(now, where)

        return await self._at(replace(to, conversation=receipt.conversation), put)

    async def retract(self, to: Destination, receipt: Receipt) -> None:
        """Delete every part; Teams lets readers see that something was deleted."""
        names = standing(receipt)

        async def remove_all(service_url: str, where: str) -> None:
            await retract_parts(names, partial(self._api.delete, service_url, where))

        await self._at(replace(to, conversation=receipt.conversation), remove_all)

    async def upload(self, to: Destination, picture: Picture) -> str:
        """Return the picture's own address: on Teams it travels inside its message."""
        await installation_of(to, self._installations)
        return ABILITIES.shown(picture).address

    async def _at(self, to: Destination, work: Callable[[str, str], Awaitable[Done]]) -> Done:
        """Do something in a conversation, given its service URL and its id."""
        tenant = (await installation_of(to, self._installations)).external_id
        doubt = tenant, to.external_id
        told = self._told_gone[to.installation_id]
        try:
            done = await work(*await self._place(tenant, to))
        except ConversationMissing as problem:
            raise self._weighed(doubt, problem) from problem
        except InstallationGone:
            told.add(to.external_id)
            raise
        self._doubts.pop(doubt, None)
        told.clear()
        return done

    async def presence(self, installation_id: str | None) -> Presence:
        """Believe that a tenant is gone when several of its people are met with that in a row.

        There is nobody to ask: our token is our own tenant's, and Teams has no other question.
        """
        found = await self._installations.get(installation_id) if installation_id else None
        if found is None:
            return Presence.GONE
        if len(self._told_gone[installation_id]) >= BELIEVED:
            # Should it come back, several of its people are asked anew.
            del self._told_gone[installation_id]
            return Presence.GONE
        return Presence.UNSURE

    async def _place(self, tenant: str, to: Destination) -> tuple[str, str]:
        """Return service URL and conversation; whoever knows both is asked for nothing."""
        if to.service_url and to.conversation:
            # Only in a team's conversation is there a thread to speak in.
            is_thread = to.thread and to.external_id == to.conversation
            return to.service_url, to.conversation + (f"{ROOT}{to.thread}" if is_thread else "")
        place = await self._people.place(tenant, to.conversation, to.external_id, to.home)
        return place.service_url, place.id

    def _weighed(self, doubt: tuple[str, str], problem: ConversationMissing) -> Exception:
        """Believe that a conversation is gone when it is missing a second time."""
        if doubt in self._doubts:
            del self._doubts[doubt]
            return RecipientGone(str(problem))
        self._doubts[doubt] = None
        if len(self._doubts) > DOUBTED:
            self._doubts.popitem(last=False)
        return NotSent(str(problem))
