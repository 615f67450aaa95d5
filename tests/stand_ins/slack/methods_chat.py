"""The Web API's chat methods."""

from typing import Any

from .calls import Call, Method, Refused, method
from .checks import Problem
from .rules import Verdict, judge_message, objects_in
from .state import Conversation, Member
from .world import Accepted


def may_reach(call: Call, member: Member) -> None:
    """Refuse to reach a person to whom this app cannot write."""
    if member.is_stranger or not call.sees(member):
        raise Refused("user_not_visible")
    if member.team_id != call.team.id and not call.shares_a_room_with(member):
        raise Refused("user_not_visible")
    if member.deleted:
        raise Refused("user_disabled")
    if member.is_bot:
        raise Refused("cannot_dm_bot")
    if not call.world.messages_tab_enabled:
        raise Refused("messages_tab_disabled")


def target(call: Call) -> Conversation:
    """Return where to post: a conversation, or the direct message of a person."""
    channel = str(call.args.get("channel", ""))
    if channel in call.world.members:
        may_reach(call, call.world.members[channel])
        return call.world.direct(call.team.id, channel)
    conversation = call.conversation()
    if conversation.is_im:
        may_reach(call, call.world.members[str(conversation.user_id)])
    if conversation.is_archived:
        raise Refused("is_archived")
    if call.team.bot_user_id not in conversation.members:
        if conversation.is_private:
            raise Refused("channel_not_found")
        if "chat:write.public" not in call.team.scopes:
            raise Refused("not_in_channel")
    if conversation.posting and not (conversation.posting == "thread_only" and _in_thread(call)):
        raise Refused(f"restricted_action_{conversation.posting}_channel")
    return conversation


def _in_thread(call: Call) -> bool:
    return bool(call.args.get("thread_ts"))


def judge(call: Call, *, update: bool = False, retained: bool = False) -> None:
    """Judge a message by the rules of payloads and by the files that exist."""
    call.obey(judge_message(call.args, update=update, retained=retained))
    for item in objects_in(call.args.get("blocks")):
        picture = item.get("slack_file")
        if picture and "id" in picture:
            stored = call.world.files.get(picture["id"])
            is_known = stored and stored.complete and stored.team_id == call.team.id
            if stored and is_known and (call.world.looks_at_files or stored.lost):
                told = {"messages": ["invalid slack file [json-pointer:/blocks]"]}
                raise Refused("invalid_blocks", response_metadata=told)
            if not is_known:
                call.obey(Verdict("invalid_blocks", (Problem("/blocks", "invalid slack file"),)))


async def post_message(call: Call) -> dict[str, Any]:
    """Post, and remember that it was accepted."""
    call.want("channel")
    if any(call.args.get(name) for name in AUTHOR.split()):
        call.need("chat:write.customize")
    conversation = target(call)
    judge(call)
    thread = call.args.get("thread_ts")
    if thread and conversation.message(str(thread)) is None:
        raise Refused("cannot_reply_to_message")
    message = call.world.post(conversation, call.team.bot_user_id, call.args)
    call.world.accept(
        Accepted(
            call.team.id, conversation.id, message.ts, message.text, message.metadata, message
        )
    )
    told = message.as_json(with_metadata=True)
    return {"channel": conversation.id, "ts": message.ts, "message": told}


async def post_ephemeral(call: Call) -> dict[str, Any]:
    """Post for one person's eyes."""
    call.want("channel", "user")
    conversation = target(call)
    if call.args["user"] not in conversation.members:
        raise Refused("user_not_in_channel")
    judge(call)
    words = {**call.args, "seen_only_by": call.args["user"]}
    message = call.world.post(conversation, call.team.bot_user_id, words)
    return {"message_ts": message.ts}


async def update(call: Call) -> dict[str, Any]:
    """Change a message of our own."""
    call.want("channel", "ts")
    message = call.message()
    if message.user_id != call.team.bot_user_id:
        raise Refused("cant_update_message")
    window = call.world.edit_window
    if window is not None and call.world.clock.now() - message.posted_at > window:
        raise Refused("edit_window_closed")
    judge(call, update=True, retained=not _says_nothing(call))
    call.world.rewrite(message, call.args)
    told = message.as_json(with_metadata=True)
    return {
        "channel": message.conversation_id,
        "ts": message.ts,
        "text": message.text,
        "message": told,
    }


def _says_nothing(call: Call) -> bool:
    said = ("text", "blocks", "attachments", "markdown_text", "metadata")
    return not any(name in call.args for name in said)


async def delete(call: Call) -> dict[str, Any]:
    """Delete a message of our own."""
    call.want("channel", "ts")
    message = call.message()
    if message.user_id != call.team.bot_user_id:
        raise Refused("cant_delete_message")
    call.world.remove(message)
    return {"channel": message.conversation_id, "ts": message.ts}


WORDS = "channel text blocks attachments metadata markdown_text link_names parse "
AUTHOR = "username icon_emoji icon_url"
"""Who a message seems to be from, where that is not the app."""
METHODS: dict[str, Method] = {
    "chat.postMessage": method(
        post_message,
        "chat:write",
        WORDS + "thread_ts reply_broadcast unfurl_links unfurl_media mrkdwn " + AUTHOR,
    ),
    "chat.postEphemeral": method(post_ephemeral, "chat:write", WORDS + "user thread_ts"),
    "chat.update": method(
        update, "chat:write", WORDS + "ts reply_broadcast unfurl_links unfurl_media"
    ),
    "chat.delete": method(delete, "chat:write", "channel ts"),
}
