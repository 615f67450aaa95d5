"""The people of the fake Slack: their gestures, what the app hears, what they then see."""

from collections.abc import Mapping
from typing import Any

import pytest
from aiohttp import ClientSession, web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from tests.stand_ins.slack import CannotDo, FakeSlack
from tests.stand_ins_checked.slack_app import Api, RecordingApp, actions, button, modal, why, words


@pytest.fixture
async def app():
    async with RecordingApp() as running:
        yield running


@pytest.fixture
async def slack(app):
    async with FakeSlack(app.url) as running:
        yield running


@pytest.fixture
async def session():
    async with ClientSession() as running:
        yield running


@pytest.fixture
def api(slack, session):
    return Api(slack, session)


@pytest.fixture
def ada(slack):
    return slack.user("ada")


async def trigger(app, ada) -> str:
    await ada.command("/nps")
    return app.last.form["trigger_id"]


async def opened(app, api, ada, view: Mapping[str, Any] | None = None):
    answer = await api("views.open", trigger_id=await trigger(app, ada), view=view or modal())
    assert answer["ok"], answer
    return ada.view


async def posted(api, ada, *elements: dict[str, Any]):
    await api("chat.postMessage", channel=ada.id, text="a", blocks=actions(*elements))
    return ada.inbox[-1]


async def test_a_command_comes_as_a_form_with_its_addresses(app, slack, ada):
    await ada.command("/nps", "9 good")
    form = app.last.form

    assert (form["command"], form["text"], form["user_id"]) == ("/nps", "9 good", ada.id)
    assert (form["team_id"], form["channel_id"]) == (slack.team.id, ada.dm.id)
    assert form["response_url"].startswith(slack.base)


async def test_a_commands_answer_is_shown_to_its_asker_alone(app, slack, ada):
    app.answers.append({"json": {"text": "Hello"}})
    await ada.command("/nps")

    assert ([m.text for m in ada.inbox], slack.messages(ada)) == (["Hello"], [])


async def test_a_command_is_not_offered_to_people_of_another_workspace(slack):
    guest = slack.user("guest", team=slack.add_team("Nimbus"), via=slack.team)

    with pytest.raises(CannotDo, match="not offered"):
        await guest.command("/nps")


async def test_what_is_said_in_the_direct_message_is_an_event_with_our_authorization(
    app, slack, ada
):
    await ada.say_in_dm("nps")
    envelope = app.last.event

    assert envelope["event"]["channel_type"] == "im"
    assert envelope["event"]["text"] == "nps"
    assert envelope["authorizations"][0]["team_id"] == slack.team.id


async def test_a_mention_in_a_thread_names_the_app_and_the_thread(app, slack, ada):
    room = slack.channel("room", [ada])
    await ada.mention(room, "churn?", thread_ts="1.000001")
    event = app.last.event["event"]

    assert (event["type"], event["thread_ts"]) == ("app_mention", "1.000001")
    assert event["text"] == f"<@{slack.team.bot_user_id}> churn?"


async def test_an_outsiders_words_come_through_our_installation(app, slack):
    nimbus = slack.add_team("Nimbus")
    guest = slack.user("guest", team=nimbus, via=slack.team)
    room = slack.channel("shared", [guest], is_ext_shared=True)
    await guest.mention(room, "hello")
    envelope = app.last.event

    assert (envelope["team_id"], envelope["event"]["team"]) == (slack.team.id, nimbus.id)
    assert envelope["is_ext_shared_channel"]


@pytest.mark.parametrize("what", ["score", "Nine"])
async def test_a_button_is_pressed_by_its_id_or_its_label(app, api, ada, what):
    message = await posted(api, ada, button("score", "Nine", value="9"))
    await ada.press(message, what)
    payload = app.last.payload

    assert payload["type"] == "block_actions"
    assert [(a["action_id"], a["value"]) for a in payload["actions"]] == [("score", "9")]
    assert payload["container"]["message_ts"] == message.ts


async def test_a_button_that_is_not_there_cannot_be_pressed(api, ada):
    message = await posted(api, ada, button())

    with pytest.raises(CannotDo, match="only"):
        await ada.press(message, "Stop")


async def test_nobody_presses_in_another_persons_inbox(slack, api, ada):
    message = await posted(api, ada, button())

    with pytest.raises(CannotDo, match="does not see"):
        await slack.user("grace").press(message, "Go")


