"""The calls a bot may make: conversations, activities, members, teams."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.stand_ins.checks import Problem

from .rules import Verdict, judge_activity, remarks_on
from .state import Conversation, Json, Member, Posted, copied
from .world import World

PAGE = 200
Answer = tuple[int, Json | list[Json] | None]


class Refused(Exception):
    """The connector says no, with a status and a code."""

    def __init__(self, status: int, code: str, says: str = "", *, wrong: bool = False) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.says = says or code
        self.wrong = wrong  # the bot's own fault, and not the way of the world

    def as_json(self) -> Json:
        error: Json = {"code": self.code, "message": self.says}
        if self.code == "ConversationBlockedByUser":
            error["innerHttpError"] = {
                "statusCode": 403,
                "body": {"subCode": "MessageWritesBlocked"},
            }
        return {"error": error}


@dataclass
class Call:
    """One call of the connector."""

    name: str
    world: World
    region: str
    named: Mapping[str, str]
    query: Mapping[str, str]
    body: Any

    def where(self) -> Json:
        """Return what a test may look at to choose a call for trouble."""
        return {
            "call": self.name,
            "conversation": self.named.get("cid"),
            "activity_id": self.named.get("aid"),
            "activity": self.body if isinstance(self.body, dict) else None,
        }

    def tenant_id(self) -> str:
        """Return whose people the call is about, as far as it says so."""
        found, _ = self.world.find(self.named.get("cid", ""))
        named = self.body.get("tenantId") if isinstance(self.body, dict) else None
        return found.tenant.id if found else str(named)

    def conversation(self) -> tuple[Conversation, str | None]:
        """Return the conversation that was named, where this bot may act."""
        found, thread = self.world.find(self.named["cid"])
        if found is None:
            raise Refused(404, "ConversationNotFound", "The conversation was not found.")
        self.must_be_served_here(found.tenant.region)
        if found.tenant.bot_disabled:
            raise Refused(403, "BotDisabledByAdmin", "The bot is disabled by the administrator.")
        if not found.has_bot:
            says = "The bot is not part of the conversation roster."
            raise Refused(403, "BotNotInConversationRoster", says)
        return found, thread

    def writable(self) -> tuple[Conversation, str | None]:
        found, thread = self.conversation()
        if found.kind == "personal" and found.person.blocks_bot:
            raise Refused(403, "ConversationBlockedByUser", "User blocked the conversation.")
        return found, thread

    def must_be_served_here(self, region: str) -> None:
        if self.region != region:
            says = f"This conversation is served by {region}, not by {self.region}."
            raise Refused(403, "InvalidBotApiHost", says, wrong=True)

    def own(self) -> Posted:
        """Return the activity that was named, if it is there and the bot's."""
        found, _ = self.writable()
        posted = found.post(self.named["aid"])
        is_targeted = self.query.get("isTargetedActivity") == "true"
        if posted is None or bool(posted.seen_only_by) is not is_targeted:
            raise Refused(404, "ActivityNotFoundInConversation", "The activity was not found.")
        if not posted.own:
            says = "Only own activities can be changed."
            raise Refused(403, "NotEnoughPermissions", says, wrong=True)
        return posted


def judged(call: Call, activity: Any, conversation: Conversation) -> Json:
    """Return the activity where Teams would take it; what is unwise is written down."""
    world = call.world
    known = {m.id: m.name for m in conversation.roster}
    known |= {m.aad_id: m.name for m in conversation.roster} | {world.bot_id: world.bot_name}
    verdict = judge_activity(activity, kind=conversation.kind, members=known)
    if verdict is None:
        verdict = _accounts(call, activity, conversation)
    if verdict:
        raise Refused(verdict.status, verdict.code, verdict.says, wrong=True)
    for remark in remarks_on(activity):
        world.complain(call.name, "Unwise", [remark])
    return copied(activity)


