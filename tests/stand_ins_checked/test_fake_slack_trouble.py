"""Trouble on demand, and what Slack does when an app does not answer."""

import asyncio
import json

import aiohttp
import pytest
from slack_sdk.signature import SignatureVerifier

from tests.stand_ins.slack import FakeSlack
from tests.stand_ins_checked.slack_app import Api, RecordingApp

SECRET = "a signing secret"


@pytest.fixture
async def app():
    async with RecordingApp() as running:
        yield running


@pytest.fixture
async def slack(app):
    async with FakeSlack(app.url, SECRET) as running:
        yield running


@pytest.fixture
async def api(slack):
    async with aiohttp.ClientSession() as session:
        yield Api(slack, session)


@pytest.fixture
def ada(slack):
    return slack.user("ada")


@pytest.mark.parametrize(("wait", "header"), [(7, "7"), (None, None)])
async def test_a_throttled_call_says_when_to_come_back_if_at_all_and_does_nothing(
    slack, api, ada, wait, header
):
    slack.throttle("chat.postMessage", retry_after=wait)
    headers = {"Authorization": f"Bearer {slack.team.token}"}
    body = {"channel": ada.id, "text": "a"}
    url = slack.api_url + "chat.postMessage"
    async with api.session.post(url, json=body, headers=headers) as response:
        told = await response.json()

    assert (response.status, response.headers.get("Retry-After")) == (429, header)
    assert (told["error"], ada.inbox) == ("ratelimited", [])


async def test_what_happens_at_a_message_happens_before_its_answer(slack, api, ada):
    answered, then = [], []
    slack.at(2, lambda: then.append((len(slack.accepted), len(answered))))
    for _ in range(3):
        answer = await api("chat.postMessage", channel=ada.id, text="a")
        answered.append(answer)

    assert then == [(2, 1)]


async def test_trouble_is_over_after_its_times(slack, api, ada):
    slack.fail("chat.postMessage", "internal_error", times=2)
    answers = [await api("chat.postMessage", channel=ada.id, text="a") for _ in range(3)]

    assert [a.get("error") for a in answers] == ["internal_error", "internal_error", None]


async def test_trouble_can_be_aimed_at_one_conversation(slack, api, ada):
    grace = slack.user("grace")
    slack.fail(
        "chat.postMessage", "internal_error", where=lambda args: args["channel"] == grace.id
    )

    assert (await api("chat.postMessage", channel=ada.id, text="a"))["ok"]
    assert not (await api("chat.postMessage", channel=grace.id, text="a"))["ok"]


@pytest.mark.parametrize(
    ("order", "arrived"), [("drop_after_accepting", 1), ("drop_before_accepting", 0)]
)
async def test_a_dropped_call_gets_no_answer_but_may_have_done_its_work(
    slack, api, ada, order, arrived
):
    getattr(slack, order)("chat.postMessage")

    with pytest.raises(aiohttp.ClientConnectionError):
        await api("chat.postMessage", channel=ada.id, text="a")
    assert len(slack.accepted) == len(ada.inbox) == arrived


@pytest.mark.parametrize("after", [True, False])
async def test_a_server_error_may_have_done_its_work(slack, api, ada, after):
    slack.server_error("chat.postMessage", 503, after_accepting=after)

    with pytest.raises(aiohttp.ContentTypeError):
        await api("chat.postMessage", channel=ada.id, text="a")
    assert len(ada.inbox) == int(after)


async def test_a_hanging_call_waits_until_its_caller_gives_up(slack, api, ada):
    slack.hang("chat.postMessage", after_accepting=True)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await api("chat.postMessage", channel=ada.id, text="a")
    assert len(slack.accepted) == 1


async def test_trouble_not_met_yet_can_be_called_off(slack, api):
    slack.fail("*", "internal_error", times=9)
    slack.calm()

    assert (await api("auth.test"))["ok"]


