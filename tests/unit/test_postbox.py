import asyncio

import pytest
from structlog.testing import capture_logs

from bot.errors import NotSent, RecipientGone
from bot.message import notice
from bot.ports import Destination, Receipt
from drumbeat import postbox as room
from drumbeat.postbox import Postbox

TO = Destination("email", None, "ada@acme.example")
LETTER = notice("Your code", "Your code is 23456789")


class Relay:
    def __init__(self, *troubles):
        self.troubles = list(troubles)
        self.delivered = []

    async def deliver(self, to, message, delivery_id):
        await asyncio.sleep(0)
        if self.troubles and (trouble := self.troubles.pop(0)):
            raise trouble
        self.delivered.append((to.external_id, delivery_id))
        return Receipt(delivery_id, "")


async def ran(postbox, *ids):
    for letter_id in ids:
        postbox.post(TO, LETTER, letter_id)
    postbox.stop()
    with capture_logs() as logged:
        async with asyncio.timeout(10):
            await postbox.run()
    return logged


async def test_every_letter_taken_before_the_stop_is_tried():
    relay = Relay()
    await ran(Postbox({"email": relay}), "1", "2", "3")

    assert [letter for _, letter in relay.delivered] == ["1", "2", "3"]


@pytest.mark.parametrize("trouble", [RecipientGone(), NotSent(), TimeoutError(), OSError("no")])
async def test_a_letter_that_fails_keeps_no_other_back(trouble):
    relay = Relay(trouble)
    logged = await ran(Postbox({"email": relay}), "1", "2")

    assert [letter for _, letter in relay.delivered] == ["2"]
    assert logged[0]["letter_id"] == "1"


async def test_the_log_names_letters_and_nothing_of_what_they_say():
    logged = await ran(Postbox({"email": Relay(RecipientGone(), OSError("no"))}), "1", "2", "3")

    assert "ada@" not in str(logged)
    assert "23456789" not in str(logged)


async def test_without_a_way_out_a_letter_is_dropped_and_logged():
    (entry,) = await ran(Postbox({}), "1")

    assert (entry["event"], entry["letter_id"]) == ("letter_dropped", "1")


async def test_too_many_letters_are_dropped_rather_than_kept_forever():
    relay = Relay()
    await ran(Postbox({"email": relay}), *(str(n) for n in range(room.MOST_WAITING + 5)))

    assert len(relay.delivered) == room.MOST_WAITING
