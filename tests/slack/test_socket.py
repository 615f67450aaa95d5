"""The socket: the same door, nothing lost when it breaks, and every reason in plain words."""

import asyncio
import json
from contextlib import asynccontextmanager

import pytest

from adapters.slack import line, socket
from bot.action import ActionRef
from bot.errors import InstallationGone, PlaceClosed
from bot.event import FormSubmitted, Reply, Said
from bot.form import Form, TextField
from bot.message import Button, Buttons, Message, notice
from tests.slack.house import open_house
from tests.stand_ins.slack import FakeSlack

APP_TOKEN = "xapp-1-A0000000001-stand-in"
SECRET = "stand-in-signing-secret"
REASON = TextField("reason", "Your words", max_length=500)
FORM = Form(ActionRef("tell"), "Why?", "Tell us", (REASON,), Button("Tell", ActionRef("tell")))


@pytest.fixture(autouse=True)
def _hurried(monkeypatch):
    """Look and try again after moments: how the pauses grow is not what is told here."""
    monkeypatch.setattr(line, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(line, "OPENING_SECONDS", 0.3)
    monkeypatch.setattr(line, "PING_SECONDS", 0.1)
    monkeypatch.setattr(socket, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(socket, "LONGEST_PAUSE", 0.1)


@pytest.fixture
async def slack():
    async with FakeSlack(app_token=APP_TOKEN) as fake:
        yield fake
        assert fake.violations == []


@asynccontextmanager
async def listening(slack, **ways_in):
    """A house whose socket is kept open until the block ends."""
    async with open_house(
        slack, **{"signing_secret": "", "app_token": APP_TOKEN, **ways_in}
    ) as on:
        on.task = asyncio.create_task(on.room.socket.run())
        yield on
        on.task.cancel()
        await asyncio.wait({on.task})


@pytest.fixture
async def house(slack):
    async with listening(slack) as opened:
        await slack.until(lambda: slack.sockets.links)
        yield opened


@pytest.fixture
def ada(slack):
    return slack.user("ada")


async def trouble(house, words):
    """Wait until the socket says this of itself."""
    async with asyncio.timeout(10):
        while words not in house.room.socket.trouble:  # noqa: ASYNC110 - it has no bell
            await asyncio.sleep(0.01)
    return house.room.socket.trouble


async def test_whoever_has_no_signing_secret_is_not_to_be_reached_by_http(house):
    assert house.room.routes == []


async def test_a_request_is_kept_before_it_is_acknowledged(slack, house, ada):
    house.workers.is_open = False
    ack = await ada.command("/nps", "9")

    assert (ack.status, ack.body) == (200, b"")
    assert [entry.kind for entry in house.inbox.kept.values()] == ["command"]
    house.workers.run()
    await house.workers.rest()
    assert [event.text for event in house.router.events] == ["nps 9"]


async def test_what_cannot_be_kept_is_not_acknowledged_and_comes_again(slack, house, ada):
    slack.door.ack_deadline = 0.2
    house.inbox.fails = True
    saying = asyncio.create_task(ada.say_in_dm("nps"))
    await slack.until(lambda: any(not sent.ack.ok for sent in slack.door.sent))
    house.inbox.fails = False
    ack = await saying
    await house.workers.rest()

    assert ack.ok
    assert [event.text for event in house.router.events] == ["nps"]


async def test_a_form_is_answered_inside_the_acknowledgement(slack, house, ada):
    def reply(event):
        if isinstance(event, FormSubmitted):
            return Reply(errors={"reason": "Please say a little more"})
        if isinstance(event, Said):
            return Reply((Message("Hi", (Buttons((Button("Go", ActionRef("go")),)),)),))
        return Reply(form=FORM)

    house.router.reply = reply
    await ada.say_in_dm("hello")
    await ada.press(await slack.wait_for_message(ada), "Go")
    form = await slack.wait_for_view(ada)
    await ada.submit(form, {"reason": "no"})

    assert form.errors == {"reason": "Please say a little more"}


async def test_an_unknown_command_is_answered_with_its_acknowledgement(house, ada):
    await ada.command("/weather", "today")

    assert "/nps" in ada.inbox[-1].text
    assert house.inbox.kept == {}


async def test_a_kind_nobody_has_use_for_is_acknowledged_and_not_kept(slack, house, ada):
    ack = await slack.door.gesture({"type": "something_new"})

    assert ack.ok
    assert house.inbox.kept == {}


async def test_a_repeat_over_another_socket_is_the_same_request(slack, house, ada):
    async with listening(slack, signing_secret=SECRET) as second:
        await slack.until(lambda: len(slack.sockets.links) == 2)
        second.inbox.kept = house.inbox.kept
        slack.duplicate_next_event(3)
        for text in ("one", "two", "three"):
            await ada.say_in_dm(text)
        await house.workers.rest()
        await second.workers.rest()
        said = [event.text for on in (house, second) for event in on.router.events]

    assert sorted(said) == ["one", "three", "two"]
    assert len([sent for sent in slack.door.sent if sent.kind == "message"]) == 6


async def test_a_repeat_by_http_is_the_same_request(slack, ada):
    async with listening(slack, signing_secret=SECRET) as house:
        await slack.until(lambda: slack.sockets.links)
        await ada.say_in_dm("nps")
        slack.door.by_http = True
        again = await slack.door.event(json.loads(slack.door.sent[-1].body))
        await house.workers.rest()

    assert again.status == 200
    assert [event.text for event in house.router.events] == ["nps"]


async def test_an_acknowledgement_that_was_lost_makes_no_second_request(slack, house, ada):
    slack.sockets.acks_lost = 1
    ack = await ada.say_in_dm("nps")
    await house.workers.rest()

    assert (ack.ok, ack.attempts) == (True, 2)
    assert [event.text for event in house.router.events] == ["nps"]


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_where_slack_wants_a_socket_back_another_stands_before_it_goes(
    slack, house, ada, reason
):
    (old,) = slack.sockets.links
    await slack.sockets.say_goodbye(old, reason)
    await slack.until(lambda: len(slack.sockets.links) == 2)
    acks = [await ada.say_in_dm(text) for text in ("one", "two")]
    await old.socket.close()
    acks.append(await ada.command("/nps"))
    await house.workers.rest()

    assert all(ack.ok and ack.attempts == 1 for ack in acks)
    assert house.room.socket.trouble == ""
    assert len(house.router.events) == 3


async def test_a_network_that_breaks_costs_a_moment(slack, house, ada):
    slack.sockets.cut()
    ack = await ada.say_in_dm("nps")
    await house.workers.rest()

    assert ack.ok
    assert [event.text for event in house.router.events] == ["nps"]
    assert slack.sockets.opened == 2


async def test_a_network_that_falls_silent_is_noticed_by_its_missing_pongs(slack, house, ada):
    (old,) = slack.sockets.links
    old.transport.pause_reading()
    await slack.until(lambda: slack.sockets.opened == 2, timeout=10)
    slack.sockets.links.remove(old)
    ack = await ada.say_in_dm("nps")

    assert ack.ok
    old.transport.abort()


async def test_a_link_that_is_down_is_opened_when_it_is_back(slack, house, ada):
    slack.drop_before_accepting("apps.connections.open", times=1000)
    slack.sockets.cut()
    said = await trouble(house, "no clear answer")
    slack.calm()
    ack = await ada.say_in_dm("nps")

    assert said == "no clear answer to apps.connections.open: ServerDisconnectedError"
    assert ack.ok
    assert house.room.socket.trouble == ""


async def test_an_address_at_which_nothing_opens_is_said_and_a_new_one_is_asked_for(slack, ada):
    slack.sockets.is_deaf = True
    async with listening(slack) as house:
        said = await trouble(house, "nothing can be opened there")
        slack.sockets.is_deaf = False
        ack = await ada.say_in_dm("nps")

    assert "a firewall or a proxy may refuse wss://" in said
    assert ack.ok


async def test_how_long_to_wait_is_obeyed(slack, house, ada):
    slack.throttle("apps.connections.open", retry_after=1)
    slack.sockets.cut()
    ack = await ada.say_in_dm("nps")

    assert ack.ok
    assert len([call for call in slack.calls if call.method == "apps.connections.open"]) == 3


@pytest.mark.parametrize(
    ("token", "scopes", "problem", "words"),
    [
        ("xapp-old", {"connections:write"}, InstallationGone, "Slack refuses DRUMBEAT_SLACK_APP"),
        ("xoxb-bot", {"connections:write"}, PlaceClosed, "those begin with xapp-"),
        (APP_TOKEN, {"authorizations:read"}, PlaceClosed, "lacks the scope connections:write"),
    ],
)
async def test_a_token_that_is_not_fit_is_said_in_plain_words(
    slack, token, scopes, problem, words
):
    slack.sockets.app_tokens[APP_TOKEN] = frozenset(scopes)
    async with listening(slack, app_token=token) as house:
        said = await trouble(house, words)
        with pytest.raises(problem, match=words):
            await socket.ask_for_address(house.room.api, token)

    assert "DRUMBEAT_SLACK_APP_TOKEN" in said
    assert token not in said


@pytest.mark.parametrize(
    ("reason", "words"),
    [("link_disabled", "Socket Mode is switched off"), ("too_many_websockets", "more than ten")],
)
async def test_a_socket_that_slack_takes_away_is_said_with_its_reason(
    slack, house, ada, reason, words
):
    slack.hang(socket.OPEN)
    (link,) = slack.sockets.links
    await slack.sockets.say_goodbye(link, reason)
    link.transport.close()
    said = await trouble(house, words)
    await slack.until(lambda: [c for c in slack.calls if c.method == socket.OPEN][1:])
    slack.release()

    assert said.startswith(words)
    assert (await ada.say_in_dm("nps")).ok


async def test_at_the_end_what_is_in_hand_is_answered_and_the_rest_comes_again(slack, ada):
    async with listening(slack) as house:
        await slack.until(lambda: slack.sockets.links)
        house.router.gate.clear()
        house.router.reply = lambda event: Reply(
            (notice("Thank you", "kept"),), form=None if isinstance(event, FormSubmitted) else FORM
        )
        house.router.gate.set()
        await ada.command("/nps")
        form = await slack.wait_for_view(ada)
        house.router.gate.clear()
        submitting = asyncio.create_task(ada.submit(form, {"reason": "enough"}))
        await slack.until(lambda: len(house.inbox.kept) == 2 or None)
        house.task.cancel()
        late = asyncio.create_task(ada.say_in_dm("and this"))
        house.router.gate.set()
        submitted = await submitting
        await asyncio.wait({house.task})
        kept = len(house.inbox.kept)
        async with listening(slack) as next_house:
            heard = await late
            await next_house.workers.rest()
            said = [event.text for event in next_house.router.events]

    assert submitted.ok
    assert kept == 2
    assert heard.ok
    assert said == ["and this"]
