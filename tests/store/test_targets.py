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
from bot.figures.store.target_tables import KeptTarget
from bot.figures.usecases.ask import ask
from bot.message import Chart
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
        *("arr of gold", "arr of Partner 2", "arr by partner", "arr of Partner 2 by month"),
        *("arr of Partner 1 last year", "new customers of Partner 2 last month"),
        *("arr of Partner 1 by month last year", "churn of Partner 1 last quarter"),
    ],
)
async def test_what_a_target_is_not_for_has_no_pace(aiming, question):
    assert await paces(aiming, question, ADMINISTRATOR) == []


async def charted(context, question, asker=ADMINISTRATOR):
    """Return the lines of the picture that answers this, by name, and all that is said."""
    message = (await ask(context, asker, Said(ORIGIN, question))).messages[0]
    [chart] = [one for one in message.elements if isinstance(one, Chart)]
    return {one.name: one.values for one in chart.series}, plain_text(message)


async def test_a_figure_over_time_carries_the_way_to_its_target_on_both_sides(aiming):
    lines, said = await charted(aiming, "arr of Partner 1 by month in 2026")
    theirs, _ = await charted(aiming, "our arr by month in 2026", partner_user(1))

    way = lines["Way to the target"]
    assert theirs["Way to the target"] == way
    assert (way[-1], sorted(way)) == (2144.0, list(way))
    assert await paces(aiming, "arr of Partner 1 by month in 2026", ADMINISTRATOR) == await paces(
        aiming, "arr of Partner 1", ADMINISTRATOR
    )
    assert "The second line is the way to the target." in said


async def test_before_the_days_of_a_target_its_way_has_no_gap_for_slack_to_stumble_over(aiming):
    lines, said = await charted(
        aiming, "arr of Partner 1 by month from july 2025 to november 2026"
    )

    assert lines["Way to the target"][:6] == lines["Value"][:6]
    assert None not in lines["Way to the target"]
    assert "before the days of the target it goes with the figure" in said


async def test_a_flow_over_time_is_held_to_its_part_and_a_rate_of_other_spans_to_nothing(aiming):
    lines, _ = await charted(aiming, "new customers of Partner 2 by month this quarter")
    assert lines["Way to the target"] == (1.0, 1.0)
    assert (
        "1 behind"
        in (
            await paces(aiming, "new customers of Partner 2 by month this quarter", ADMINISTRATOR)
        )[0]
    )

    lines, said = await charted(aiming, "churn of Partner 1 by quarter")
    assert "Way to the target" not in lines
    assert "The target of 5.0% for 2026 is for one month at a time" in said


async def test_a_target_of_the_chat_is_held_to_like_one_of_the_file_and_yields_to_it(aiming):
    kept = {"state": "kept", "set_by": "c0", "set_at": datetime(2026, 11, 2, tzinfo=UTC)}
    days = {"starts_on": YEAR.start, "ends_on": YEAR.last, **kept}
    whose = {"dimension": "partner", "partner_id": "p2", **days}
    async with aiming.database.begin() as session:
        session.add(KeptTarget(id="t1", metric="arr", value="360000", **whose))
        session.add(KeptTarget(id="t2", metric="arr", dimension="", value="1", **days))
        session.add(KeptTarget(id="t3", metric="mrr", value="9", **whose | {"state": "draft"}))
    ours = await paces(aiming, "arr of Partner 2", ADMINISTRATOR)

    assert ours[0].startswith("Target for 2026: 3,600 USD a year.")
    assert await paces(aiming, "our arr", partner_user(2)) == ours
    assert ours[0] not in await paces(aiming, "our arr", partner_user(1))
    assert "Target for 2026: 5,000 USD a year." in (await paces(aiming, "arr", ADMINISTRATOR))[0]
    assert await paces(aiming, "mrr of Partner 2", ADMINISTRATOR) == []


@pytest.mark.parametrize("question", ["arr target", "what is our arr target", "on track for arr"])
async def test_who_asks_for_a_target_where_no_list_can_stand_is_led_to_it(aiming, question):
    message = (await ask(aiming, partner_user(1), Said(ORIGIN, question))).messages[0]

    assert "stands in the list of targets" in plain_text(message)
    assert [one.action.name for one in message.elements[-1].buttons] == ["targets"]


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