async def test_an_option_is_chosen_by_what_stands_on_it(app, api, ada):
    options = [{"text": words(f"Score {n}"), "value": str(n)} for n in range(11)]
    menu = {"type": "static_select", "action_id": "score", "options": options}
    await ada.select(await posted(api, ada, menu), "score", "Score 10")

    assert app.last.payload["actions"][0]["selected_option"] == options[10]
    assert app.last.payload["state"]["values"]["row"]["score"]["selected_option"] == options[10]


async def post_to(session, url, **body) -> int:
    async with session.post(url, json=body) as response:
        return response.status


async def test_a_response_url_is_good_for_five_posts(app, session, ada):
    await ada.command("/nps")
    url = app.last.form["response_url"]
    statuses = [await post_to(session, url, text=str(n)) for n in range(6)]

    assert statuses == [200, 200, 200, 200, 200, 404]
    assert [m.text for m in ada.inbox] == ["0", "1", "2", "3", "4"]


async def test_a_response_url_is_good_for_half_an_hour(app, slack, session, ada):
    await ada.command("/nps")
    url = app.last.form["response_url"]
    slack.advance(30 * 60 - 5)
    in_time = await post_to(session, url, text="a")
    slack.advance(10)

    assert (in_time, await post_to(session, url, text="b")) == (200, 404)


async def test_a_response_can_speak_to_everybody_replace_or_delete(app, slack, session, api, ada):
    message = await posted(api, ada, button())
    await ada.press(message, "Go")
    url = app.last.payload["response_url"]
    await post_to(session, url, text="for all", response_type="in_channel")
    await post_to(session, url, text="done", replace_original=True)
    replaced = (message.text, message.blocks)
    await post_to(session, url, delete_original=True)

    assert replaced == ("done", [])
    assert [m.text for m in slack.messages(ada)] == ["for all"]


async def test_a_bad_response_is_refused_and_written_down(app, slack, session, ada):
    await ada.command("/nps")
    status = await post_to(session, app.last.form["response_url"], blocks=[{"type": "divider"}])

    assert (status, slack.violations[0].where) == (400, "response_url")


async def test_a_trigger_opens_one_modal(app, api, ada):
    key = await trigger(app, ada)
    first = await api("views.open", trigger_id=key, view=modal())
    second = await api("views.open", trigger_id=key, view=modal())

    assert (first["ok"], second["error"]) == (True, "exchanged_trigger_id")


async def test_a_trigger_lives_three_seconds(app, slack, api, ada):
    key = await trigger(app, ada)
    slack.advance(3.1)

    assert (await api("views.open", trigger_id=key, view=modal()))["error"] == "expired_trigger_id"


async def test_a_form_is_filled_by_label_and_closed_by_an_empty_answer(app, api, ada):
    await opened(app, api, ada)
    await ada.submit(values={"Why?": "it is slow"})
    payload = app.last.payload

    assert payload["type"] == "view_submission"
    assert payload["view"]["state"]["values"]["why"]["typed"]["value"] == "it is slow"
    assert ada.view is None


async def test_a_form_does_not_go_while_something_is_missing(app, api, ada):
    await opened(app, api, ada)

    with pytest.raises(CannotDo, match="empty"):
        await ada.submit()


async def test_errors_stay_on_the_form(app, slack, api, ada):
    view = await opened(app, api, ada)
    app.answers.append({"json": {"response_action": "errors", "errors": {"why": "Too short"}}})
    await ada.submit(values={"why": "x"})

    assert (view.errors, ada.view, slack.violations) == ({"why": "Too short"}, view, [])


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"elsewhere": "no"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "dance"},
    ],
)
async def test_a_wrong_answer_to_a_form_is_a_violation_and_leaves_it_open(
    app, slack, api, ada, answer
):
    view = await opened(app, api, ada)
    app.answers.append({"json": answer})
    await ada.submit(values={"why": "x"})

    assert (len(slack.violations), ada.view) == (1, view)


async def test_an_answer_may_update_push_or_clear(app, api, ada):
    await opened(app, api, ada, modal(callback_id="one"))
    seen = []
    for answer in (
        {"response_action": "update", "view": modal(callback_id="two")},
        {"response_action": "push", "view": modal(callback_id="three")},
        {"response_action": "clear"},
    ):
        app.answers.append({"json": answer})
        await ada.submit(values={"why": "x"})
        seen.append([view.callback_id for view in ada.views])

    assert seen == [["two"], ["two", "three"], []]


