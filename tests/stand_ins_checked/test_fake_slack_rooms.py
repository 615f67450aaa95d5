"""The stand-in's rooms of several people: shared with others, closed, and read with the scopes."""

import pytest
from aiohttp import ClientSession

from tests.stand_ins.slack import CannotDo, FakeSlack
from tests.stand_ins_checked.slack_app import Api


@pytest.fixture
async def slack():
    async with FakeSlack() as running:
        running.door.retry_delays = ()
        yield running


@pytest.fixture
async def api(slack):
    async with ClientSession() as session:
        yield Api(slack, session)


@pytest.fixture
def ada(slack):
    return slack.user("ada")


@pytest.fixture
async def room(slack, ada):
    return slack.channel("ext-acme", [ada])


async def test_a_list_comes_in_pages_and_what_is_left_out_makes_them_shorter(slack, api, ada):
    rooms = [slack.channel(f"room-{n}", [ada]) for n in range(5)]
    await slack.archive(rooms[0])
    asked = {"limit": 2, "exclude_archived": True}
    first = await api("conversations.list", **asked)
    cursor = first["response_metadata"]["next_cursor"]
    second = await api("conversations.list", **asked, cursor=cursor)

    assert [one["name"] for one in first["channels"]] == ["room-1"]
    assert [one["name"] for one in second["channels"]] == ["room-2", "room-3"]


async def test_private_rooms_are_listed_to_who_is_in_them_and_has_the_scope(slack, api, ada):
    slack.channel("in", [ada], is_private=True)
    slack.channel("out", [ada], is_private=True, bot_in=False)
    listed = await api("conversations.list", types="private_channel")
    slack.team.scopes.discard("groups:read")
    refused = await api("conversations.list", types="public_channel,private_channel")

    assert [one["name"] for one in listed["channels"]] == ["in"]
    assert (refused["error"], refused["needed"]) == ("missing_scope", "groups:read")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"limit": 1000}, "invalid_limit"),
        ({"limit": "all"}, "invalid_limit"),
        ({"cursor": "page two"}, "invalid_cursor"),
        ({"types": "rooms"}, "invalid_types"),
    ],
)
async def test_a_list_is_asked_for_properly_or_not_at_all(api, arguments, error):
    assert (await api("conversations.list", **arguments))["error"] == error


async def test_people_of_another_workspace_are_only_in_rooms_that_are_shared(slack, ada):
    guest = slack.user("guest", team=slack.add_team("Acme"), via=slack.team)
    with pytest.raises(CannotDo):
        slack.channel("plans", [ada, guest])

    shared = slack.channel("shared", [ada, guest], is_ext_shared=True)
    assert shared.as_json(slack.team.bot_user_id)["connected_team_ids"] == [guest.member.team_id]


async def test_a_room_waits_is_shared_under_a_new_id_and_is_parted_again(slack, api, room):
    theirs = slack.add_team("Acme")
    guest = slack.user("guest", team=theirs, via=slack.team)
    slack.invite_company(room, theirs)
    waiting = (await api("conversations.info", channel=room.id))["channel"]
    old = room.id
    await slack.accept_invitation(room, theirs, new_id=True)
    room.members.add(guest.id)
    gone = await api("conversations.info", channel=old)
    shared = (await api("conversations.info", channel=room.id))["channel"]
    written = await api("chat.postMessage", channel=guest.id, text="hello")
    found = await api("users.lookupByEmail", email=guest.member.email)
    seen = await api("users.info", user=guest.id)
    await slack.disconnect(room, theirs)
    alone = await api("chat.postMessage", channel=guest.id, text="hello")

    assert (waiting["is_pending_ext_shared"], waiting["is_ext_shared"]) == (True, False)
    assert gone["error"] == "channel_not_found"
    assert (shared["is_ext_shared"], shared["connected_team_ids"]) == (True, [theirs.id])
    assert written["ok"]
    assert found["error"] == "users_not_found"
    assert seen["user"]["team_id"] == theirs.id
    assert alone["error"] == "user_not_visible"
    assert guest.id not in room.members


@pytest.mark.parametrize(
    ("posting", "error"),
    [
        ("read_only", "restricted_action_read_only_channel"),
        ("thread_only", "restricted_action_thread_only_channel"),
    ],
)
async def test_where_only_some_may_post_a_post_is_refused(slack, api, room, posting, error):
    root = await api("chat.postMessage", channel=room.id, text="before")
    slack.restrict(room, posting)
    refused = await api("chat.postMessage", channel=room.id, text="hello")
    below = await api("chat.postMessage", channel=room.id, text="hello", thread_ts=root["ts"])

    assert refused["error"] == error
    assert below["ok"] == (posting == "thread_only")


async def test_the_app_goes_into_public_rooms_by_itself_and_into_no_other(slack, api, ada):
    slack.team.scopes.discard("chat:write.public")
    public = slack.channel("public", [ada], bot_in=False)
    private = slack.channel("private", [ada], bot_in=False, is_private=True)
    closed = slack.channel("closed", [ada], bot_in=False, is_archived=True)
    before = await api("chat.postMessage", channel=public.id, text="hello")
    joined = [await api("conversations.join", channel=one.id) for one in (public, private, closed)]
    after = await api("chat.postMessage", channel=public.id, text="hello")
    slack.team.scopes.discard("channels:join")
    without = await api("conversations.join", channel=public.id)

    assert before["error"] == "not_in_channel"
    assert [one.get("error") for one in joined] == [None, "channel_not_found", "is_archived"]
    assert after["ok"]
    assert without["needed"] == "channels:join"


async def test_words_in_a_room_are_told_to_who_is_there_and_may_read_along(slack, ada):
    told = []
    reads = "channels:history"
    for scope, inside in ((reads, True), ("channels:read", True), (reads, False)):
        slack.team.scopes = {scope}
        room = slack.channel(f"room-{len(told)}", [ada], bot_in=inside)
        before = len(slack.door.sent)
        await ada.say(room, "hello")
        told.append(len(slack.door.sent) > before)

    assert told == [True, False, False]


async def test_a_mention_is_told_as_a_mention_and_as_a_message(slack, ada, room):
    await ada.mention(room, "help")

    assert [sent.kind for sent in slack.door.sent] == ["message", "app_mention"]


async def test_without_the_scope_nothing_is_told_of_a_room(slack, room):
    slack.team.scopes.discard("channels:read")

    assert await slack.archive(room) == []
