"""The fake Slack's control door, for hands outside its process."""

import pytest
from aiohttp import ClientSession

from tests.stand_ins.slack import FakeSlack
from tests.stand_ins.slack.control import add_control
from tests.stand_ins_checked.slack_app import Api, RecordingApp, actions, button, modal


@pytest.fixture
async def app():
    async with RecordingApp() as running:
        yield running


@pytest.fixture
async def slack(app):
    fake = FakeSlack(app.url)
    add_control(fake)
    async with fake:
        yield fake


@pytest.fixture
async def session():
    async with ClientSession() as running:
        yield running


@pytest.fixture
def control(slack, session):
    async def told(gesture: str, **said):
        async with session.post(f"{slack.base}/control/{gesture}", json=said) as response:
            return await response.json()

    return told


async def test_a_whole_story_is_told_through_the_control_door(app, slack, session, control):
    await control("command", user="ada", command="/nps")
    api = Api(slack, session)
    blocks = actions(button("score", "Nine"))
    await api("chat.postMessage", channel=slack.user("ada").id, text="How?", blocks=blocks)
    await control("press", user="ada", what="Nine")
    await api("views.open", trigger_id=app.last.payload["trigger_id"], view=modal())
    sent = await control("submit", user="ada", values={"Why?": "it is kind"})

    assert (sent["ok"], sent["views"], sent["inbox"][0]["text"]) == (True, [], "How?")


async def test_what_a_person_sees_and_what_was_accepted_can_be_read(slack, session, control):
    await control("say", user="ada", text="hello")
    await control("home", user="ada")
    await Api(slack, session)("chat.postMessage", channel=slack.user("ada").id, text="hi")
    async with session.get(f"{slack.base}/control/messages?user=ada") as response:
        seen = await response.json()
    async with session.get(f"{slack.base}/control/ledger") as response:
        ledger = await response.json()

    assert [m["text"] for m in seen["inbox"]] == ["hi"]
    assert ([a["text"] for a in ledger["accepted"]], ledger["violations"]) == (["hi"], [])


async def test_trouble_can_be_ordered_from_outside(slack, session, control):
    await control("trouble", kind="fail", method="auth.test", error="internal_error")

    assert (await Api(slack, session)("auth.test"))["error"] == "internal_error"


async def test_what_cannot_be_done_is_said(control):
    assert "nothing to press" in (await control("press", user="ada", what="Go"))["cannot"]
