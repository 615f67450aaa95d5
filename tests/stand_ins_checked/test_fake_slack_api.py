"""The fake Slack's Web API: who may call, what it answers, what it keeps."""

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.stand_ins.slack import FakeSlack
from tests.stand_ins_checked.slack_app import Api, actions, button


@pytest.fixture
async def slack():
    async with FakeSlack() as running:
        yield running


@pytest.fixture
async def api(slack):
    async with ClientSession() as session:
        yield Api(slack, session)


@pytest.fixture
def ada(slack):
    return slack.user("ada")


@pytest.fixture
def client(slack):
    return AsyncWebClient(token=slack.team.token, base_url=slack.api_url, retry_handlers=[])


async def test_a_call_without_a_token_is_not_authed(api):
    assert await api("auth.test", token="") == {"ok": False, "error": "not_authed"}


async def test_a_call_with_a_strange_token_is_refused(api):
    assert await api("auth.test", token="xoxb-x") == {"ok": False, "error": "invalid_auth"}


async def test_each_token_speaks_for_its_own_team(slack, api):
    other = slack.add_team("Nimbus")
    answer = await api("auth.test", token=other.token)

    assert answer["team_id"] == other.id


async def test_an_unknown_method_is_called_so(api):
    assert (await api("chat.shout"))["error"] == "unknown_method"


async def test_an_unknown_argument_is_refused(api, ada):
    assert (await api("users.info", user=ada.id, colour="red"))["error"] == "invalid_arg_name"


async def test_a_missing_scope_is_named(slack, api, ada):
    slack.team.scopes.remove("chat:write")
    answer = await api("chat.postMessage", channel=ada.id, text="hello")

    assert (answer["error"], answer["needed"]) == ("missing_scope", "chat:write")
    assert "chat:write" not in answer["provided"].split(",")


async def test_an_email_is_told_only_with_its_scope(slack, api, ada):
    told = await api("users.info", user=ada.id)
    slack.team.scopes.remove("users:read.email")
    hidden = await api("users.info", user=ada.id)

    assert told["user"]["profile"]["email"] == "ada@example.com"
    assert "email" not in hidden["user"]["profile"]


async def test_people_are_found_by_email_in_their_own_team_only(slack, api, ada):
    slack.user("guest", team=slack.add_team("Nimbus"))
    found = await api("users.lookupByEmail", email="ADA@example.com")
    absent = await api("users.lookupByEmail", email="guest@example.com")

    assert (found["user"]["id"], absent["error"]) == (ada.id, "users_not_found")


async def test_the_official_client_posts_to_a_person_and_updates_by_conversation(client, ada):
    posted = await client.chat_postMessage(channel=ada.id, text="hello")
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="hello again")

    assert [message.text for message in ada.inbox] == ["hello again"]


async def test_an_update_by_the_persons_id_finds_nothing(client, ada):
    posted = await client.chat_postMessage(channel=ada.id, text="hello")

    with pytest.raises(SlackApiError, match="channel_not_found"):
        await client.chat_update(channel=ada.id, ts=posted["ts"], text="again")


async def test_an_update_without_blocks_keeps_them(client, ada):
    blocks = actions(button())
    posted = await client.chat_postMessage(channel=ada.id, text="hello", blocks=blocks)
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="again")

    assert ada.inbox[0].labels() == ["Go"]


async def test_the_official_client_opens_a_conversation_once(client, ada):
    first = await client.conversations_open(users=ada.id)
    second = await client.conversations_open(users=[ada.id])

    assert first["channel"]["id"] == second["channel"]["id"] == ada.dm.id
    assert second["already_open"]


async def test_looking_a_conversation_up_does_not_open_it(api, ada):
    answer = await api("conversations.open", users=ada.id, prevent_creation=True)

    assert "channel" not in answer


async def test_a_stranger_cannot_be_reached(slack, api):
    stranger = slack.user("stranger", is_stranger=True)
    answer = await api("conversations.open", users=stranger.id)

    assert answer["error"] == "user_not_visible"


async def test_somebody_who_left_cannot_be_reached(slack, api):
    gone = slack.user("gone", deleted=True)

    assert (await api("chat.postMessage", channel=gone.id, text="a"))["error"] == "user_disabled"


@pytest.mark.parametrize(
    ("details", "error"),
    [
        ({"is_archived": True}, "is_archived"),
        ({"bot_in": False, "is_private": True}, "channel_not_found"),
        ({"bot_in": False}, "not_in_channel"),
    ],
)
async def test_a_room_that_is_closed_to_us_says_why(slack, api, details, error):
    slack.team.scopes.discard("chat:write.public")
    room = slack.channel("room", **details)

    assert (await api("chat.postMessage", channel=room.id, text="a"))["error"] == error


