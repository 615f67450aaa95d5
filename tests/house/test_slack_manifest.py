"""The Slack app's manifest declares what the door handles, and nothing else."""

import json
import re
from typing import Any

import pytest
from typer.testing import CliRunner

from adapters.slack.inbound import EVENTS
from adapters.slack.manifest import RETURN_PATH
from adapters.slack.oauth import INSTALL_PATH
from adapters.web.install import BACK, INSTALL
from bot import subjects
from bot.errors import ConfigurationInvalid
from bot.order_of_words import NAME
from bot.people.rules.installing import REASONS
from content.wording import load_wording
from drumbeat.cli import app
from drumbeat.settings import Settings, read_settings
from drumbeat.slash_commands import slack_manifest, slash_commands
from tests.house.sources import PROJECT, product_files

SCOPES_OF_METHODS = {
    "apps.connections.open": set(),  # the app-level token's own scope, connections:write
    "apps.uninstall": set(),
    "auth.revoke": set(),
    "auth.test": set(),
    "chat.delete": {"chat:write"},
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.history": {"im:history"},
    "conversations.info": {"channels:read", "groups:read"},
    "conversations.join": {"channels:join"},
    "conversations.list": {"channels:read", "groups:read"},
    "conversations.members": {"channels:read", "groups:read"},
    "conversations.open": {"im:write"},
    "files.completeUploadExternal": {"files:write"},
    "files.getUploadURLExternal": {"files:write"},
    "users.lookupByEmail": {"users:read.email"},
    "users.info": {"users:read", "users:read.email"},
    "views.open": set(),
    "views.publish": set(),
}
SCOPES_OF_EVENTS = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "app_uninstalled": set(),
    "channel_archive": {"channels:read"},
    "channel_deleted": {"channels:read"},
    "channel_id_changed": {"channels:read", "groups:read"},
    "channel_left": {"channels:read"},
    "channel_rename": {"channels:read"},
    "channel_shared": {"channels:read", "groups:read"},
    "channel_unarchive": {"channels:read"},
    "channel_unshared": {"channels:read", "groups:read"},
    "group_archive": {"groups:read"},
    "group_deleted": {"groups:read"},
    "group_left": {"groups:read"},
    "group_rename": {"groups:read"},
    "group_unarchive": {"groups:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "member_left_channel": {"channels:read", "groups:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "team_join": {"users:read"},
    "tokens_revoked": set(),
    "user_change": {"users:read"},
}
ASKED_AHEAD = {
    "team:read": "whoever looks after the app can name the workspace it stands in",
    "chat:write.customize": "a message that a manager signs says so above it",
}
"""What is asked once although a call that needs it may come later, and what it is for."""
OPTIONAL = {"channels:history", "channels:join", "groups:history"}
"""What an administrator may leave out of what is used: it is then not done."""
ASKED_AHEAD_OPTIONAL = {"reactions:read": "an emoji under a message counts as a word"}


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
    file = str(tmp_path / "nowhere" / "manifest.json")
    words = ("slack-manifest", file, "--socket")
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
    handled = {name for subject in subjects.SUBJECTS for name in subject.presses}

    assert {one["callback_id"] for one in manifest["features"]["shortcuts"]} <= handled
    assert {one["type"] for one in manifest["features"]["shortcuts"]} == {"message"}


def test_every_scope_has_a_reason_that_is_told_to_whoever_grants_it(manifest):
    asked = manifest["oauth_config"]["scopes"]

    assert {*asked["bot"], *asked.get("bot_optional", ())} <= set(REASONS)


def test_browsers_are_sent_back_to_the_page_that_takes_them_in(manifest):
    assert BACK == RETURN_PATH
    assert INSTALL == INSTALL_PATH
    assert manifest["oauth_config"]["redirect_urls"] == [f"https://drumbeat.example.com{BACK}"]


def test_every_scope_is_used_and_every_used_one_declared(manifest):
    written = "".join(path.read_text() for path in product_files("adapters/slack"))
    families = "apps|auth|chat|conversations|files|reactions|team|users|views"
    methods = set(re.findall(rf'"((?:{families})\.[\w.]+)"', written)) - {"users:read.email"}
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    used = {"commands"}
    used |= set().union(*(SCOPES_OF_METHODS[method] for method in methods))
    used |= set().union(*(SCOPES_OF_EVENTS[event] for event in events))
    asked = manifest["oauth_config"]["scopes"]

    assert used >= OPTIONAL
    assert set(asked["bot"]) == (used - OPTIONAL) | set(ASKED_AHEAD)
    assert set(asked["bot_optional"]) == OPTIONAL | set(ASKED_AHEAD_OPTIONAL)


def test_every_scope_is_explained_where_an_administrator_reads_it(manifest):
    page = (PROJECT / "docs" / "how-to" / "first-message-in-slack.md").read_text()
    explained = re.findall(r"^\| `([a-z:._]+)` \|", page, re.MULTILINE)
    asked = manifest["oauth_config"]["scopes"]

    assert explained == [*asked["bot"], *asked["bot_optional"]]


def test_by_socket_nothing_in_the_manifest_is_an_address():
    made = slack_manifest(slash_commands(settings()), load_wording(), "", by_socket=True)
    by_http = slack_manifest(slash_commands(settings()), load_wording(), "beat.cirrus.example")

    assert made["settings"]["socket_mode_enabled"] is True
    assert "https://" not in json.dumps(made)
    assert made["settings"]["event_subscriptions"].keys() == {"bot_events"}
    assert made["oauth_config"]["scopes"] == by_http["oauth_config"]["scopes"]
    back = by_http["oauth_config"]["redirect_urls"]
    assert back == ["https://beat.cirrus.example/slack/oauth_redirect"]


@pytest.mark.parametrize("host", ["https://beat.cirrus.example/", " beat.cirrus.example "])
def test_a_host_may_be_pasted_as_it_stands_in_a_browser(host):
    made = slack_manifest(slash_commands(settings()), load_wording(), host)

    usual = slack_manifest(slash_commands(settings()), load_wording(), "beat.cirrus.example")
    assert made == usual


@pytest.mark.parametrize("host", ["", "beat", "beat.example/door", "http://beat.example", "a b.c"])
def test_what_is_no_host_is_refused_with_what_to_write(host):
    with pytest.raises(ConfigurationInvalid, match=r"^--host: write where this server is"):
        slack_manifest(slash_commands(settings()), load_wording(), host)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("--socket",), "DRUMBEAT_SLACK_APP_TOKEN"),
        (("--host", "beat.cirrus.example"), "DRUMBEAT_SLACK_SIGNING_SECRET"),
    ],
)
def test_the_manifest_is_ready_to_paste_and_what_comes_next_stands_beside_it(
    monkeypatch, words, wanted
):
    monkeypatch.setenv("DRUMBEAT_VENDOR", "Cirrus")
    monkeypatch.setenv("DRUMBEAT_SECRET_KEY", "k" * 40)
    done = CliRunner().invoke(app, ("slack-manifest", *words), catch_exceptions=False)

    assert json.loads(done.stdout)["display_information"]["name"] == "Drumbeat"
    assert "From a manifest" in done.stderr
    assert wanted in done.stderr
