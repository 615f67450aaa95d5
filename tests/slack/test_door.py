import hashlib
import hmac
import json
import time
from dataclasses import replace
from io import BytesIO
from urllib.parse import urlencode

import aiohttp
import pytest
from structlog.testing import capture_logs

from adapters.slack.verify import CLIENT_MAX_SIZE
from bot.action import UNREADABLE, ActionRef
from bot.event import (
    ActionPressed,
    HomeOpened,
    InstallationRemoved,
    Origin,
    ProfileChanged,
    Reply,
    Said,
)
from bot.message import Button, Buttons, Choice, LinkButton, Message, Option, notice
from tests.slack.house import open_house

SECRET = "stand-in-signing-secret"
FORM = "application/x-www-form-urlencoded"
COMMAND = urlencode({"command": "/nps", "text": "", "team_id": "T1", "trigger_id": "1"}).encode()


def signed(body, secret=SECRET, stamp=None):
    stamp = str(int(time.time())) if stamp is None else stamp
    base = b"v0:" + stamp.encode() + b":" + body
    signature = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}


async def post(house, body, headers, content_type=FORM):
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            house.url,
            data=BytesIO(body) if isinstance(body, bytes) else body,
            headers={"Content-Type": content_type, **headers},
        ) as response,
    ):
        return response.status, await response.text()


def origin(slack, person, conversation, **facts):
    home = person.member.team_id
    return Origin("slack", slack.team.id, person.id, conversation, **{"home": home, **facts})


async def refused(house, body, headers, content_type=FORM):
    with capture_logs() as logs:
        status, text = await post(house, body, headers, content_type)
    (line,) = [entry for entry in logs if entry["event"] == "request_refused"]
    assert line["reference"] in text
    assert house.inbox.kept == {}
    assert house.router.events == []
    return status, line["reason"]


@pytest.mark.parametrize(
    ("sign", "reason"),
    [
        (dict, "the timestamp is missing"),
        (lambda: signed(COMMAND, secret="another"), "the signature does not match"),
        (lambda: signed(b"another body"), "the signature does not match"),
        (lambda: {**signed(COMMAND), "X-Slack-Signature": ""}, "the signature does not match"),
        (
            lambda: {**signed(COMMAND), "X-Slack-Signature": "v0=\u00e9"},
            "the signature does not match",
        ),
        (lambda: signed(COMMAND, stamp="soon"), "the timestamp is not a whole number"),
        (lambda: signed(COMMAND, stamp="1e9"), "the timestamp is not a whole number"),
        (lambda: signed(COMMAND, stamp="-5"), "the timestamp is not a whole number"),
        (lambda: signed(COMMAND, stamp="9" * 400), "the timestamp is not a whole number"),
        (
            lambda: signed(COMMAND, stamp="1000000000"),
            "the timestamp is more than five minutes off",
        ),
        (
            lambda: signed(COMMAND, stamp=str(int(time.time()) + 4000)),
            "the timestamp is more than five minutes off",
        ),
    ],
    ids=[
        *("unsigned", "another secret", "another body", "empty", "no letter of ours"),
        *("a word", "a power", "negative", "endless", "long ago", "ahead"),
    ],
)
async def test_a_request_slack_did_not_sign_just_now_is_refused(house, sign, reason):
    assert await refused(house, COMMAND, sign()) == (401, reason)


@pytest.mark.parametrize("size", [CLIENT_MAX_SIZE + 1, 1_000_000, 3 * 1024**2])
async def test_a_body_over_the_limit_is_refused_even_when_signed(house, size):
    body = b"text=" + b"x" * (size - 5)
    status, reason = await refused(house, body, signed(body))

    assert status == 413
    assert str(CLIENT_MAX_SIZE) in reason


async def test_a_body_of_unknown_length_over_the_limit_is_refused(house):
    async def pieces():
        for _ in range(20):
            yield b"x" * 65536

    status, _ = await refused(house, pieces(), {})

    assert status == 413


@pytest.mark.parametrize(
    "body",
    [
        {"type": "event_callback", "event": 5},
        {"type": "event_callback", "event": {"type": ["x"]}, "authorizations": {"a": 1}},
        {"type": "event_callback", "event": {"type": "message"}, "authorizations": "x"},
        {"type": "block_actions", "actions": "x"},
        {"type": "block_actions", "actions": [{}], "team": 5, "user": [], "channel": 7},
        {"type": "view_submission", "view": []},
        {"type": "view_submission", "view": {"state": 5, "private_metadata": 5}, "user": "x"},
        {"type": "view_submission", "view": {"callback_id": 5}},
        {"type": "block_actions", "actions": [{"type": "button"}], "authorizations": 5},
        {"type": "block_actions", "actions": [{"type": "button"}]},
        {"type": "something_new"},
        {"type": 7},
        {"command": ["/nps"]},
        {},
    ],
)
async def test_a_signed_body_of_an_odd_shape_is_acknowledged_and_ignored(house, body):
    raw = json.dumps(body).encode()
    status, _ = await post(house, raw, signed(raw), "application/json")

    assert status == 200
    assert house.router.events == []