async def test_a_refused_message_names_the_place_and_is_written_down(slack, api, ada):
    blocks = [{"type": "header"}]
    answer = await api("chat.postMessage", channel=ada.id, text="a", blocks=blocks)

    assert answer["error"] == "invalid_blocks"
    assert "[json-pointer:/blocks/0]" in answer["response_metadata"]["messages"][0]
    assert [violation.error for violation in slack.violations] == ["invalid_blocks"]
    assert (ada.inbox, slack.accepted) == ([], [])


async def test_every_accepted_post_is_in_the_ledger_with_its_metadata(slack, api, ada):
    metadata = {"event_type": "delivery", "event_payload": {"delivery_id": "d1"}}
    answer = await api("chat.postMessage", channel=ada.id, text="a", metadata=metadata)

    assert [(a.ts, a.metadata) for a in slack.accepted] == [(answer["ts"], metadata)]


async def test_history_tells_metadata_where_asked(api, client, ada):
    metadata = {"event_type": "delivery", "event_payload": {"delivery_id": "d1"}}
    await api("chat.postMessage", channel=ada.id, text="a", metadata=metadata)
    plain = await client.conversations_history(channel=ada.dm.id)
    full = await client.conversations_history(channel=ada.dm.id, include_all_metadata=True)

    assert "metadata" not in plain["messages"][0]
    assert full["messages"][0]["metadata"] == metadata


async def test_history_comes_in_pages_newest_first(api, ada):
    for text in "abc":
        await api("chat.postMessage", channel=ada.id, text=text)
    first = await api("conversations.history", channel=ada.dm.id, limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    second = await api("conversations.history", channel=ada.dm.id, limit=2, cursor=cursor)

    told = [m["text"] for page in (first, second) for m in page["messages"]]
    assert told == ["c", "b", "a"]


async def test_a_thread_is_told_by_its_first_message(api, ada):
    root = await api("chat.postMessage", channel=ada.id, text="root")
    await api("chat.postMessage", channel=ada.id, text="reply", thread_ts=root["ts"])
    answer = await api("conversations.replies", channel=ada.dm.id, ts=root["ts"])

    assert [m["text"] for m in answer["messages"]] == ["root", "reply"]


async def test_a_deleted_message_is_gone(api, ada):
    posted = await api("chat.postMessage", channel=ada.id, text="a")
    await api("chat.delete", channel=posted["channel"], ts=posted["ts"])

    assert ada.inbox == []


async def test_another_persons_message_cannot_be_changed(slack, api, ada):
    room = slack.channel("room", [ada])
    said = slack.world.post(room, ada.id, {"text": "mine"})

    answer = await api("chat.update", channel=room.id, ts=said.ts, text="ours")
    assert answer["error"] == "cant_update_message"


async def test_an_ephemeral_message_is_for_one_pair_of_eyes(slack, api, ada):
    grace = slack.user("grace")
    room = slack.channel("room", [ada, grace])
    await api("chat.postEphemeral", channel=room.id, user=ada.id, text="psst")

    assert ([m.text for m in ada.inbox], grace.inbox, slack.messages(room)) == (["psst"], [], [])


async def test_a_picture_must_be_uploaded_before_it_is_shown(slack, client, api, ada):
    picture = {"type": "image", "alt_text": "a chart", "slack_file": {"id": "F1"}}
    early = await api("chat.postMessage", channel=ada.id, text="a", blocks=[picture])
    begun = await client.files_getUploadURLExternal(filename="chart.png", length=3)
    picture["slack_file"]["id"] = begun["file_id"]
    half = await api("chat.postMessage", channel=ada.id, text="a", blocks=[picture])
    uploaded = await client.files_upload_v2(content=b"png", filename="chart.png", title="Chart")
    picture["slack_file"]["id"] = uploaded["file"]["id"]
    late = await api("chat.postMessage", channel=ada.id, text="a", blocks=[picture])

    assert (early["error"], half["error"], late["ok"]) == (
        "invalid_blocks",
        "invalid_blocks",
        True,
    )
    assert [f.content for f in slack.files.values()] == [None, b"png"]


async def test_a_file_can_be_shared_as_it_is_uploaded(slack, client, ada):
    await client.files_upload_v2(
        content=b"a,b", filename="a.csv", channel=ada.dm.id, initial_comment="Your figures"
    )

    assert [(m.text, m.files[0]["name"]) for m in ada.inbox] == [("Your figures", "a.csv")]


async def test_a_room_tells_whether_outsiders_are_in_it(slack, api, ada):
    room = slack.channel("shared", [ada], is_ext_shared=True)
    told = await api("conversations.info", channel=room.id)
    members = await api("conversations.members", channel=room.id)

    assert told["channel"]["is_ext_shared"]
    assert ada.id in members["members"]
