"""The Slack app's manifest asks for what Drumbeat needs, and names its one door."""

import json
from typing import Any

import pytest

from tests.house.sources import PROJECT

NEEDED_SCOPES = {
    "app_mentions:read",
    "channels:read",
    "chat:write",
    "chat:write.customize",
    "commands",
    "files:write",
    "groups:read",
    "im:history",
    "im:write",
    "team:read",
    "users:read",
    "users:read.email",
}
OPTIONAL_SCOPES = {"channels:history", "channels:join", "groups:history", "reactions:read"}
NEEDED_EVENTS = {
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "message.im",
    "tokens_revoked",
}
DOOR = "/slack/events"


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return json.loads((PROJECT / "manifest.json").read_text())


def test_the_app_has_a_name_slack_accepts_and_a_bot(manifest: dict[str, Any]):
    assert 0 < len(manifest["display_information"]["name"]) <= 35
    assert len(manifest["display_information"].get("description", "")) <= 140
    assert manifest["features"]["bot_user"]["display_name"]


def test_people_can_write_to_the_bot(manifest: dict[str, Any]):
    home = manifest["features"]["app_home"]

    assert home["messages_tab_enabled"] is True
    assert home["messages_tab_read_only_enabled"] is False


def test_every_command_comes_to_our_door_with_people_by_their_ids(manifest: dict[str, Any]):
    commands = {each["command"]: each for each in manifest["features"]["slash_commands"]}

    assert "/nps" in commands
    assert all(each["url"].endswith(DOOR) for each in commands.values())
    assert all(each["should_escape"] is True for each in commands.values())
    assert all(each["description"] for each in commands.values())


def test_the_app_asks_for_every_scope_it_needs(manifest: dict[str, Any]):
    scopes = manifest["oauth_config"]["scopes"]

    assert NEEDED_SCOPES - set(scopes["bot"]) == set()
    assert set(scopes["bot_optional"]) == OPTIONAL_SCOPES
    assert set(scopes["bot"]).isdisjoint(OPTIONAL_SCOPES)


def test_events_and_buttons_come_to_our_door(manifest: dict[str, Any]):
    settings = manifest["settings"]

    assert NEEDED_EVENTS - set(settings["event_subscriptions"]["bot_events"]) == set()
    assert settings["event_subscriptions"]["request_url"].endswith(DOOR)
    assert settings["interactivity"]["is_enabled"] is True
    assert settings["interactivity"]["request_url"].endswith(DOOR)
    assert settings.get("socket_mode_enabled", False) is False
