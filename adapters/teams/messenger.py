"""The way out to Teams: one message, delivered once, to one person."""

from collections import OrderedDict

from adapters.teams.api import TeamsApi
from adapters.teams.errors import ConversationMissing, TargetGone
from adapters.teams.people import People
from adapters.teams.render import Rendered, render
from bot.errors import NotSent, RecipientGone
from bot.message import Message
from bot.ports import Destination, Installations, Receipt
from bot.posting import installation_of, post_parts

ALERT = {"notification": {"alert": True}}
DOUBTED = 10_000
"""Conversations remembered as once not found."""


class TeamsMessenger:
    """Delivers to people on Teams; raises only a `DeliveryProblem` or `MessageRejected`."""

    def __init__(self, api: TeamsApi, installations: Installations, people: People) -> None:
        self._api = api
        self._installations = installations
        self._people = people
        self._doubts: OrderedDict[tuple[str, str], None] = OrderedDict()

    async def deliver(self, to: Destination, message: Message, delivery_id: str) -> Receipt:
        """Post one message once; the receipt names its first part.

        Teams has no place for the id of a delivery that people would not see.
        """
        del delivery_id
        parts = render(message)
        tenant = (await installation_of(to, self._installations)).external_id
        doubt = tenant, to.external_id
        try:
            receipt = await self._deliver(tenant, to, parts)
        except ConversationMissing as problem:
            raise self._weighed(doubt, problem) from problem
        except TargetGone as problem:
            raise RecipientGone(str(problem)) from problem
        self._doubts.pop(doubt, None)
        return receipt

    async def _deliver(self, tenant: str, to: Destination, parts: list[Rendered]) -> Receipt:
        service_url, where = await self._place(tenant, to)
        posted: list[Receipt] = []

        async def post(number: int, part: Rendered) -> None:
            loud = {} if number else {"channelData": ALERT}
            activity = {**part.activity(), **loud}
            name = await self._api.post(service_url, where, activity)
            posted.append(Receipt(name, where))

        await post_parts(parts, post)
        return posted[0]

    async def _place(self, tenant: str, to: Destination) -> tuple[str, str]:
        """Return service URL and conversation; whoever knows both is asked for nothing."""
        if to.service_url and to.conversation:
            return to.service_url, to.conversation
        place = await self._people.place(tenant, to.conversation, to.external_id)
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
