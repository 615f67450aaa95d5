"""The fake Slack's sockets keep Slack's rules, and name whoever breaks one."""

import asyncio

import pytest
from aiohttp import ClientSession, WSServerHandshakeError

from tests.stand_ins.slack import FakeSlack

APP_TOKEN = "xapp-1-A0000000001-stand-in"


@pytest.fixture
async def slack():
    async with FakeSlack(app_token=APP_TOKEN) as fake:
        yield fake


@pytest.fixture
async def app():
    async with ClientSession() as session:
        yield session


async def asked(app, slack, token):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with app.post(f"{slack.api_url}apps.connections.open", headers=headers) as answer:
        return await answer.json()


async def linked(app, slack):
    """Open a socket, past its hello."""
    address = (await asked(app, slack, APP_TOKEN))["url"]
    socket = await app.ws_connect(address)
    assert (await socket.receive_json())["type"] == "hello"
    return socket


@pytest.mark.parametrize(
    ("token", "error"),
    [
        ("", "not_authed"),
        ("xoxb-0000000001-stand-in", "not_allowed_token_type"),
        ("xapp-another", "invalid_auth"),
        ("xapp-weak", "missing_scope"),
    ],
)
async def test_an_address_is_given_to_an_app_level_token_with_its_scope_only(
    app, slack, token, error
):
    slack.sockets.app_tokens["xapp-weak"] = frozenset({"authorizations:read"})

    assert (await asked(app, slack, token))["error"] == error


async def test_an_address_is_good_for_once(app, slack):
    address = (await asked(app, slack, APP_TOKEN))["url"]
    first = await app.ws_connect(address)
    with pytest.raises(WSServerHandshakeError):
        await app.ws_connect(address)
    await first.close()


async def test_an_eleventh_socket_is_sent_away(app, slack):
    held = [await linked(app, slack) for _ in range(10)]
    address = (await asked(app, slack, APP_TOKEN))["url"]
    eleventh = await app.ws_connect(address)

    assert (await eleventh.receive_json())["reason"] == "too_many_websockets"
    for socket in (*held, eleventh):
        await socket.close()


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ({"envelope_id": "made-up"}, "no such envelope"),
        ({"ok": True}, "no acknowledgement"),
        ({"envelope_id": "its own", "ok": True}, "a payload at most"),
        ({"envelope_id": "its own", "payload": {"text": "hi"}}, "takes no payload"),
    ],
)
async def test_a_wrong_acknowledgement_is_a_violation_and_none(app, slack, answer, complaint):
    slack.door.ack_deadline, slack.door.retry_delays = 0.3, ()
    socket = await linked(app, slack)

    async def act():
        envelope = await socket.receive_json()
        own = answer.get("envelope_id") == "its own"
        await socket.send_json(
            {**answer, **({"envelope_id": envelope["envelope_id"]} if own else {})}
        )

    ada = slack.user("ada")
    _, ack = await asyncio.gather(act(), ada.say_in_dm("hello"))
    await socket.close()

    assert not ack.ok
    assert complaint in str(slack.violations[0])


async def test_what_is_not_acknowledged_comes_again_and_says_so(app, slack):
    slack.door.ack_deadline, slack.door.retry_delays = 0.2, (0,)
    socket = await linked(app, slack)
    saying = asyncio.create_task(slack.user("ada").say_in_dm("hello"))
    first = await socket.receive_json()
    second = await socket.receive_json()
    await socket.send_json({"envelope_id": second["envelope_id"]})
    ack = await saying
    await socket.close()

    assert (first["retry_attempt"], second["retry_attempt"]) == (0, 1)
    assert second["retry_reason"] == "timeout"
    assert first["payload"] == second["payload"]
    assert (ack.ok, ack.attempts) == (True, 2)


async def test_what_a_broken_socket_took_along_comes_over_another(app, slack):
    first = await linked(app, slack)
    pressing = asyncio.create_task(slack.user("ada").command("/nps"))
    lost = await first.receive_json()
    slack.sockets.cut()
    second = await linked(app, slack)
    again = await second.receive_json()
    await second.send_json({"envelope_id": again["envelope_id"], "payload": {"text": "hi"}})
    ack = await pressing
    await second.close()

    assert lost == again
    assert ack.json() == {"text": "hi"}
    assert slack.user("ada").inbox[-1].text == "hi"


async def test_a_name_above_a_message_needs_a_right_of_its_own(app, slack):
    slack.team.scopes.discard("chat:write.customize")
    ada = slack.user("ada")
    body = {"channel": ada.dm.id, "text": "hello", "username": "Grace"}
    headers = {"Authorization": f"Bearer {slack.team.token}"}
    async with app.post(f"{slack.api_url}chat.postMessage", json=body, headers=headers) as answer:
        said = await answer.json()
        granted = answer.headers["X-OAuth-Scopes"].split(",")

    assert (said["error"], said["needed"]) == ("missing_scope", "chat:write.customize")
    assert granted == sorted(slack.team.scopes)
