"""A talk about figures: what was asked before is built on, by its own asker, for half an hour."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import MovableClock
from bot.event import ActionPressed, Origin, Said
from bot.figures.usecases.ask import ask, press
from bot.message import Buttons
from tests.store.small_programme import ADMINISTRATOR, TODAY, partner_user

HERE = Origin("web", "here", "someone", "c-1", private=True)
MORNING = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)
COLLEAGUE = replace(ADMINISTRATOR, contact_id="somebody-else")


@pytest.fixture
def clock():
    return MovableClock(MORNING)


@pytest.fixture
def talking(context, clock):
    moved = replace(context, clock=clock)

    async def say(words, asker=ADMINISTRATOR, origin=HERE):
        return (await ask(moved, asker, Said(origin, words))).messages[0]

    return say


async def test_the_next_question_builds_on_the_one_before(talking):
    await talking("churn last month")
    cut = await talking("and by product?")
    filtered = await talking("only gold")
    other = await talking("same for arr")

    assert cut.title == "Customer churn by product, Oct 2026"
    assert filtered.title == "Customer churn by product, partner tier: Gold, Oct 2026"
    assert other.title.startswith("Annual recurring revenue (ARR) by product, partner tier: Gold")


@pytest.mark.parametrize(
    ("question", "reply", "title"),
    [
        ("biggest partners by arr", "2", "Annual recurring revenue (ARR) by partner"),
        ("arr region", "yes", "Annual recurring revenue (ARR) by region"),
        ("survey score for gold", "nps", "Net Promoter Score (NPS), partner tier: Gold"),
        ("churn early 2026", "q1 2026", "Customer churn, Jan to Mar 2026"),
        ("arr by product and churn by region", "the second", "Customer churn by region"),
        ("churn blorb last month", "yes", "Customer churn, Oct 2026"),
    ],
)
async def test_a_question_back_is_answered_by_a_word(talking, question, reply, title):
    back = await talking(question)
    answered = await talking(reply)

    assert back.title == "One question back"
    assert answered.title.startswith(title)


async def test_after_half_an_hour_nothing_is_built_on(talking, clock):
    await talking("churn last month")
    clock.move_to(MORNING + timedelta(minutes=31))

    assert (await talking("and by product?")).title == "One question back"


async def test_nobody_builds_on_what_others_asked_or_on_another_thread(talking):
    await talking("churn last month")

    assert (await talking("and by product?", COLLEAGUE)).title == "One question back"
    elsewhere = replace(HERE, thread="t-2")
    assert (await talking("and by product?", origin=elsewhere)).title == "One question back"


async def test_what_somebody_may_see_is_decided_anew(talking):
    await talking("arr for partner 2")
    moved = replace(partner_user(1), contact_id=ADMINISTRATOR.contact_id)
    first = await talking("and by product?", moved)

    assert "Partner 2" not in first.title


async def test_a_pressed_question_stands_for_itself_and_is_built_on(context, talking, clock):
    await talking("churn for gold last month")
    message = await talking("arr blorb by region")
    [buttons] = [each for each in message.elements if isinstance(each, Buttons)]
    pressed = ActionPressed(HERE, buttons.buttons[-1].action)
    answered = await press(replace(context, clock=clock), ADMINISTRATOR, pressed)
    then = await talking("only gold")

    assert answered.messages[0].title.startswith("Annual recurring revenue (ARR) by region")
    assert "by region, partner tier: Gold" in then.title