async def test_three_views_lie_on_each_other_and_no_fourth(app, api, ada):
    view = modal({"type": "actions", "elements": [button()]})
    await opened(app, api, ada, view)
    answers = []
    for _ in range(3):
        await ada.press(ada.view, "Go")
        key = app.last.payload["trigger_id"]
        answers.append(await api("views.push", trigger_id=key, view=view))

    assert [a.get("error") for a in answers] == [None, None, "push_limit_reached"]


async def test_an_old_hash_conflicts(app, api, ada):
    view = await opened(app, api, ada)
    old = view.hash
    first = await api("views.update", view_id=view.id, hash=old, view=modal())
    second = await api("views.update", view_id=view.id, hash=old, view=modal())

    assert (first["ok"], second["error"]) == (True, "hash_conflict")


async def test_a_closed_view_cannot_be_updated(app, api, ada):
    view = await opened(app, api, ada)
    await ada.close()

    assert (await api("views.update", view_id=view.id, view=modal()))["error"] == "not_found"


@pytest.mark.parametrize(("asked", "heard"), [(True, "view_closed"), (False, "command")])
async def test_closing_is_told_only_where_asked(app, api, slack, ada, asked, heard):
    await opened(app, api, ada, modal(notify_on_close=asked))
    await ada.close()

    assert slack.door.sent[-1].kind == heard


async def test_a_home_tab_is_published_after_it_was_opened(app, slack, api, ada):
    await ada.open_home()
    home = {"type": "home", "blocks": [{"type": "header", "text": words("Your beat")}]}
    await api("views.publish", user_id=app.last.event["event"]["user"], view=home)
    shown = await slack.wait_for_home(ada)
    await ada.open_home()

    assert shown.blocks[0]["text"]["text"] == "Your beat"
    assert app.last.event["event"]["view"]["id"] == shown.id


async def test_waiting_ends_with_the_message_waited_for(slack, api, ada):
    await api("chat.postMessage", channel=ada.id, text="one")
    await api("chat.postMessage", channel=ada.id, text="two")

    assert (await slack.wait_for_message(ada, lambda m: m.text == "two")).text == "two"


async def test_waiting_in_vain_is_a_failed_assertion(slack, ada):
    with pytest.raises(AssertionError, match="waited"):
        await slack.wait_for_message(ada, timeout=0.01)


async def test_a_menu_that_we_fill_asks_while_somebody_types(app, api, ada):
    menu = {"type": "external_select", "action_id": "partner", "min_query_length": 1}
    option = {"text": words("Alder"), "value": "alder"}
    app.answers.append({"json": {"options": [option]}})
    offered = await ada.look_up(await posted(api, ada, menu), "partner", "al")

    assert (offered, app.last.payload["value"]) == ([option], "al")


async def test_the_official_framework_understands_every_gesture(slack, ada):
    async def authorize(**_: Any) -> AuthorizeResult:
        team = slack.team
        return AuthorizeResult(
            enterprise_id=None,
            team_id=team.id,
            bot_user_id=team.bot_user_id,
            bot_id=team.bot_id,
            bot_token=team.token,
        )

    bolt = AsyncApp(
        client=AsyncWebClient(base_url=slack.api_url),
        signing_secret=slack.door.signing_secret,
        authorize=authorize,
    )

    @bolt.command("/nps")
    async def ask(ack, body, client):
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(why(), callback_id="v"))

    @bolt.view("v")
    async def thank(ack, body, client, view):
        await ack()
        said = view["state"]["values"]["why"]["typed"]["value"]
        await client.chat_postMessage(channel=body["user"]["id"], text=f"Thanks: {said}")

    async def events(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    server = web.Application()
    server.router.add_post("/slack/events", events)
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.point_at(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    try:
        await ada.command("/nps")
        await slack.wait_for_view(ada)
        await ada.submit(values={"Why?": "it is kind"})
        thanks = await slack.wait_for_message(ada)
    finally:
        await runner.cleanup()

    assert (thanks.text, slack.violations) == ("Thanks: it is kind", [])
