"""The bodies that Slack sends to an app, field by field."""

import time
from typing import Any

from .choices import state_of
from .state import Conversation, Member, Message, Team, View
from .world import World

VERIFICATION_TOKEN = "stand-in-verification-token"


def view_json(world: World, view: View) -> dict[str, Any]:
    """Return a view as Slack shows it to its app."""
    team = world.teams[view.team_id]
    defaults = {
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "title": None,
        "close": None,
        "submit": None,
        "clear_on_close": False,
        "notify_on_close": False,
    }
    return {
        "id": view.id,
        "team_id": view.team_id,
        **defaults,
        **view.body,
        "state": {"values": state_of(view)},
        "hash": view.hash,
        "root_view_id": view.root_view_id,
        "previous_view_id": view.previous_view_id,
        "app_id": world.app_id,
        "app_installed_team_id": view.team_id,
        "bot_id": team.bot_id,
    }


def _gesture(world: World, team: Team, member: Member, kind: str) -> dict[str, Any]:
    return {
        "type": kind,
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": {"id": team.enterprise_id} if team.enterprise_id else None,
        "user": {
            "id": member.id,
            "username": member.name,
            "name": member.name,
            "team_id": member.team_id,
        },
        "api_app_id": world.app_id,
        "token": VERIFICATION_TOKEN,
        "is_enterprise_install": False,
    }


def command_form(
    world: World, team: Team, member: Member, conversation: Conversation, said: dict[str, str]
) -> dict[str, str]:
    """Return the form of a slash command; `said` has command, text, addresses."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": conversation.id,
        "channel_name": conversation.name,
        "user_id": member.id,
        "user_name": member.name,
        "api_app_id": world.app_id,
        "is_enterprise_install": "false",
        **said,
    }


def action_on_message(
    world: World, team: Team, member: Member, message: Message, action: dict[str, Any]
) -> dict[str, Any]:
    """Return block_actions for an element in a message."""
    conversation = world.conversations[message.conversation_id]
    container: dict[str, Any] = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": conversation.id,
        "is_ephemeral": message.is_ephemeral,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    shown = {} if message.is_ephemeral else {"message": message.as_json()}
    return {
        **_gesture(world, team, member, "block_actions"),
        "container": container,
        "trigger_id": world.tickets.trigger(member.id, team.id),
        "channel": {"id": conversation.id, "name": conversation.name},
        **shown,
        "state": {"values": state_of(message)},
        "actions": [action],
    }


def action_on_view(
    world: World, team: Team, member: Member, view: View, action: dict[str, Any]
) -> dict[str, Any]:
    """Return block_actions for an element in a modal or a home tab."""
    in_modal = view.body["type"] == "modal"
    return {
        **_gesture(world, team, member, "block_actions"),
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": world.tickets.trigger(member.id, team.id, in_modal=in_modal),
        "view": view_json(world, view),
        "actions": [action],
    }


def view_submission(world: World, team: Team, member: Member, view: View) -> dict[str, Any]:
    """Return view_submission for a modal as it is filled now."""
    return {
        **_gesture(world, team, member, "view_submission"),
        "trigger_id": world.tickets.trigger(member.id, team.id, in_modal=True),
        "view": view_json(world, view),
        "response_urls": [],
    }


def view_closed(
    world: World, team: Team, member: Member, view: View, *, is_cleared: bool
) -> dict[str, Any]:
    """Return view_closed for a modal that somebody shut."""
    return {
        **_gesture(world, team, member, "view_closed"),
        "view": view_json(world, view),
        "is_cleared": is_cleared,
    }


def block_suggestion(
    world: World, team: Team, member: Member, shown: Message | View, asked: dict[str, Any]
) -> dict[str, Any]:
    """Return block_suggestion; `asked` has action_id, block_id and value."""
    payload = {**_gesture(world, team, member, "block_suggestion"), **asked}
    if isinstance(shown, View):
        inside = {"type": "view", "view_id": shown.id}
        return {**payload, "container": inside, "view": view_json(world, shown)}
    container: dict[str, Any] = {
        "type": "message",
        "message_ts": shown.ts,
        "channel_id": shown.conversation_id,
        "is_ephemeral": shown.is_ephemeral,
    }
    return {**payload, "container": container, "channel": {"id": shown.conversation_id}}


def message_shortcut(
    world: World, team: Team, member: Member, message: Message, callback_id: str
) -> dict[str, Any]:
    """Return message_action for an entry of a message's own menu."""
    conversation = world.conversations[message.conversation_id]
    return {
        **_gesture(world, team, member, "message_action"),
        "callback_id": callback_id,
        "trigger_id": world.tickets.trigger(member.id, team.id),
        "action_ts": world.ids.ts(),
        "message_ts": message.ts,
        "channel": {"id": conversation.id, "name": conversation.name},
        "message": message.as_json(),
    }


def event_envelope(
    world: World, team: Team, event: dict[str, Any], *, is_ext_shared: bool = False
) -> dict[str, Any]:
    """Return event_callback around one event."""
    authorization = {
        "enterprise_id": team.enterprise_id,
        "team_id": team.id,
        "user_id": team.bot_user_id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": team.id,
        "context_team_id": team.id,
        "context_enterprise_id": team.enterprise_id,
        "api_app_id": world.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": world.ids.new("Ev"),
        "event_time": int(time.time()),
        "authorizations": [authorization],
        "is_ext_shared_channel": is_ext_shared,
        "event_context": world.ids.new("4-"),
    }


def message_event(
    message: Message, member: Member, conversation: Conversation, kind: str
) -> dict[str, Any]:
    """Return a message or app_mention event for what a person wrote."""
    event: dict[str, Any] = {
        "type": kind,
        "user": member.id,
        "ts": message.ts,
        "client_msg_id": f"client-{message.ts}",
        "text": message.text,
        "team": member.team_id,
        "channel": conversation.id,
        "event_ts": message.ts,
    }
    if message.thread_ts:
        event["thread_ts"] = message.thread_ts
        root = conversation.message(message.thread_ts)
        event |= (
            {"parent_user_id": root.bot_id if root.look else root.user_id}
            if root is not None
            else {}
        )
    if kind == "message":
        room = "group" if conversation.is_private else "channel"
        event["channel_type"] = "im" if conversation.is_im else room
    if member.team_id != conversation.team_id:
        event |= {"user_team": member.team_id, "source_team": member.team_id}
    return event