async def test_the_address_is_verified_with_the_challenge(slack, house):
    ack = await slack.verify_url("prove it")

    assert ack.json() == {"challenge": "prove it"}
    assert house.inbox.kept == {}


async def test_slacks_look_at_our_certificate_is_answered(house):
    assert await post(house, b"ssl_check=1&token=x", {}) == (200, "")


async def test_a_command_is_kept_before_it_is_acknowledged(slack, house, ada):
    house.workers.is_open = False
    ack = await ada.command("/nps", "payload 9 &amp; <https://a.example|a.example>")

    assert (ack.status, ack.body) == (200, b"")
    assert [entry.kind for entry in house.inbox.kept.values()] == ["command"]
    assert house.router.events == []
    house.workers.run()
    await house.workers.rest()
    assert house.router.events[0].inbox_id == "in-1"
    # Slack does not say whose direct message it is, and there are some of two people.
    there = origin(slack, ada, ada.dm.id, private=False, home="")
    assert house.router.last == Said(there, "nps payload 9 & a.example")
    assert house.inbox.closed == ["in-1"]


async def test_a_request_names_the_organisation_of_the_people_of_its_own_workspace(
    slack, house, ada
):
    slack.team.enterprise_id = "E1"
    guest = slack.user("guest", team=slack.add_team("Foreign"), via=slack.team)
    room = slack.channel("shared", [ada, guest], is_ext_shared=True)
    house.router.reply = Reply((Message("Hi", (Buttons((Button("Go", ActionRef("go")),)),)),))
    for person in (ada, guest):
        await person.mention(room, "hello")
        await person.press(await slack.wait_for_message(person), "Go")
    await ada.command("/nps")
    await house.workers.rest()

    assert [(event.origin.home, event.origin.enterprise) for event in house.router.events] == [
        *[(slack.team.id, "E1")] * 2,
        *[(guest.member.team_id, "")] * 2,
        ("", ""),
    ]


async def test_the_bots_own_command_asks_for_help(house, ada):
    await ada.command("/drumbeat")
    await ada.command("/drumbeat", "metrics")
    await house.workers.rest()

    assert [event.text for event in house.router.events] == ["help", "metrics"]


async def test_commands_are_called_what_the_operator_called_them(slack, ada):
    names = {"/cirrus-nps": "nps", "/cirrus": ""}
    room = slack.channel("plans", [ada])
    async with open_house(slack, names) as house:
        await ada.command("/cirrus-nps", "9")
        await ada.command("/cirrus")
        await ada.mention(room, "/cirrus-nps 9")
        await ada.say_in_dm("/cirrus help")
        await ada.command("/nps")
        await house.workers.rest()

        assert [event.text for event in house.router.events] == ["nps 9", "help", "nps 9", "help"]
        assert "I know /cirrus-nps, /cirrus. Write `/cirrus`" in ada.inbox[-1].text


async def test_an_unknown_command_is_answered_kindly_and_not_kept(house, ada):
    await ada.command("/weather", "today")

    assert "/nps" in ada.inbox[-1].text
    assert house.inbox.kept == {}


async def test_a_command_from_an_unknown_workspace_is_answered_without_a_token(house, ada):
    house.register.live.clear()
    await ada.command("/nps")

    assert "not set up for this workspace" in ada.inbox[-1].text
    assert house.inbox.kept == {}


async def test_a_direct_message_and_a_mention_are_said_to_us(slack, house, ada):
    room = slack.channel("gold", [ada])
    await ada.say_in_dm("nps")
    await ada.mention(room, "churn &lt; 5 last quarter?")
    root = slack.messages(room)[0]
    await ada.mention(room, "and now?", thread_ts=root.ts)
    await house.workers.rest()

    said = [(event.text, event.origin) for event in house.router.events]
    assert said == [
        ("nps", origin(slack, ada, ada.dm.id)),
        ("churn < 5 last quarter?", origin(slack, ada, room.id, private=False)),
        ("and now?", origin(slack, ada, room.id, private=False, thread=root.ts)),
    ]


async def test_our_own_words_other_bots_and_edits_are_ignored(slack, house, ada):
    message = slack.world.post(ada.dm, slack.team.bot_user_id, {"text": "hello"})
    await slack.echo(message)
    base = {"type": "message", "channel": ada.dm.id, "channel_type": "im", "text": "x"}
    for more in (
        {"bot_id": "B9", "user": ada.id},
        {"subtype": "bot_message"},
        {"subtype": "message_changed", "user": ada.id, "message": {"text": "y"}},
        {"subtype": "message_deleted"},
        {"user": ada.id, "channel_type": "channel"},
    ):
        assert (await slack.send_event({**base, **more})).status == 200

    assert house.inbox.kept == {}


async def test_somebody_from_another_workspace_keeps_their_own_home(slack, house):
    other = slack.add_team("Acme")
    guest = slack.user("guest", team=other, via=slack.team)
    room = slack.channel("shared", [guest], is_ext_shared=True)
    await guest.mention(room, "help")
    await house.workers.rest()

    assert house.router.last.origin.installation == slack.team.id
    assert house.router.last.origin.home == other.id


