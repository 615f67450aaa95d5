"""The way out to Slack: one message to one person, delivered once, amended, taken back."""

from collections.abc import Awaitable, Callable

import structlog

from adapters.slack.api import SlackApi
from adapters.slack.errors import (
    BlocksRefused,
    ConversationMissing,
    ScopeMissing,
    TargetGone,
    TriggerGone,
)
from adapters.slack.limits import ABILITIES
from adapters.slack.posting import post_message
from adapters.slack.render import FRAGILE_BLOCKS, Rendered, render
from adapters.slack.uploads import upload_picture
from bot.errors import NotPermitted, OutcomeUnknown, RecipientGone
from bot.message import Message
from bot.pictures import Picture
from bot.ports import Destination, Installations, Receipt
from bot.posting import amend_parts, installation_of, receipt_of, retract_parts, standing

log = structlog.get_logger(platform="slack")

DELIVERY = "drumbeat_delivery"
"""The kind of metadata by which a delivery is found again in a conversation."""


class SlackMessenger:
    """Delivers to people on Slack; raises only a `DeliveryProblem` or `MessageRejected`."""

    abilities = ABILITIES

    def __init__(self, api: SlackApi, installations: Installations) -> None:
        self._api = api
        self._installations = installations

    async def deliver(self, to: Destination, message: Message, delivery_id: str) -> Receipt:
        """Post one message once; the receipt names its parts, and where they stand.

        A conversation that is gone is asked for anew: after a removal and a return, people
        have another one with us.
        """
        parts = render(message)
        token = await self._token(to)

        async def post_to(conversation: str) -> Receipt:
            posted: list[Receipt] = []

            async def post(number: int, part: Rendered) -> None:
                mark = {"continues" if number else "delivery_id": delivery_id}
                posted.append(await self._post(token, conversation, part, mark))

            await post_message(message, parts, post)
            return receipt_of([each.message_id for each in posted], posted[0].conversation)

        try:
            if to.conversation:
                try:
                    return await post_to(to.conversation)
                except ConversationMissing:
                    if to.external_id == to.conversation:
                        raise  # It was itself the recipient: nobody can be met elsewhere.
                    log.info("conversation_missing", delivery_id=delivery_id)
            return await post_to(await open_conversation(self._api, token, to.external_id))
        except (TargetGone, TriggerGone) as problem:
            raise RecipientGone(str(problem)) from problem

    async def amend(
        self, to: Destination, receipt: Receipt, message: Message, delivery_id: str
    ) -> Receipt:
        """Change what stands there; a part more is posted in the thread of the first.

        Beside it, that part would come below whatever was said since.
        """
        names, where = standing(receipt), receipt.conversation
        parts, token = render(message), await self._token(to)

        async def change(name: str, part: Rendered) -> None:
            said = {"text": part.text, "blocks": part.blocks}
            await self._api.write(token, "chat.update", channel=where, ts=name, **said)

        async def post(part: Rendered) -> str:
            mark = {"continues": delivery_id}
            return (await self._post(token, where, part, mark, thread_ts=names[0])).message_id

        async def put(parts: list[Rendered]) -> Receipt:
            remove = self._remover(token, where)
            now = await amend_parts(parts, names, change=change, post=post, remove=remove)
            return receipt_of(now, where)

        try:
            return await put(parts)
        except BlocksRefused:
            if not any(part.is_fragile for part in parts):
                raise
            return await put(render(message, without=FRAGILE_BLOCKS))

    async def retract(self, to: Destination, receipt: Receipt) -> None:
        """Delete every part; one that somebody deleted already is no error."""
        remove = self._remover(await self._token(to), receipt.conversation)
        await retract_parts(standing(receipt), remove)

    async def upload(self, to: Destination, picture: Picture) -> str:
        """Lay a picture into the workspace; repeated, it lies there twice and harms nobody."""
        shown, token = ABILITIES.shown(picture), await self._token(to)
        try:
            return await upload_picture(self._api, token, shown)
        except ScopeMissing as problem:
            # An app installed before it asked for this right still does all else.
            raise NotPermitted(str(problem)) from problem

    async def _token(self, to: Destination) -> str:
        return (await installation_of(to, self._installations)).token

    def _remover(self, token: str, conversation: str) -> Callable[[str], Awaitable[None]]:
        async def remove(name: str) -> None:
            await self._api.write(token, "chat.delete", channel=conversation, ts=name)

        return remove

    async def _post(
        self, token: str, conversation: str, part: Rendered, mark: dict[str, str], **where: str
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
            **where,
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
