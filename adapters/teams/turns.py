"""The turn of botbuilder: the one file that knows Microsoft's SDK.

It brings dispatch by activity type, addressing of replies, and middleware. Activities are
read from their raw form by hand and leave as ready ones, because the SDK forgets fields it
does not know, and fails on some that it does.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from botbuilder.core import ActivityHandler, BotAdapter, TurnContext
from botbuilder.schema import Activity, ChannelAccount, ConversationAccount, ResourceResponse

from adapters.teams.api import TeamsApi
from adapters.teams.inbound import Heard
from adapters.teams.parts import Part
from adapters.teams.payload import Raw, at, word
from bot.ports import InboxEntry

HEARD, ENTRY = "drumbeat.heard", "drumbeat.entry"


class Turn:
    """One activity being worked on, and the way to reply where it came from."""

    def __init__(self, context: Any) -> None:  # noqa: ANN401 - the SDK has no types
        self._context = context
        self.heard: Heard = context.turn_state[HEARD]
        self.entry: InboxEntry = context.turn_state[ENTRY]

    async def reply(self, activity: Part) -> None:
        """Post an activity into the same conversation, in the same thread."""
        await self._context.send_activity(Outgoing(activity))

    async def change(self, activity_id: str, activity: Part) -> None:
        """Put an activity in the place of an earlier one of ours in this conversation."""
        await self._context.update_activity(Outgoing(activity, id=activity_id))


Work = Callable[[Turn], Awaitable[None]]


class TeamsHandler(ActivityHandler):  # type: ignore[misc] # the SDK has no types
    """Names what is done for each type of activity; nothing is done for the others."""

    def __init__(self, *, hear: Work, answer: Work, move: Work) -> None:
        super().__init__()
        self._hear, self._answer, self._move = hear, answer, move

    async def on_message_activity(self, turn_context: Any) -> None:  # noqa: ANN401 - likewise
        """Work on what somebody said or sent."""
        await self._hear(Turn(turn_context))

    async def on_message_update_activity(self, turn_context: Any) -> None:  # noqa: ANN401
        """Work on what somebody changed of what they had said."""
        await self._hear(Turn(turn_context))

    async def on_message_delete_activity(self, turn_context: Any) -> None:  # noqa: ANN401
        """Work on what somebody took back."""
        await self._hear(Turn(turn_context))

    async def on_invoke_activity(self, turn_context: Any) -> None:  # noqa: ANN401 - likewise
        """Work on what must be answered in the response.

        The SDK's own typed hooks fail on answers that are ready for the wire.
        """
        await self._answer(Turn(turn_context))

    async def on_installation_update(self, turn_context: Any) -> None:  # noqa: ANN401 - likewise
        """Work on being taken in or put out."""
        await self._move(Turn(turn_context))

    async def on_conversation_update_activity(self, turn_context: Any) -> None:  # noqa: ANN401
        """Work on news of a conversation; the SDK would ask the roster for each member."""
        await self._move(Turn(turn_context))


class TeamsAdapter(BotAdapter):  # type: ignore[misc] # the SDK has no types
    """Carries activities between the SDK's turn and our own connector.

    What goes wrong in a turn is raised to the door, never told to people by the SDK.
    """

    def __init__(self, api: TeamsApi) -> None:
        super().__init__()
        self._api = api

    async def take(self, heard: Heard, entry: InboxEntry, handler: TeamsHandler) -> None:
        """Carry out one turn."""
        context = TurnContext(self, _reading(heard.raw))
        context.turn_state[HEARD] = heard
        context.turn_state[ENTRY] = entry
        await self.run_pipeline(context, handler.on_turn)

    async def send_activities(self, context: Any, activities: list[Any]) -> list[Any]:  # noqa: ANN401
        """Post each activity to the conversation of the turn."""
        del context
        sent = []
        for activity in activities:
            place = activity.conversation.id
            name = await self._api.post(activity.service_url, place, _wire(activity))
            sent.append(ResourceResponse(id=name))
        return sent

    async def update_activity(self, context: Any, activity: Any) -> None:  # noqa: ANN401 - likewise
        """Put an activity in the place of an earlier one."""
        given = context.activity
        place = given.conversation.id
        await self._api.update(given.service_url, place, activity.id, activity.ready)

    async def delete_activity(self, context: Any, reference: Any) -> None:  # noqa: ANN401 - likewise
        """Refuse: nothing that was said is taken back here."""
        raise NotImplementedError


class Outgoing(Activity):  # type: ignore[misc] # the SDK has no types
    """An activity whose wire form is ready: nothing of it is copied, dropped or renamed."""

    def __init__(self, ready: Part, **more: Any) -> None:  # noqa: ANN401 - the SDK's own fields
        super().__init__(type=str(ready["type"]), **more)
        self.ready = ready

    def __deepcopy__(self, memo: dict[int, Any]) -> "Outgoing":
        return Outgoing(self.ready, id=self.id)


def _wire(activity: Any) -> Part:  # noqa: ANN401 - likewise
    if not isinstance(activity, Outgoing):
        raise TypeError("only ready activities are sent")
    sender = activity.from_property
    said_by = {"from": {"id": sender.id}} if sender is not None and sender.id else {}
    return {**said_by, "conversation": {"id": activity.conversation.id}, **activity.ready}


def _reading(raw: Raw) -> Activity:
    """Read what the SDK needs for a turn; everything else is read from the raw activity."""
    return Activity(
        type=word(raw, "type"),
        id=word(raw, "id") or None,
        name=word(raw, "name") or None,
        text=word(raw, "text"),
        action=word(raw, "action") or None,
        channel_id=word(raw, "channelId") or None,
        service_url=word(raw, "serviceUrl"),
        reply_to_id=word(raw, "replyToId") or None,
        from_property=_account(at(raw, "from")),
        recipient=_account(at(raw, "recipient")),
        conversation=ConversationAccount(
            id=word(raw, "conversation", "id"), tenant_id=word(raw, "conversation", "tenantId")
        ),
    )


def _account(found: object) -> ChannelAccount:
    return ChannelAccount(id=word(found, "id") or None, name=word(found, "name") or None)
