"""The activities that a bot receives, in the shapes in which Teams sends them."""

import html
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from .state import Conversation, Json, Member, Posted, Team
from .world import World


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def client_info(member: Member) -> Json:
    """Return what the person's client tells about itself."""
    return {
        "locale": member.locale,
        "country": member.country,
        "platform": member.client,
        "timezone": member.zone,
        "type": "clientInfo",
    }


def channel_data(where: Conversation) -> Json:
    """Return what only Teams adds to an activity."""
    tenant = {"tenant": {"id": where.tenant.id}}
    if where.team is None:
        return tenant
    return {
        "teamsChannelId": where.id,
        "teamsTeamId": where.team.id,
        "channel": {"id": where.id},
        "team": {"id": where.team.id},
        **tenant,
    }


def activity(
    world: World,
    kind: str,
    member: Member,
    where: Conversation,
    thread: str | None = None,
) -> Json:
    """Return what every activity has: when, where, from whom, to whom."""
    now = datetime.fromtimestamp(world.clock.now(), UTC)
    return {
        "type": kind,
        "id": world.ids.gesture(),
        "timestamp": _moment(now),
        "localTimestamp": now.astimezone(ZoneInfo(member.zone)).isoformat(timespec="milliseconds"),
        "localTimezone": member.zone,
        "channelId": "msteams",
        "serviceUrl": world.service_url(where.tenant),
        "from": author(member),
        "conversation": where.as_json(thread),
        "recipient": {"id": world.bot_id, "name": world.bot_name},
        "entities": [client_info(member)],
        "channelData": channel_data(where),
        "locale": member.locale,
    }


def author(member: Member) -> Json:
    """Return who did something, as a gesture names them."""
    home = {"tenantId": member.tenant.id} if member.tells_home else {}
    return {"id": member.id, "name": member.name, "aadObjectId": member.aad_id, **home}


def message(world: World, member: Member, said: Posted) -> Json:
    """Return what a person wrote in the personal chat."""
    words = said.text
    paragraph = f"<p>{html.escape(words)}</p>"
    return {
        **activity(world, "message", member, said.conversation, said.thread),
        "id": said.id,
        "text": words,
        "textFormat": "plain",
        "attachments": [{"contentType": "text/html", "content": paragraph}],
    }


def mention(world: World, member: Member, said: Posted, *, private: bool = False) -> Json:
    """Return what a person wrote to the bot by name, as clients write it."""
    told = message(world, member, said)
    name = world.bot_name
    tag = f"<at>{name}</at>"
    words = html.escape(said.text, quote=False)
    span = (
        f'<span itemscope="" itemtype="http://schema.skype.com/Mention" itemid="0">{name}</span>'
    )
    told["text"] = f"{tag}&nbsp;{words}\n"
    told["attachments"][0]["content"] = f"<p>{span}&nbsp;{words}</p>"
    mentioned = {"id": world.bot_id, "name": name}
    told["entities"].insert(0, {"type": "mention", "text": tag, "mentioned": mentioned})
    if private:
        told["recipient"]["isTargeted"] = True
    return told


def submit(world: World, member: Member, posted: Posted, value: object) -> Json:
    """Return a press of Action.Submit: a message without text, with the card's values."""
    told = activity(world, "message", member, posted.conversation, posted.thread)
    told["channelData"] |= {
        "source": {"name": "message"},
        "legacy": {"replyToId": posted.id},
    }
    return {**told, "replyToId": posted.id, "value": value}


def invoke(world: World, member: Member, where: Conversation, name: str, value: Json) -> Json:
    """Return a gesture that waits for its answer."""
    told = activity(world, "invoke", member, where)
    told["channelData"]["source"] = {"name": "message"}
    return {**told, "name": name, "value": value}


def invoke_on(world: World, member: Member, posted: Posted, name: str, value: Json) -> Json:
    """Return a gesture at a message that waits for its answer."""
    told = activity(world, "invoke", member, posted.conversation, posted.thread)
    told["channelData"]["source"] = {"name": "message"}
    return {**told, "name": name, "value": value, "replyToId": posted.id}


def reaction(world: World, member: Member, posted: Posted, kind: str, *, added: bool) -> Json:
    """Return a thumb, or its going."""
    told = activity(world, "messageReaction", member, posted.conversation, posted.thread)
    key = "reactionsAdded" if added else "reactionsRemoved"
    return {**told, key: [{"type": kind}], "replyToId": posted.id}


def installation(world: World, member: Member, where: Conversation, action: str) -> Json:
    """Return the news that the app was added or removed."""
    told = activity(world, "installationUpdate", member, where)
    told["entities"] = [{"type": "clientInfo", "locale": member.locale}]
    told["channelData"] |= {
        "source": {"name": "message"},
        "settings": {"selectedChannel": {"id": where.id}},
    }
    return {**told, "action": action}


def membership(
    world: World, member: Member, where: Conversation, key: str, accounts: list[Json]
) -> Json:
    """Return the news that somebody came or left; `key` is membersAdded or membersRemoved."""
    told = activity(world, "conversationUpdate", member, where)
    del told["entities"]
    if where.team:
        whose = "channel" if where.is_shared else "team"
        kind = f"{whose}MemberAdded" if key == "membersAdded" else f"{whose}MemberRemoved"
        told["channelData"] |= {"eventType": kind, "team": where.team.as_json()}
    return {**told, key: accounts}


def team_news(
    world: World, member: Member, team: Team, event: str, channel: Conversation | None = None
) -> Json:
    """Return the news that a team or channel was renamed, made, deleted and so on."""
    told = activity(world, "conversationUpdate", member, team.general)
    del told["entities"]
    told["channelData"] |= {"eventType": event, "team": team.as_json()}
    if channel:
        told["channelData"]["channel"] = {"id": channel.id, "name": channel.name}
    return told


def sharing_news(
    world: World, member: Member, channel: Conversation, tenant: str, *, shared: bool
) -> Json:
    """Return the news that a channel is shared with a team of some tenant, or no longer is."""
    told = activity(world, "conversationUpdate", member, channel)
    del told["entities"]
    other = {"id": world.ids.thread("tacv2"), "aadGroupId": world.ids.guid(), "tenantId": tenant}
    key = "sharedWithTeams" if shared else "unsharedFromTeams"
    kind = "channelShared" if shared else "channelUnshared"
    told["channelData"] |= {"eventType": kind, key: [other]}
    return told


def account(member: Member) -> Json:
    """Return a person as the lists of those who came and left name them."""
    return {"id": member.id, "aadObjectId": member.aad_id}
