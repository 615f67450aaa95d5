"""A delivery is found again by its mark, or surely is not there."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.slack.api import SlackApi, new_session
from adapters.slack.messenger import SlackMessenger
from bot.errors import NotPossible, NotSent, OutcomeUnknown
from bot.message import Message, notice, paragraph
from bot.ports import Destination, Finder, Found, Receipt
from tests.slack.house import register_of

HELLO = notice("Hello")
LONG = Message("Long", tuple(paragraph(f"line {n} " + "x" * 1400) for n in range(30)))
POST = "chat.postMessage"


@pytest.fixture
async def messenger(slack):
    async with new_session() as session:
        yield SlackMessenger(SlackApi(session, slack.api_url), register_of(slack))


def before():
    return datetime.now(UTC) - timedelta(minutes=10)


def to(slack, person):
    return Destination("slack", f"i-{slack.team.id}", person.id)


async def test_what_was_accepted_before_the_connection_broke_is_found(slack, messenger, ada):
    slack.drop_after_accepting(POST)
    with pytest.raises(OutcomeUnknown):
        await messenger.deliver(to(slack, ada), HELLO, "d-1")
    [stands] = slack.accepted

    found = await messenger.find(to(slack, ada), "d-1", before())
    assert found == Found(Receipt(stands.ts, ada.dm.id), is_whole=True)
    assert isinstance(messenger, Finder)


async def test_what_was_never_accepted_is_surely_not_there(slack, messenger, ada):
    await messenger.deliver(to(slack, ada), HELLO, "d-1")
    slack.drop_before_accepting(POST)
    with pytest.raises(OutcomeUnknown):
        await messenger.deliver(to(slack, ada), HELLO, "d-2")

    assert await messenger.find(to(slack, ada), "d-2", before()) == Found(None)


async def test_parts_are_found_in_order_and_a_missing_one_is_missed(slack, messenger, ada):
    receipt = await messenger.deliver(to(slack, ada), LONG, "d-1")
    assert await messenger.find(to(slack, ada), "d-1", before()) == Found(receipt, is_whole=True)

    slack.world.remove(slack.accepted[-1].message)
    half = Receipt(receipt.message_id, receipt.conversation, receipt.more[:-1])
    assert await messenger.find(to(slack, ada), "d-1", before()) == Found(half)


async def test_a_history_of_many_pages_is_read_to_its_end(slack, messenger, ada):
    receipt = await messenger.deliver(to(slack, ada), HELLO, "d-1")
    for number in range(450):
        slack.world.post(ada.dm, ada.id, {"text": f"word {number}"})

    found = await messenger.find(to(slack, ada), "d-1", before())
    assert found == Found(receipt, is_whole=True)
    assert len([call for call in slack.calls if call.method == "conversations.history"]) == 3


async def test_a_mark_that_somebody_else_set_is_not_believed(slack, messenger, ada):
    mark = {"event_type": "drumbeat_delivery", "event_payload": {"delivery_id": "d-1"}}
    slack.world.post(ada.dm, ada.id, {"text": "I am the bot", "metadata": mark})

    assert await messenger.find(to(slack, ada), "d-1", before()) == Found(None)


async def test_without_the_right_to_read_nothing_is_known(slack, messenger, ada):
    slack.team.scopes = frozenset(slack.team.scopes) - {"im:history"}
    with pytest.raises(NotPossible, match="im:history"):
        await messenger.find(to(slack, ada), "d-1", before())


async def test_a_history_that_cannot_be_read_just_now_says_nothing(slack, messenger, ada):
    slack.server_error("conversations.history", 503)
    with pytest.raises(NotSent):
        await messenger.find(to(slack, ada), "d-1", before())


async def test_what_is_too_long_to_be_read_to_its_end_is_not_called_missing(slack, messenger, ada):
    for number in range(2100):
        slack.world.post(ada.dm, ada.id, {"text": f"word {number}"})
    with pytest.raises(NotPossible, match="too much"):
        await messenger.find(to(slack, ada), "d-1", before())
