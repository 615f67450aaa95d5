"""What comes in from rooms of several people: who is heard there, and which changes are told."""

import pytest

from bot.event import Origin, PlaceChanged, Said

WORDS = "words among others"


@pytest.fixture
def room(slack, ada):
    return slack.channel("gold", [ada])


def ours(slack, room):
    """Let us say something in the room, and return its timestamp."""
    return slack.world.post(room, slack.team.bot_user_id, {"text": "Pulse"}).ts


def heard(house):
    return [event for event in house.router.events if isinstance(event, Said)]


async def test_of_a_room_nothing_is_kept_that_was_not_said_to_us(slack, house, ada, room):
    await ada.say(room, WORDS)
    theirs = room.messages[-1].ts
    await ada.say(room, WORDS, thread_ts=theirs)
    await house.workers.rest()

    assert house.inbox.kept == {}
    assert slack.unanswered == []


async def test_a_word_in_a_thread_that_we_began_is_said_to_us(slack, house, ada, room):
    began = ours(slack, room)
    await ada.say(room, "That helps", thread_ts=began)
    await house.workers.rest()

    there = Origin("slack", slack.team.id, ada.id, room.id, private=False, home=slack.team.id)
    [event] = house.router.events
    assert (event.text, event.origin.thread) == ("That helps", began)
    assert (event.origin.conversation, event.origin.private) == (there.conversation, False)


async def test_where_slack_does_not_say_who_began_a_thread_the_ledger_does(
    slack, house, ada, room
):
    event = {"type": "message", "channel": room.id, "channel_type": "channel", "user": ada.id}
    for ts, thread in (("9.1", "1.1"), ("9.2", "2.2"), ("9.3", "9.3")):
        house.threads.add("1.1")
        await slack.send_event({**event, "text": WORDS, "ts": ts, "thread_ts": thread})
    await house.workers.rest()

    assert [event.origin.thread for event in heard(house)] == ["1.1"]
    assert len(house.inbox.kept) == 1


async def test_a_mention_in_a_room_is_heard_once_though_slack_tells_it_twice(
    slack, house, ada, room
):
    began = ours(slack, room)
    await ada.mention(room, "nps")
    await ada.mention(room, "help", thread_ts=began)
    await house.workers.rest()

    assert [event.text for event in heard(house)] == ["nps", "help"]
    assert [sent.kind for sent in slack.door.sent] == ["message", "app_mention"] * 2


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B9"},
        {"subtype": "message_changed", "message": {"text": "y"}},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
    ],
)
async def test_below_our_own_words_bots_edits_and_news_of_the_room_are_nobodys_words(
    slack, house, ada, room, more
):
    began = ours(slack, room)
    event = {"type": "message", "channel": room.id, "channel_type": "channel", "ts": "9.9"}
    said = {"user": ada.id, "text": WORDS, "thread_ts": began}
    await slack.send_event({**event, **said, "parent_user_id": slack.team.bot_user_id, **more})

    assert house.inbox.kept == {}


async def test_what_becomes_of_a_room_is_told_without_naming_anybody(slack, house, ada, room):
    theirs = slack.add_team("Acme")
    here = Origin("slack", slack.team.id, "", room.id, private=False)
    old = room.id
    await slack.archive(room)
    await slack.unarchive(room)
    await slack.rename(room, "silver")
    await slack.take_out(room)
    await slack.bring_in(room)
    await slack.accept_invitation(room, theirs, new_id=True)
    await slack.disconnect(room, theirs)
    await house.workers.rest()
    told = [
        (event.origin.conversation, event.moved_to, event.may_be_new)
        for event in house.router.events
        if isinstance(event, PlaceChanged)
    ]

    assert house.router.events[0].origin == here
    assert {event.origin.user for event in house.router.events} == {""}
    assert told == [
        *[(old, "", False)] * 5,
        (old, "", True),
        (old, room.id, False),
        (room.id, "", True),
        (room.id, "", False),
    ]


async def test_where_others_come_and_go_is_their_own_affair(slack, house, ada, room):
    for kind in ("member_joined_channel", "member_left_channel"):
        event = {"type": kind, "user": ada.id, "channel": room.id, "channel_type": "C"}
        await slack.send_event({**event, "team": slack.team.id})

    assert house.inbox.kept == {}


@pytest.mark.parametrize(
    "event",
    [
        {"type": "channel_archive"},
        {"type": "channel_rename", "channel": {"name": "x"}},
        {"type": "channel_id_changed", "old_channel_id": "C1"},
        {"type": "channel_id_changed", "new_channel_id": {"id": "C1"}},
        {"type": "member_left_channel", "channel": "C1"},
    ],
)
async def test_news_that_name_no_room_are_passed_over(slack, house, event):
    assert (await slack.send_event(event)).ok
    assert house.inbox.kept == {}


async def test_below_what_somebody_of_ours_said_in_their_name_words_are_said_to_us(
    slack, house, ada, room
):
    said = {"text": "Pulse", "username": "Jana Roth"}
    began = slack.world.post(room, slack.team.bot_user_id, said).ts
    house.threads.add(began)
    await ada.say(room, "That helps", thread_ts=began)
    await house.workers.rest()

    assert [event.text for event in heard(house)] == ["That helps"]
