"""A target's pace, the same to both sides, and touches held to what was promised."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import insert

from bot.event import Origin, Said
from bot.figures.rules.catalogue import with_targets
from bot.figures.rules.targets import Target
from bot.figures.rules.windows import Window
from bot.figures.store.questions import Questions
from bot.figures.store.tables import Touch
from bot.figures.usecases.ask import ask
from bot.metrics import answering
from bot.plain_text import plain_text
from tests.store.small_programme import ADMINISTRATOR, FOOTING, partner_user

ORIGIN = Origin("web", "here", "someone")
YEAR = Window(date(2026, 1, 1), date(2027, 1, 1))
FOURTH = Window(date(2026, 10, 1), date(2027, 1, 1))
TARGETS = (
    Target("arr", YEAR, Decimal(240_000), "partner", "Partner 1"),
    Target("new_customers", FOURTH, Decimal(4), "partner", "partner 2"),
    Target("customer_churn_rate", YEAR, Decimal(5), "partner", "Partner 1"),
    Target("arr", YEAR, Decimal(500_000)),
)


@pytest.fixture
def aiming(context):
    catalogue = with_targets(FOOTING.catalogue, TARGETS, 2)
    questions = Questions(catalogue, answering(catalogue))
    return replace(context, catalogue=catalogue, questions=questions)


async def paces(context, question, asker):
    message = (await ask(context, asker, Said(ORIGIN, question))).messages[0]
    return [line for line in plain_text(message).splitlines() if "Target for" in line]


@pytest.mark.parametrize(
    ("question", "own", "number"),
    [
        ("arr of Partner 1", "our arr", 1),
        ("new customers of Partner 2 this quarter", "new customers this quarter", 2),
        ("churn of Partner 1 last month", "churn last month", 1),
    ],
)
async def test_both_sides_see_the_same_pace(aiming, question, own, number):
    ours = await paces(aiming, question, ADMINISTRATOR)
    theirs = await paces(aiming, own, partner_user(number))

    assert len(ours) == 1
    assert ours == theirs


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "arr of Partner 1",
            (
                "Target for 2026: 2,400 USD a year. By 22 Nov 2026 the pace for it is "
                "2,144 USD a year: 944 USD a year behind."
            ),
        ),
        (
            "new customers of Partner 2 this quarter",
            "Target for Oct to Dec 2026: 4. By 22 Nov 2026 the pace for it is 2: 1 behind.",
        ),
        (
            "churn of Partner 1 last month",
            "Target for 2026: 5.0%. By 22 Nov 2026 the pace for it is 5.0%: 45.0 points behind.",
        ),
    ],
)
async def test_a_pace_is_worked_out_by_what_is_measured(aiming, question, said):
    assert await paces(aiming, question, ADMINISTRATOR) == [said]


@pytest.mark.parametrize(
    "question",
    [
        *("arr of gold", "arr of Partner 2", "arr by partner", "arr of Partner 1 by month"),
        *("arr of Partner 1 last year", "new customers of Partner 2 last month"),
    ],
)
async def test_what_a_target_is_not_for_has_no_pace(aiming, question):
    assert await paces(aiming, question, ADMINISTRATOR) == []


async def test_another_partners_target_is_nobodys_business(aiming):
    assert await paces(aiming, "our arr", partner_user(2)) == []


async def test_touches_are_held_to_what_was_promised(aiming):
    rows = [
        {"id": f"t{n}", "partner_id": "p1", "at": datetime(2026, 10, 5 + n, tzinfo=UTC)}
        for n in range(2)
    ]
    async with aiming.database.begin() as session:
        await session.execute(insert(Touch), [{**row, "direction": "outbound"} for row in rows])

    async def said(question):
        message = (await ask(aiming, ADMINISTRATOR, Said(ORIGIN, question))).messages[0]
        return plain_text(message)

    assert "2 touches at least in this time: kept" in await said("touches of Partner 1 last month")
    assert "2 touches at least in this time: not kept" in await said(
        "touches of Partner 2 last month"
    )
    assert "Fewer were made at 2, the fewest at Partner 2, Quarry Systems." in await said(
        "touches last month"
    )
