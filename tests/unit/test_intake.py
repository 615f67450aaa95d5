"""The one counter: kept once, read once, dropped where nobody needs it, answered in time."""

import asyncio
import json
from dataclasses import replace

import pytest

from adapters.intake import Counter, Request
from bot.event import Origin, ProfileChanged
from tests.fixtures.secrets import BOX
from tests.fixtures.small_house import SmallHouse

NOW, SOON = 0.0, 5.0


class Worker:
    """Takes what is submitted, and answers when it is told to."""

    def __init__(self):
        self.house, self.entries, self.reads = SmallHouse(None), [], 0
        intake = replace(self.house.ports()["intake"], submit=self.submit)
        self.arrived = asyncio.Event()
        self.counter = Counter("web", intake, self.read)

    async def ask(self, deadline):
        return await self.counter.ask(request(), deadline, late="late", repeated="repeated")

    def submit(self, entry):
        self.entries.append(entry)
        self.arrived.set()

    def read(self, body):
        self.reads += 1
        return ("read", body["said"])


@pytest.fixture
def worker():
    return Worker()


def request(key="k", event=None):
    return Request(key, "said", {"said": "words"}, "words", event)


async def test_a_request_is_worked_on_once_and_read_once(worker):
    taken = [await worker.counter.take(request()) for _ in range(3)]
    (entry,) = worker.entries

    assert taken == [True, False, False]
    assert worker.counter.asked(entry) == "words"
    assert worker.reads == 0


async def test_what_was_left_over_or_is_tried_again_is_read_from_what_was_kept(worker):
    await worker.counter.take(request())
    (entry,) = worker.entries
    (kept,) = worker.house.inbox.kept.values()

    assert worker.counter.asked(entry) == "words"
    assert worker.counter.asked(kept) == ("read", "words")


async def test_what_somebody_said_is_sealed_before_it_is_kept(worker):
    await worker.counter.take(request())
    (kept,) = worker.house.inbox.kept.values()

    assert "words" not in str(kept)
    assert json.loads(BOX.unlock(kept.body)) == {"said": "words"}


async def test_what_was_kept_before_bodies_were_sealed_is_still_read(worker):
    await worker.counter.take(request())
    (entry,) = worker.entries
    of_old = replace(entry, asked=None, body='{"said": "of old"}')

    assert worker.counter.asked(of_old) == ("read", "of old")


async def test_what_was_emptied_is_read_as_nothing(worker):
    await worker.counter.take(request())
    (entry,) = worker.entries

    assert worker.counter.asked(replace(entry, asked=None, body="")) is None


@pytest.mark.parametrize("user", ["stranger", "contact"])
async def test_a_profile_change_is_kept_of_contacts_only(worker, user):
    worker.house.strangers.add("stranger")
    event = ProfileChanged(Origin("web", "web", user), "Asia/Tokyo", active=True)
    taken = await worker.counter.take(request(event=event))

    assert taken == (user == "contact")
    assert len(worker.house.inbox.kept) == len(worker.entries) == taken


async def test_whoever_waits_is_handed_the_answer(worker):
    asking = asyncio.create_task(worker.ask(SOON))
    await worker.arrived.wait()
    (entry,) = worker.entries

    assert worker.counter.is_awaited(entry.id)
    assert worker.counter.hand_over(entry.id, "the answer")
    assert not worker.counter.hand_over(entry.id, "another")
    assert await asking == "the answer"


async def test_an_answer_that_comes_late_is_waited_for_by_nobody(worker):
    outcome = await worker.ask(NOW)
    (entry,) = worker.entries

    assert outcome == "late"
    assert not worker.counter.is_awaited(entry.id)
    assert not worker.counter.hand_over(entry.id, "the answer")


async def test_a_repeat_is_told_from_a_late_answer(worker):
    await worker.counter.take(request())

    assert await worker.ask(SOON) == "repeated"


async def test_whoever_goes_away_leaves_nobody_waiting(worker):
    asking = asyncio.create_task(worker.ask(SOON))
    await worker.arrived.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking

    assert not worker.counter.is_awaited(worker.entries[0].id)


async def test_a_promised_answer_stays_for_whoever_asks_again(worker):
    promise, again = (asyncio.get_running_loop().create_future() for _ in range(2))
    await worker.counter.take(request(), promise)
    worker.counter.hand_over(worker.entries[0].id, "the answer")

    assert await promise == await promise == "the answer"
    assert not await worker.counter.take(request(), again)
