"""The Web API's methods for teams, people, conversations and files."""

import dataclasses
from typing import Any

from .calls import Call, Method, Refused, method
from .methods_chat import may_reach, target
from .methods_rooms import readable
from .state import Message
from .world import UploadedFile


async def auth_test(call: Call) -> dict[str, Any]:
    """Say whose token this is."""
    team = call.team
    return {
        "url": f"https://{team.domain}.slack.example/",
        "team": team.name,
        "user": "drumbeat",
        "team_id": team.id,
        "user_id": team.bot_user_id,
        "bot_id": team.bot_id,
        "enterprise_id": team.enterprise_id,
        "is_enterprise_install": False,
    }


async def team_info(call: Call) -> dict[str, Any]:
    """Describe the team."""
    team = call.team
    wanted = call.args.get("team", team.id)
    if wanted != team.id:
        raise Refused("team_not_found")
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "icon": {}}}


async def user_info(call: Call) -> dict[str, Any]:
    """Describe a person; the email needs a scope of its own."""
    call.want("user")
    member = call.member(call.args["user"])
    with_email = "users:read.email" in call.team.scopes
    locale = call.flag("include_locale")
    told = member.as_json(with_email=with_email, with_locale=locale)
    at = call.world.pictures_at or f"{call.base}/avatar"
    told["profile"] |= {"image_192": f"{at}/{member.id}"}
    if member.picture is not None:
        told["profile"] |= {"is_custom_image": True}
    return {"user": told}


async def user_by_email(call: Call) -> dict[str, Any]:
    """Find a person of this team, and of no other, by email."""
    call.want("email")
    wanted = str(call.args["email"]).lower()
    own = (m for m in call.world.members.values() if m.team_id == call.team.id and not m.deleted)
    found = next((m for m in own if (m.email or "").lower() == wanted), None)
    if found is None:
        raise Refused("users_not_found")
    return {"user": found.as_json()}


async def open_conversation(call: Call) -> dict[str, Any]:
    """Open, or look up, the direct message of one person."""
    if "channel" in call.args:
        return {"channel": {"id": call.conversation().id}}
    call.want("users")
    given = call.args["users"]
    users = given if isinstance(given, list) else str(given).split(",")
    if len(users) != 1:
        call.need("mpim:write")
        raise Refused("invalid_user_combination")
    may_reach(call, call.member(users[0]))
    known = call.world.opened(call.team.id, users[0])
    if known is None and call.flag("prevent_creation"):
        return {"no_op": True, "already_open": False}
    opened = call.world.direct(call.team.id, users[0])
    again = {"no_op": True, "already_open": True} if known else {}
    full = opened.as_json(call.team.bot_user_id) if call.flag("return_im") else {"id": opened.id}
    return {**again, "channel": full}


async def history(call: Call) -> dict[str, Any]:
    """List a conversation's messages, newest first."""
    call.want("channel")
    found = readable(call, "history")
    shown = [m for m in found.messages if not (m.deleted or m.is_ephemeral)]
    return _page(call, [m for m in reversed(shown) if m.thread_ts in (None, m.ts)])


async def replies(call: Call) -> dict[str, Any]:
    """List a thread, its first message first."""
    call.want("channel", "ts")
    found = readable(call, "history")
    root = found.message(str(call.args["ts"]))
    if root is None:
        raise Refused("thread_not_found")
    shown = [m for m in found.messages if not (m.deleted or m.is_ephemeral)]
    return _page(call, [root, *(m for m in shown if m.thread_ts == root.ts and m is not root)])


def _page(call: Call, messages: list[Message]) -> dict[str, Any]:
    oldest, latest = str(call.args.get("oldest", "0")), str(call.args.get("latest", "9" * 10))
    around = call.flag("inclusive")
    kept = [m for m in messages if oldest < m.ts < latest or (around and m.ts in (oldest, latest))]
    start, limit = int(call.args.get("cursor") or 0), int(call.args.get("limit", 100))
    page = kept[start : start + limit]
    more = len(kept) > start + limit
    with_metadata = call.flag("include_all_metadata")
    answer: dict[str, Any] = {
        "messages": [m.as_json(with_metadata=with_metadata) for m in page],
        "has_more": more,
    }
    if more:
        answer["response_metadata"] = {"next_cursor": str(start + limit)}
    return answer


async def upload_url(call: Call) -> dict[str, Any]:
    """Announce a file and learn where to send it."""
    call.want("filename", "length")
    length = int(call.args["length"])
    if length < 1:
        raise Refused("invalid_arguments")
    if not call.world.files_enabled:
        raise Refused("file_uploads_disabled")
    name = str(call.args["filename"])
    new = UploadedFile(call.world.ids.new("F"), name, length, team_id=call.team.id)
    call.world.files[new.id] = new
    base = call.world.upload_base or call.base
    return {"upload_url": f"{base}/upload/{new.id}", "file_id": new.id}


async def complete_upload(call: Call) -> dict[str, Any]:
    """Finish files that were sent and share them where wanted."""
    call.want("files")
    done = []
    for item in call.args["files"]:
        stored = call.world.files.get(item.get("id", ""))
        if stored is None or stored.content is None or stored.team_id != call.team.id:
            raise Refused("file_not_found")
        title = item.get("title", stored.name)
        done.append(dataclasses.replace(stored, title=title, complete=True))
    call.world.files.update({file.id: file for file in done})
    listed = [file.as_json() for file in done]
    channels = call.args.get("channel_id") or call.args.get("channels") or ""
    for channel in filter(None, str(channels).split(",")):
        conversation = target(dataclasses.replace(call, args={"channel": channel}))
        words = {"text": call.args.get("initial_comment"), "files": listed}
        words["thread_ts"] = call.args.get("thread_ts")
        call.world.post(conversation, call.team.bot_user_id, words)
    return {"files": listed}


async def file_info(call: Call) -> dict[str, Any]:
    """Describe a finished file."""
    call.want("file")
    stored = call.world.files.get(str(call.args["file"]))
    if stored is None or not stored.complete:
        raise Refused("file_not_found")
    return {"file": stored.as_json()}


PAGE = "channel cursor limit oldest latest inclusive include_all_metadata "
METHODS: dict[str, Method] = {
    "auth.test": method(auth_test, None),
    "team.info": method(team_info, "team:read", "team domain"),
    "users.info": method(user_info, "users:read", "user include_locale"),
    "users.lookupByEmail": method(user_by_email, "users:read.email", "email"),
    "conversations.open": method(
        open_conversation, "im:write", "channel users return_im prevent_creation"
    ),
    "conversations.history": method(history, None, PAGE),
    "conversations.replies": method(replies, None, PAGE + "ts"),
    "files.getUploadURLExternal": method(
        upload_url, "files:write", "filename length alt_txt snippet_type"
    ),
    "files.completeUploadExternal": method(
        complete_upload,
        "files:write",
        "files channel_id channels initial_comment thread_ts blocks",
    ),
    "files.info": method(file_info, "files:read", "file"),
}