async def test_a_pressed_button_becomes_its_action(slack, house, ada):
    press = ActionRef("answer", {"id": "7"})
    menu = Choice(press, "Pick one", (Option("First", "1"), Option("Second", "2")))
    house.router.reply = Reply(
        messages=(Message("Hi", (Buttons((Button("Yes", press),)), menu)),), only_asker=False
    )
    await ada.say_in_dm("nps")
    shown = await slack.wait_for_message(ada)
    house.router.reply = Reply()
    await ada.press(shown, "Yes")
    await house.workers.rest()

    where = origin(slack, ada, ada.dm.id)
    assert house.router.last == ActionPressed(where, press, message=shown.ts)
    await ada.select(shown, "Pick one", "Second")
    await house.workers.rest()
    assert house.router.last.action == press.with_argument("value", "2")


async def test_a_pressed_link_is_nobodys_business(slack, house, ada):
    link = Buttons((LinkButton("Read", "https://example.com"),))
    house.router.reply = Reply(messages=(Message("Hi", (link,)),))
    await ada.say_in_dm("nps")
    shown = await slack.wait_for_message(ada)
    await house.workers.rest()
    await ada.press(shown, "Read")

    assert len(house.inbox.kept) == 1


def forged(slack, ada, value):
    return {
        "type": "block_actions",
        "team": {"id": slack.team.id},
        "user": {"id": ada.id, "team_id": slack.team.id},
        "channel": {"id": ada.dm.id, "name": "directmessage"},
        "container": {"type": "message", "message_ts": "1.2", "channel_id": ada.dm.id},
        "trigger_id": "not-a-trigger",
        "actions": [{"type": "button", "action_id": "action-0", "value": value, "action_ts": "1"}],
    }


@pytest.mark.parametrize("value", ["", "?", "drop table", "a?b", "x" * 151, "a?b=1&b=2"])
async def test_a_forged_button_is_told_as_one_we_never_made(slack, house, ada, value):
    ack = await slack.door.gesture(forged(slack, ada, value))
    await house.workers.rest()

    assert ack.status == 200
    assert house.router.last.action == UNREADABLE


async def test_an_unknown_action_is_the_routers_to_answer(slack, house, ada):
    house.router.reply = Reply(messages=(notice("I do not know that"),))
    await slack.door.gesture(forged(slack, ada, "unheard_of?id=1"))
    shown = await slack.wait_for_message(ada)

    assert house.router.last.action == ActionRef("unheard_of", {"id": "1"})
    assert shown.text == "I do not know that"


async def test_the_home_tab_is_opened_and_shown(slack, house, ada):
    house.router.reply = Reply(home=notice("Welcome", "This is your page."))
    await ada.open_home("messages")
    await ada.open_home()
    view = await slack.wait_for_home(ada)

    assert house.router.last == HomeOpened(origin(slack, ada, ada.dm.id, home=""))
    assert "This is your page." in json.dumps(view.body)


async def test_a_strangers_profile_change_is_not_kept(slack, house, ada):
    stranger = slack.user("stranger")
    house.strangers.add(stranger.id)
    acks = [await slack.change_user(who, tz="Asia/Tokyo") for who in (stranger, ada)]
    await house.workers.rest()

    assert [ack.status for ack in acks] == [200, 200]
    assert [event.origin.user for event in house.router.events] == [ada.id]
    assert len(house.inbox.kept) == 1


async def test_a_removed_installation_is_told(slack, house):
    acks = await slack.uninstall()
    await house.workers.rest()

    assert [ack.status for ack in acks] == [200, 200]
    assert len(house.router.events) == 2
    assert isinstance(house.router.last, InstallationRemoved)
    assert house.router.last.origin.installation == slack.team.id


async def test_a_revoked_token_of_a_person_is_ignored(slack, house):
    await slack.send_event({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}})

    assert house.inbox.kept == {}


async def test_a_changed_profile_is_told(slack, house, ada):
    await slack.change_user(ada, tz="Asia/Tokyo")
    await slack.change_user(ada, deleted=True)
    await house.workers.rest()

    told = [(event.zone, event.active) for event in house.router.events]
    assert isinstance(house.router.last, ProfileChanged)
    assert told == [("Asia/Tokyo", True), ("Asia/Tokyo", False)]
    assert house.router.last.origin.user == ada.id


async def test_a_request_whose_body_was_emptied_does_nothing(house, ada):
    house.workers.is_open = False
    await ada.command("/nps")
    (entry,) = house.workers.pending
    house.workers.pending.clear()
    await house.room.door.work(replace(entry, asked=None, body=""))

    assert house.router.events == []


async def test_what_is_chosen_in_the_menu_of_a_message_brings_its_words(slack, house, ada):
    bob = slack.user("bob")
    room = slack.channel("ours", [ada, bob], bot_in=False)
    await bob.say(room, "Acme says that the portal is *down* again")
    message = slack.messages(room)[-1]
    await ada.use_shortcut(message, "log_message")
    await house.workers.rest()
    (event,) = house.router.events

    assert event.action.name == "log_message"
    assert event.message == message.ts
    assert event.words == "Acme says that the portal is *down* again"
    assert event.origin.user == ada.id