def _accounts(call: Call, activity: Json, conversation: Conversation) -> Verdict | None:
    author = activity.get("from", {}).get("id", call.world.bot_id)
    if author not in (call.world.bot_id, call.world.app_id):
        return Verdict(400, "BadArgument", (Problem("/from", "must be the bot"),))
    named = activity.get("conversation", {}).get("id", "")
    if named and call.world.find(named)[0] is not conversation:
        says = "must be the one in the address"
        return Verdict(400, "BadArgument", (Problem("/conversation", says),))
    return None


async def create(call: Call) -> Answer:
    """Open a personal chat, always the same one, or start a thread in a channel."""
    body = call.body
    if not isinstance(body, dict):
        raise Refused(400, "BadSyntax", "A body is required.", wrong=True)
    bot = body.get("bot", {})
    if not isinstance(bot, dict) or bot.get("id") not in (call.world.bot_id, call.world.app_id):
        raise Refused(400, "BadArgument", "bot must be this bot.", wrong=True)
    data = body.get("channelData")
    data = data if isinstance(data, dict) else {}
    if "channel" in data:
        return _start_thread(call, data["channel"], body)
    return _open_personal(call, data, body)


def _open_personal(call: Call, data: Json, body: Json) -> Answer:
    members = body.get("members")
    if not isinstance(members, list) or len(members) != 1 or body.get("isGroup"):
        raise Refused(400, "BadSyntax", "Bots cannot create group chats.", wrong=True)
    if "activity" in body:
        raise Refused(400, "BadSyntax", "Open the chat first, then write.", wrong=True)
    tenants = {body.get("tenantId"), (data.get("tenant") or {}).get("id")}
    given = members[0].get("id") if isinstance(members[0], dict) else None
    member = call.world.find_member(str(given))
    if member is None:
        raise Refused(400, "BadArgument", "Failed to decrypt pairwise id.", wrong=True)
    if tenants != {member.tenant.id}:
        raise Refused(400, "BadSyntax", "tenantId must be the person's, twice.", wrong=True)
    call.must_be_served_here(member.tenant.region)
    if member.tenant.bot_disabled:
        raise Refused(403, "BotDisabledByAdmin", "The bot is disabled by the administrator.")
    if not member.installed:
        says = "The bot is not installed in the user's personal scope."
        raise Refused(403, "ForbiddenOperationException", says)
    return 201, {"id": call.world.personal(member).id}


def _start_thread(call: Call, channel: Any, body: Json) -> Answer:
    call.named = {"cid": str(channel.get("id") if isinstance(channel, dict) else channel)}
    found, thread = call.writable()
    if found.kind != "channel" or thread or not body.get("isGroup"):
        raise Refused(400, "BadSyntax", "A channel and isGroup are required.", wrong=True)
    activity = judged(call, body.get("activity"), found)
    posted = call.world.put(found, call.world.bot_id, activity)
    call.world.accept(posted, "create", None)
    return 201, {"id": posted.where, "activityId": posted.id}


async def send(call: Call) -> Answer:
    found, thread = call.writable()
    return _post(call, found, thread, call.body)


async def reply(call: Call) -> Answer:
    found, thread = call.writable()
    if call.named["aid"] not in found.known_ids:
        raise Refused(404, "ActivityNotFoundInConversation", "The activity was not found.")
    parent = found.post(call.named["aid"])
    inherited = parent.thread if parent else None
    return _post(call, found, thread or inherited, call.body)


def _post(call: Call, where: Conversation, thread: str | None, body: Any) -> Answer:
    if where.kind == "channel" and thread is not None and thread not in where.known_ids:
        raise Refused(404, "ConversationNotFound", "The thread was not found.")
    activity = judged(call, body, where)
    recipient = _recipient(call, activity, where)
    if activity["type"] == "typing":
        call.world.typed.append(where.id)
        return 202, None
    targeted = _is_targeted(call, activity, where, recipient)
    posted = call.world.put(
        where,
        call.world.bot_id,
        activity,
        thread=thread,
        seen_only_by=recipient.id if targeted and recipient else None,
    )
    if where.kind == "personal":
        recipient = where.person
    call.world.accept(posted, "targeted" if targeted else call.name, recipient)
    return 201, {"id": posted.id}


