"""The way out to Slack: one message to one person, delivered once, amended, taken back."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime
from typing import Any

import structlog

from adapters.slack.api import SlackApi
from adapters.slack.errors import (
    BlocksRefused,
    ConversationMissing,
    PostingRestricted,
    RoomClosed,
    ScopeMissing,
    TargetGone,
    TriggerGone,
)
from adapters.slack.history import find_delivery, mark_of
from adapters.slack.limits import ABILITIES
from adapters.slack.look import Look, look_of
from adapters.slack.pictures import SlackPictures
from adapters.slack.posting import post_message
from adapters.slack.render import FRAGILE_BLOCKS, Rendered, render
from adapters.slack.uploads import upload_picture
from bot.errors import (
    HalfPosted,
    InstallationGone,
    NotPermitted,
    NotSent,
    OutcomeUnknown,
    RecipientGone,
)
from bot.message import Message
from bot.pictures import Picture
from bot.ports import (
    Destination,
    Found,
    Installation,
    Installations,
    Pictures,
    Presence,
    Receipt,
)
from bot.posting import (
    amend_parts,
    installation_of,
    naming,
    receipt_of,
    retract_parts,
    signed,
    standing,
)

log = structlog.get_logger(platform="slack")


class SlackMessenger:
    """Delivers to people on Slack; raises only a `DeliveryProblem` or `MessageRejected`."""

    abilities = ABILITIES

    def __init__(
        self, api: SlackApi, installations: Installations, pictures: Pictures | None = None
    ) -> None:
        self._api = api
        self._installations = installations
        self._pictures = SlackPictures(api, pictures)

    async def deliver(self, to: Destination, message: Message, delivery_id: str) -> Receipt:
        """Post one message once; the receipt names its parts, and where they stand.

        A conversation that is gone is asked for anew: after a removal and a return, people
        have another one with us.
        """
        place = await installation_of(to, self._installations)
        token, look = place.token, await look_of(self._api, place.token, message)
        async with self._with_pictures(place, message) as shown:
            if look:
                with suppress(ScopeMissing):  # it was taken from us: nothing was posted
                    return await self._deliver(token, to, shown, delivery_id, look)
            return await self._deliver(token, to, signed(shown), delivery_id, {})

    @asynccontextmanager
    async def _with_pictures(
        self, place: Installation, message: Message
    ) -> AsyncIterator[Message]:
        """Show our pictures as the workspace's files; what it has lost is handed over anew."""
        shown = await self._pictures.shown(place, message)
        try:
            yield shown
        except (NotSent, HalfPosted) as problem:
            await self._pictures.refused(place, shown, problem)
            raise

    async def _deliver(
        self, token: str, to: Destination, message: Message, delivery_id: str, look: Look
    ) -> Receipt:
        parts = render(message)

        async def post_to(conversation: str) -> Receipt:
            names, where = list(to.posted), [conversation]

            async def post(number: int, part: Rendered) -> None:
                written = parts
                if not any(part is one for one in parts):
                    written = render(message, without=FRAGILE_BLOCKS)
                mark = mark_of(delivery_id, number, len(written))
                here = to.thread and conversation == to.conversation
                below = {"thread_ts": to.thread} if here else {}
                said = {**below, **look}
                receipt = await self._post(token, conversation, part, mark, **said)
                names.append(receipt.message_id)
                where[0] = receipt.conversation

            async with naming(names, lambda: where[0]):
                await post_message(message, parts, post, done=len(to.posted))
            return receipt_of(names, where[0])

        with _for_this_recipient(to):
            if to.conversation:
                try:
                    return await post_to(to.conversation)
                except ConversationMissing:
                    if to.posted or to.external_id == to.conversation:
                        raise  # It was itself the recipient: nobody can be met elsewhere.
                    log.info("conversation_missing", delivery_id=delivery_id)
            return await post_to(await open_conversation(self._api, token, to.external_id))

    async def amend(
        self, to: Destination, receipt: Receipt, message: Message, delivery_id: str
    ) -> Receipt:
        """Change what stands there; a part more is posted in the thread of the first.

        Beside it, that part would come below whatever was said since.
        """
        place = await installation_of(to, self._installations)
        look = await look_of(self._api, place.token, message)
        async with self._with_pictures(place, message if look else signed(message)) as shown:
            return await self._amend(place.token, receipt, shown, delivery_id, look)

    async def _amend(
        self, token: str, receipt: Receipt, message: Message, delivery_id: str, look: Look
    ) -> Receipt:
        names, where = standing(receipt), receipt.conversation
        parts = render(message)

        async def change(name: str, part: Rendered) -> None:
            said = {"text": part.text, "blocks": part.blocks}
            await self._api.write(token, "chat.update", channel=where, ts=name, **said)

        async def post(part: Rendered) -> str:
            mark = mark_of(delivery_id, len(names), len(parts))
            below = {"thread_ts": names[0], **look}
            return (await self._post(token, where, part, mark, **below)).message_id

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

    async def presence(self, installation_id: str | None) -> Presence:
        """Ask Slack whose token it is; only its own plain no says that we are gone."""
        try:
            found = await self._installations.get(installation_id) if installation_id else None
            if found is None:
                return Presence.GONE
            await self._api.read(found.token, "auth.test")
        except InstallationGone as problem:
            log.warning("presence_denied", installation_id=installation_id, reason=str(problem))
            return Presence.GONE
        except Exception as problem:  # noqa: BLE001 - whatever happens, it says nothing of us
            told = repr(problem)[:200]
            log.info("presence_unsure", installation_id=installation_id, reason=told)
            return Presence.UNSURE
        return Presence.THERE

    async def find(self, to: Destination, delivery_id: str, since: datetime) -> Found:
        """Look for a delivery by its mark, in the conversation it may have been posted to.

        Somebody may have another one with us since: what stands in neither never arrived.
        """
        installation = await installation_of(to, self._installations)
        places = [to.conversation] if to.conversation else []
        if not to.conversation or to.external_id != to.conversation:
            own = await open_conversation(self._api, installation.token, to.external_id)
            places = list(dict.fromkeys([*places, own]))
        found = Found(None)
        for place in places:
            found = await find_delivery(self._api, installation, place, delivery_id, since)
            if found.receipt:
                break
        return found

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
        self, token: str, conversation: str, part: Rendered, mark: dict[str, Any], **where: str
    ) -> Receipt:
        answer = await self._api.write(
            token,
            "chat.postMessage",
            channel=conversation,
            text=part.text,
            blocks=part.blocks,
            metadata=mark,
            unfurl_links=False,
            unfurl_media=False,
            **where,
        )
        if not answer.get("ts"):
            raise OutcomeUnknown("Slack took a message without naming it")
        return Receipt(str(answer["ts"]), str(answer.get("channel") or conversation))


@contextmanager
def _for_this_recipient(to: Destination) -> Iterator[None]:
    """Say of what cannot be posted what it means for whom it was meant."""
    try:
        yield
    except (TargetGone, TriggerGone) as problem:
        raise RecipientGone(str(problem)) from problem
    except (RoomClosed, PostingRestricted) as problem:
        if to.external_id != to.conversation:
            raise
        # It is itself the recipient: what keeps us out is how it stands.
        raise RecipientGone(str(problem), state=problem.state) from problem


async def open_conversation(api: SlackApi, token: str, user: str) -> str:
    """Return the direct message of a person with us, opened if need be."""
    answer = await api.write(token, "conversations.open", users=user)
    channel = answer.get("channel")
    if not isinstance(channel, dict) or not channel.get("id"):
        raise RecipientGone("Slack opened no conversation with this person")
    return str(channel["id"])
