"""The Web API's methods for conversations of several people."""

from typing import Any

from .calls import Call, Method, Refused, method
from .state import Conversation

MOST_LISTED = 999
USUALLY_LISTED = 100
TYPES = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}


def readable(call: Call, right: str) -> Conversation:
    """Return a conversation that the app may read, by the scope of its kind."""
    found = call.conversation()
    kind = "im" if found.is_im else "groups" if found.is_private else "channels"
    call.need(f"{kind}:{right}")
    inside = call.team.bot_user_id in found.members
    if not inside and (found.is_private or right == "history"):
        raise Refused("channel_not_found" if found.is_private else "not_in_channel")
    return found


async def conversations_list(call: Call) -> dict[str, Any]:
    """List a page of what the app may see; what is left out makes a page shorter."""
    wanted = str(call.args.get("types") or "public_channel").split(",")
    if not set(wanted) <= set(TYPES):
        raise Refused("invalid_types")
    call.need(*(f"{TYPES[kind]}:read" for kind in wanted))
    bot = call.team.bot_user_id
    seen = [
        room
        for _, room in sorted(call.world.conversations.items())
        if room.team_id == call.team.id and _kind(room) in wanted and _is_seen(room, bot)
    ]
    page, following = _page(call, seen)
    if call.flag("exclude_archived"):
        page = [room for room in page if not room.is_archived]
    told = {"channels": [room.as_json(bot) for room in page]}
    return {**told, "response_metadata": {"next_cursor": following}}


async def conversation_info(call: Call) -> dict[str, Any]:
    """Describe a conversation."""
    call.want("channel")
    return {"channel": readable(call, "read").as_json(call.team.bot_user_id)}


async def conversation_members(call: Call) -> dict[str, Any]:
    """List a page of who is in a conversation."""
    call.want("channel")
    page, following = _page(call, sorted(readable(call, "read").members))
    return {"members": page, "response_metadata": {"next_cursor": following}}


async def join(call: Call) -> dict[str, Any]:
    """Go into a public channel."""
    call.want("channel")
    found = call.conversation()
    inside = call.team.bot_user_id in found.members
    if found.is_im or found.is_private:
        hidden = found.is_private and not inside
        raise Refused("channel_not_found" if hidden else "method_not_supported_for_channel_type")
    if found.is_archived:
        raise Refused("is_archived")
    found.members.add(call.team.bot_user_id)
    told = {"channel": found.as_json(call.team.bot_user_id)}
    return {**told, "warning": "already_in_channel"} if inside else told


def _kind(room: Conversation) -> str:
    if room.is_im:
        return "im"
    return "private_channel" if room.is_private else "public_channel"


def _is_seen(room: Conversation, bot: str) -> bool:
    return bot in room.members or not (room.is_private or room.is_im)


def _page(call: Call, found: list[Any]) -> tuple[list[Any], str]:
    given = str(call.args.get("limit") or USUALLY_LISTED)
    if not given.isdigit() or not 0 < int(given) <= MOST_LISTED:
        raise Refused("invalid_limit")
    cursor = str(call.args.get("cursor") or "")
    if cursor and not (cursor.startswith("from:") and cursor[5:].isdigit()):
        raise Refused("invalid_cursor")
    start = int(cursor[5:]) if cursor else 0
    end = start + int(given)
    return found[start:end], f"from:{end}" if len(found) > end else ""


METHODS: dict[str, Method] = {
    "conversations.list": method(
        conversations_list, None, "types exclude_archived limit cursor team_id"
    ),
    "conversations.info": method(
        conversation_info, None, "channel include_locale include_num_members"
    ),
    "conversations.members": method(conversation_members, None, "channel cursor limit"),
    "conversations.join": method(join, "channels:join", "channel"),
}