def _is_targeted(
    call: Call, activity: Json, where: Conversation, recipient: Member | None
) -> bool:
    """Say whether one person alone is to see it; address and activity must say the same."""
    targeted = call.query.get("isTargetedActivity") == "true"
    if targeted is not bool((activity.get("recipient") or {}).get("isTargeted")):
        says = "isTargetedActivity and the recipient's isTargeted go together."
        raise Refused(400, "BadArgument", says, wrong=True)
    if targeted and (where.kind == "personal" or recipient is None):
        says = "A targeted message needs a recipient of this group."
        raise Refused(400, "BadArgument", says, wrong=True)
    if targeted and where.app_is_old:
        raise Refused(400, "BadArgument", "The app does not support targeted messages.")
    return targeted


def _recipient(call: Call, activity: Json, where: Conversation) -> Member | None:
    given = (activity.get("recipient") or {}).get("id")
    if given is None:
        return None
    found = next((m for m in where.roster if given in (m.id, m.aad_id)), None)
    if found is None:
        raise Refused(400, "BadArgument", f"{call.name}: recipient is not here.", wrong=True)
    return found


async def update(call: Call) -> Answer:
    posted = call.own()
    activity = judged(call, call.body, posted.conversation)
    posted.activity = activity
    posted.edits += 1
    posted.views.clear()
    call.world.bell.ring()
    return 200, {"id": posted.id}


async def delete(call: Call) -> Answer:
    call.own().deleted = True
    call.world.bell.ring()
    return 200, None


async def members(call: Call) -> Answer:
    found, _ = call.conversation()
    people = [member.as_json() for member in found.roster]
    if call.named.get("how") == "members":
        return 200, people
    try:
        first = int(call.query.get("continuationToken") or 0)
        size = min(int(call.query.get("pageSize") or PAGE), 500)
    except ValueError:
        raise Refused(400, "BadArgument", "not a page", wrong=True) from None
    page: Json = {"members": people[first : first + size]}
    if first + size < len(people):
        page["continuationToken"] = str(first + size)
    return 200, page


async def member(call: Call) -> Answer:
    found, _ = call.conversation()
    wanted = call.named["uid"]
    one = next((m for m in found.roster if wanted in (m.id, m.aad_id)), None)
    if one is None:
        raise Refused(404, "MemberNotFoundInConversation", "The member was not found.")
    return 200, one.as_json()


async def team(call: Call) -> Answer:
    found = call.world.teams.get(call.named["tid"])
    if found is None or not found.installed:
        raise Refused(403, "BotNotInConversationRoster", "The bot is not in this team.")
    call.must_be_served_here(found.tenant.region)
    if call.named.get("what") == "conversations":
        rooms = [
            {"id": c.id, "name": c.name, "type": "shared" if c.is_shared else "standard"}
            for c in found.channels
            if not c.deleted
        ]
        rooms[0].pop("name")  # the first channel has no name of its own
        return 200, {"conversations": rooms}
    return 200, {**found.as_json(), "channelCount": len(found.channels)}


Handler = Callable[[Call], Awaitable[Answer]]
CALLS: dict[str, Handler] = {
    "create": create,
    "send": send,
    "reply": reply,
    "update": update,
    "delete": delete,
    "members": members,
    "member": member,
    "team": team,
}
AT = "/{region}/v3/conversations"
ROUTES = (
    ("POST", AT, "create"),
    ("POST", AT + "/{cid}/activities", "send"),
    ("POST", AT + "/{cid}/activities/{aid}", "reply"),
    ("PUT", AT + "/{cid}/activities/{aid}", "update"),
    ("DELETE", AT + "/{cid}/activities/{aid}", "delete"),
    ("GET", AT + "/{cid}/{how:pagedmembers|members}", "members"),
    ("GET", AT + "/{cid}/members/{uid}", "member"),
    ("GET", "/{region}/v3/teams/{tid}", "team"),
    ("GET", "/{region}/v3/teams/{tid}/{what:conversations}", "team"),
)
