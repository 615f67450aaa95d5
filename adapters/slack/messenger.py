"""The way out to Slack: one message, delivered once, to one person."""

import structlog

from adapters.slack.api import SlackApi
from adapters.slack.errors import ConversationMissing, TargetGone, TriggerGone
from adapters.slack.posting import post_message
from adapters.slack.render import Rendered, render
from bot.errors import OutcomeUnknown, RecipientGone
from bot.message import Message
from bot.ports import Destination, Installations, Receipt
from bot.posting import installation_of

log = structlog.get_logger(platform="slack")

DELIVERY = "drumbeat_delivery"
"""The kind of metadata by which a delivery is found again in a conversation."""


class SlackMessenger:
    """Delivers to people on Slack; raises only a `DeliveryProblem` or `MessageRejected`."""

    def __init__(self, api: SlackApi, installations: Installations) -> None:
        self._api = api
        self._installations = installations

    async def deliver(self, to: Destination, message: Message, delivery_id: str) -> Receipt:
        """Post one message once; the receipt names its first part, and where it stands.

        A conversation that is gone is asked for anew: after a removal and a return, people
        have another one with us.
        """
        parts = render(message)
        token = (await installation_of(to, self._installations)).token

        async def post_to(conversation: str) -> Receipt:
            posted: list[Receipt] = []

            async def post(number: int, part: Rendered) -> None:
                mark = {"continues" if number else "delivery_id": delivery_id}
                posted.append(await self._post(token, conversation, part, mark))

            await post_message(message, parts, post)
            return posted[0]

        try:
            if to.conversation:
                try:
                    return await post_to(to.conversation)
                except ConversationMissing:
                    log.info("conversation_missing", delivery_id=delivery_id)
            return await post_to(await open_conversation(self._api, token, to.external_id))
        except (TargetGone, TriggerGone) as problem:
            raise RecipientGone(str(problem)) from problem

    async def _post(
        self, token: str, conversation: str, part: Rendered, mark: dict[str, str]
    ) -> Receipt:
        answer = await self._api.write(
            token,
            "chat.postMessage",
            channel=conversation,
            text=part.text,
            blocks=part.blocks,
            metadata={"event_type": DELIVERY, "event_payload": mark},
            unfurl_links=False,
            unfurl_media=False,
        )
        if not answer.get("ts"):
            raise OutcomeUnknown("Slack took a message without naming it")
        return Receipt(str(answer["ts"]), str(answer.get("channel") or conversation))


async def open_conversation(api: SlackApi, token: str, user: str) -> str:
    """Return the direct message of a person with us, opened if need be."""
    answer = await api.write(token, "conversations.open", users=user)
    channel = answer.get("channel")
    if not isinstance(channel, dict) or not channel.get("id"):
        raise RecipientGone("Slack opened no conversation with this person")
    return str(channel["id"])