async def test_every_request_is_signed_as_slack_signs(app, ada):
    await ada.command("/nps")
    await ada.say_in_dm("nps")
    verifier = SignatureVerifier(SECRET)

    assert all(verifier.is_valid_request(r.body, r.headers) for r in app.incoming)
    assert len(app.incoming) == 2


async def test_an_event_that_fails_comes_again_with_its_id_and_a_reason(app, ada):
    app.answers.extend([{"status": 500}, {"status": 404}, {"status": 200}])
    ack = await ada.say_in_dm("nps")

    assert (ack.ok, ack.attempts) == (True, 3)
    assert len({r.event["event_id"] for r in app.incoming}) == 1
    assert [r.headers.get("X-Slack-Retry-Num") for r in app.incoming] == [None, "1", "2"]
    assert app.last.headers["X-Slack-Retry-Reason"] == "http_error"


async def test_an_event_is_given_up_after_three_more_attempts(app, ada):
    app.answers.extend([{"status": 500}] * 9)
    ack = await ada.say_in_dm("nps")

    assert (ack.ok, len(app.incoming)) == (False, 4)


async def test_an_app_may_ask_not_to_be_sent_an_event_again(app, ada):
    app.answers.append({"status": 500, "headers": {"X-Slack-No-Retry": "1"}})
    await ada.say_in_dm("nps")

    assert len(app.incoming) == 1


async def test_an_app_that_does_not_answer_in_time_hears_the_event_again(app, slack, ada):
    slack.door.ack_deadline = 0.05
    never = asyncio.Event()
    app.answers.append({"waits_for": never})
    ack = await ada.say_in_dm("nps")
    never.set()

    assert ack.ok
    assert app.last.headers["X-Slack-Retry-Reason"] == "http_timeout"


async def test_a_command_is_sent_once_however_it_ends(app, slack, ada):
    slack.door.ack_deadline = 0.05
    never = asyncio.Event()
    app.answers.append({"waits_for": never})
    ack = await ada.command("/nps")
    never.set()

    assert (ack.failure, len(app.incoming)) == ("http_timeout", 1)
    assert [sent.kind for sent in slack.unanswered] == ["command"]


async def test_an_app_that_is_not_there_fails_every_attempt(slack, ada):
    slack.point_at("http://127.0.0.1:1/slack/events")
    ack = await ada.say_in_dm("nps")

    assert (ack.failure, ack.attempts) == ("connection_failed", 4)


async def test_a_duplicate_event_bears_the_same_id(app, slack, ada):
    slack.duplicate_next_event()
    await ada.say_in_dm("nps")
    await ada.say_in_dm("again")
    ids = [r.event["event_id"] for r in app.incoming]

    assert len(ids) == 3
    assert ids[0] == ids[1] != ids[2]


async def test_uninstalling_kills_the_token_and_says_so_twice(app, slack, api):
    await slack.uninstall()

    kinds = [r.event["event"]["type"] for r in app.incoming]
    assert kinds == ["tokens_revoked", "app_uninstalled"]
    assert (await api("auth.test"))["error"] == "account_inactive"


async def test_installing_again_brings_a_new_token(slack, api):
    old = slack.team.token
    await slack.uninstall()
    slack.reinstall()

    assert (await api("auth.test"))["ok"]
    assert (await api("auth.test", token=old))["error"] == "invalid_auth"


async def test_a_changed_profile_is_told_and_kept(app, slack, api, ada):
    await slack.change_user(ada, tz="Asia/Tokyo")
    told = app.last.event["event"]

    assert (told["type"], told["user"]["tz"]) == ("user_change", "Asia/Tokyo")
    assert (await api("users.info", user=ada.id))["user"]["tz"] == "Asia/Tokyo"


async def test_an_app_can_be_told_of_its_own_message(app, slack, api, ada):
    await api("chat.postMessage", channel=ada.id, text="a")
    await slack.echo(ada.inbox[0])

    assert app.last.event["event"]["bot_id"] == slack.team.bot_id


async def test_the_request_url_is_verified_by_a_challenge(app, slack):
    await slack.verify_url("xyz")

    assert json.loads(app.last.body)["challenge"] == "xyz"
