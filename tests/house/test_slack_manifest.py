"""The Slack app's manifest declares what the door handles, and nothing else."""

import json
import re
from typing import Any

import pytest
from typer.testing import CliRunner

from adapters.slack.inbound import EVENTS
from bot import subjects
from bot.errors import ConfigurationInvalid
from bot.order_of_words import NAME
from content.wording import load_wording
from drumbeat.cli import app
from drumbeat.settings import Settings, read_settings
from drumbeat.slash_commands import slack_manifest, slash_commands
from tests.house.sources import PROJECT, product_files

SCOPES_OF_METHODS = {
    "auth.test": set(),
    "chat.delete": {"chat:write"},
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.open": {"im:write"},
    "files.completeUploadExternal": {"files:write"},
    "files.getUploadURLExternal": {"files:write"},
    "users.info": {"users:read", "users:read.email"},
    "views.open": set(),
    "views.publish": set(),
}
SCOPES_OF_EVENTS = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "app_uninstalled": set(),
    "message.im": {"im:history"},
    "tokens_revoked": set(),
    "user_change": {"users:read"},
}
FOR_OPERATORS = {"team:read"}
"""Lets whoever looks after the app name the workspace it stands in."""


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return json.loads((PROJECT / "manifest.json").read_text())


def settings(renamed: str = "") -> Settings:
    return read_settings(vendor="Cirrus", secret_key="k" * 40, slack_commands=renamed)


def test_the_manifest_of_the_repository_is_the_one_derived_from_the_table(manifest):
    assert manifest == slack_manifest(slash_commands(settings()), load_wording())


def test_every_declared_command_is_handled_and_every_handled_one_declared(manifest):
    declared = {command["command"] for command in manifest["features"]["slash_commands"]}

    assert declared == set(slash_commands(settings()))


def test_the_operator_names_the_commands_and_the_manifest_declares_them_so():
    commands = slash_commands(settings("nps=cirrus-nps, /drumbeat=/cirrus"))
    made = slack_manifest(commands, load_wording(), "beat.cirrus.example")
    declared = made["features"]["slash_commands"]

    ours = {"/nps": "/cirrus-nps", "/drumbeat": "/cirrus"}
    usual = slash_commands(settings())
    assert commands == {ours.get(name, name): word for name, word in usual.items()}
    assert [each["command"] for each in declared] == list(commands)
    assert {each["url"] for each in declared} == {"https://beat.cirrus.example/slack/events"}


@pytest.mark.parametrize(
    "renamed",
    [
        "weather=cirrus",
        "nps",
        "nps=",
        "nps=Cirrus NPS",
        "nps=x" + "x" * 31,
        "nps=a,nps=b",
        "nps=a,/nps=b",
        "nps=drumbeat",
        "=x",
    ],
)
def test_a_name_that_cannot_be_is_refused_with_the_settings_name(renamed: str):
    with pytest.raises(ConfigurationInvalid, match=r"^DRUMBEAT_SLACK_COMMANDS is wrong: "):
        slash_commands(settings(renamed))


def test_a_manifest_that_cannot_be_written_is_said_in_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("DRUMBEAT_VENDOR", "Cirrus")
    monkeypatch.setenv("DRUMBEAT_SECRET_KEY", "k" * 40)
    words = ("slack-manifest", str(tmp_path / "nowhere" / "manifest.json"))
    with pytest.raises(ConfigurationInvalid, match=r"cannot write .*manifest\.json: No such file"):
        CliRunner().invoke(app, words, catch_exceptions=False)


def test_the_slash_commands_are_those_of_the_one_table_and_the_bots_own_name(manifest):
    say = load_wording().say
    table = {f"/{c.word}": say(c.key) for c in subjects.COMMANDS if c.slash}
    described = {
        command["command"]: command["description"]
        for command in manifest["features"]["slash_commands"]
    }

    assert described.pop(f"/{NAME}")
    assert described == table


def test_every_declared_event_is_handled_and_every_handled_one_declared(manifest):
    declared = manifest["settings"]["event_subscriptions"]["bot_events"]

    assert {event.partition(".")[0] for event in declared} == set(EVENTS)


def test_no_shortcut_is_declared_that_nobody_handles(manifest):
    assert "shortcuts" not in manifest["features"]


def test_every_scope_is_used_and_every_used_one_declared(manifest):
    written = "".join(path.read_text() for path in product_files("adapters/slack"))
    methods = set(re.findall(r'"((?:auth|chat|conversations|files|users|views)\.\w+)"', written))
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    used = {"commands", *FOR_OPERATORS}
    used |= set().union(*(SCOPES_OF_METHODS[method] for method in methods))
    used |= set().union(*(SCOPES_OF_EVENTS[event] for event in events))

    assert set(manifest["oauth_config"]["scopes"]["bot"]) == used
