"""Slack's rooms as we ask for them: page by page, patiently, and with the scopes there are."""

import pytest

from adapters.slack.api import SlackApi, new_session
from adapters.slack.conversations import SlackPlaces, read_place
from adapters.slack.messenger import SlackMessenger
from bot.errors import DeliveryProblem, NotPermitted, PlaceClosed, RateLimited, RecipientGone
from bot.message import notice
from bot.ports import Destination, Place, Present
from tests.slack.house import register_of

HELLO = notice("Hello")


class Sleeper:
    def __init__(self):
        self.slept = []

    async def __call__(self, seconds):
        self.slept.append(seconds)


@pytest.fixture
def sleep():
    return Sleeper()


@pytest.fixture
async def places(slack, sleep):
    async with new_session() as session:
        yield SlackPlaces(SlackApi(session, slack.api_url), register_of(slack), sleep)


@pytest.fixture
async def messenger(slack):
    async with new_session() as session:
        yield SlackMessenger(SlackApi(session, slack.api_url), register_of(slack))


def here(slack):
    return f"i-{slack.team.id}"


async def test_every_open_room_is_listed_however_many_pages_there_are(slack, places, ada):
    rooms = [slack.channel(f"room-{n:03}", [ada], bot_in=n != 7) for n in range(450)]
    await slack.archive(rooms[3])
    hidden = slack.channel("hidden", [ada], bot_in=False, is_private=True)
    found = {place.id: place for place in await places.every(here(slack))}

    assert set(found) == {room.id for room in rooms} - {rooms[3].id}
    assert hidden.id not in found
    assert found[rooms[7].id] == Place(rooms[7].id, "room-007", member=False, joinable=True)
    assert len([call for call in slack.calls if call.method == "conversations.list"]) == 3


async def test_a_room_is_told_as_it_is(slack, places, ada):
    theirs = slack.add_team("Acme")
    guest = slack.user("guest", team=theirs, via=slack.team)
    shared = slack.channel("shared", [ada, guest], is_ext_shared=True)
    waiting = slack.channel("waiting", [ada], is_private=True)
    slack.invite_company(waiting, theirs)
    closed = slack.channel("closed", [ada], is_archived=True)
    quiet = slack.channel("quiet", [ada])
    slack.restrict(quiet)
    told = [await places.look(here(slack), one.id) for one in (shared, waiting, closed, quiet)]

    assert (told[0].shared, told[0].homes) == (True, {theirs.id})
    assert (told[1].pending, told[1].shared, told[1].joinable) == (True, False, False)
    assert (told[2].archived, told[2].joinable) == (True, False)
    assert (told[3].restricted, told[0].restricted) == (True, None)


async def test_a_room_that_we_may_not_see_is_none(slack, places, ada):
    private = slack.channel("private", [ada], is_private=True, bot_in=False)

    assert await places.look(here(slack), private.id) is None
    assert await places.look(here(slack), "C0GONE") is None


async def test_who_is_in_a_room_is_told_by_ids_with_their_homes(slack, places, ada):
    guest = slack.user("guest", team=slack.add_team("Acme"), via=slack.team)
    shared = slack.channel("shared", [ada, guest], is_ext_shared=True)
    people = frozenset({ada.id, guest.id, slack.team.bot_user_id})
    named = await places.present(here(slack), await places.look(here(slack), shared.id))
    shared.connected = set()
    looked_up = await places.present(here(slack), await places.look(here(slack), shared.id))

    assert named == Present(people, frozenset({guest.member.team_id}))
    assert looked_up == Present(people, frozenset({guest.member.team_id, slack.team.id}))


async def test_slack_is_waited_for_a_while_and_no_longer(slack, places, sleep, ada):
    slack.channel("room", [ada])
    slack.throttle("conversations.list", retry_after=2, times=2)
    found = await places.every(here(slack))
    slack.throttle("conversations.list", retry_after=90)
    with pytest.raises(RateLimited):
        await places.every(here(slack))
    slack.throttle("conversations.info", retry_after=9)
    with pytest.raises(RateLimited):
        await places.look(here(slack), found[0].id)

    assert sleep.slept == [2, 2]


async def test_without_a_scope_or_an_answer_it_is_said_why(slack, places, ada):
    slack.team.scopes.discard("groups:read")
    with pytest.raises(PlaceClosed, match="needed: groups:read"):
        await places.every(here(slack))
    slack.server_error("conversations.info")
    with pytest.raises(DeliveryProblem):
        await places.look(here(slack), slack.channel("room", [ada]).id)
    with pytest.raises(DeliveryProblem):
        await places.every("i-nowhere")


async def test_we_go_into_a_room_that_is_open_to_us_and_into_no_other(slack, places, ada):
    public = slack.channel("public", [ada], bot_in=False)
    private = slack.channel("private", [ada], bot_in=False, is_private=True)
    await places.join(here(slack), public.id)
    await places.join(here(slack), public.id)
    with pytest.raises(RecipientGone):
        await places.join(here(slack), private.id)

    assert slack.team.bot_user_id in public.members


def test_a_room_of_an_odd_shape_is_read_without_a_word():
    odd = {"id": 7, "name": None, "connected_team_ids": "T1", "is_read_only": "yes"}

    assert read_place(odd) == Place("", member=False, joinable=True)


@pytest.mark.parametrize(
    ("state", "how"),
    [
        ("post-only", {"posting": "read_only"}),
        ("not a member", {"bot_in": False}),
        ("archived", {"is_archived": True}),
    ],
)
async def test_a_room_that_is_the_recipient_says_how_it_stands(slack, messenger, ada, state, how):
    slack.team.scopes.discard("chat:write.public")
    room = slack.channel("room", [ada], **how)
    with pytest.raises(RecipientGone) as gone:
        await messenger.deliver(Destination("slack", here(slack), room.id, room.id), HELLO, "d")

    assert gone.value.state == state


async def test_a_setting_that_keeps_us_out_of_a_room_is_no_trouble_of_the_place(
    slack, messenger, ada
):
    room = slack.channel("room", [ada])
    slack.fail("chat.postMessage", "restricted_action")
    with pytest.raises(RecipientGone) as gone:
        await messenger.deliver(Destination("slack", here(slack), room.id, room.id), HELLO, "d")
    slack.fail("chat.postMessage", "restricted_action_read_only_channel")
    with pytest.raises(NotPermitted):
        await messenger.deliver(Destination("slack", here(slack), ada.id, ada.dm.id), HELLO, "d")

    assert gone.value.state == "post-only"
