"""An answer that met a limit or a fault is still owed, and comes; if it cannot, that is told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.slack.api import PACE
from bot.event import Reply
from bot.message import Message, notice, paragraph
from bot.pacing import ConversationPace
from bot.ports import WORTH
from tests.slack.house import open_house

LONG = Message("All", tuple(paragraph(f"line {n:03}") for n in range(120)))
POST = "chat.postMessage"


class Time:
    """Moves when the workers pause, or somebody waits for their turn."""

    now = 0.0

    async def sleep(self, seconds):
        self.now += seconds


@pytest.fixture
def time():
    return Time()


@pytest.fixture
async def house(slack, time):
    pace = ConversationPace(*PACE, monotonic=lambda: time.now, sleep=time.sleep)
    async with open_house(slack) as opened:
        opened.room.api.pace = pace
        opened.time = time
        yield opened


async def asked(house, ada, reply):
    house.router.reply = reply
    await ada.say_in_dm("churn?")
    await house.workers.rest()


async def tried_again(house):
    house.time.now += 60
    house.workers.try_again()
    await house.workers.rest()


async def test_a_limit_is_honoured_and_then_the_answer_comes_once(slack, house, ada):
    slack.throttle(POST, retry_after=40)
    await asked(house, ada, Reply((notice("Churn", "5 %"),)))
    [(_, after)] = house.workers.owed

    assert after == 40
    assert ada.inbox == []
    await tried_again(house)
    assert [m.text for m in ada.inbox] == ["Churn\n\n5 %"]
    assert house.workers.owed == []
    assert len(house.router.events) == 1


@pytest.mark.parametrize("fault", ["server_error", "drop_before_accepting"])
async def test_after_a_passing_fault_the_answer_comes(slack, house, ada, fault):
    getattr(slack, fault)(POST, times=2)
    await asked(house, ada, Reply((notice("Churn", "5 %"),)))

    while house.workers.owed:
        await tried_again(house)
    assert [m.text for m in ada.inbox] == ["Churn\n\n5 %"]


async def test_a_limit_between_two_parts_costs_neither_a_part_nor_a_second_one(slack, house, ada):
    slack.throttle(POST, 30, where=lambda args: "line 119" in args["text"])
    await asked(house, ada, Reply((LONG, notice("Last"))))
    assert len(ada.inbox) >= 1
    await tried_again(house)

    told = "\n\n".join(m.text for m in ada.inbox)
    assert told == "All\n\n" + "\n\n".join(f"line {n:03}" for n in range(120)) + "\n\nLast"


async def test_what_was_given_of_an_answer_is_not_given_again(slack, house, ada):
    slack.throttle("views.publish", 30)
    await asked(house, ada, Reply((notice("Churn"),), home=notice("Home")))
    assert [m.text for m in ada.inbox] == ["Churn"]
    assert ada.home is None
    await tried_again(house)

    assert [m.text for m in ada.inbox] == ["Churn"]
    assert ada.home is not None


async def test_an_answer_nobody_got_in_half_an_hour_is_told_with_the_next_word(slack, house, ada):
    slack.throttle(POST, 30, times=2)
    await asked(house, ada, Reply((notice("Churn", "5 %"),)))
    [(entry, _)] = house.workers.owed
    past = replace(entry, received_at=entry.received_at - WORTH + timedelta(seconds=20))
    house.workers.owed = [(past, None)]
    await tried_again(house)

    [(lost, after)] = house.workers.owed
    assert after is None
    house.time.now += 60
    house.workers.owed, house.debts.worthless = [], [replace(lost, asked=None)]
    await asked(house, ada, Reply((notice("ARR"),), language="de"))
    assert [m.text.split("\n")[0] for m in ada.inbox] == [
        "Eine frühere Antwort ging verloren",
        "ARR",
    ]
    await asked(house, ada, Reply((notice("NRR"),)))
    assert [m.text for m in ada.inbox][2:] == ["NRR"]


async def test_what_is_refused_for_good_is_owed_no_more(slack, house, ada):
    slack.fail(POST, "messages_tab_disabled", times=2)
    await asked(house, ada, Reply((notice("Churn"),)))

    assert house.workers.owed == []
