"""A partner's place among others: nothing of anybody but bands, and nothing of fewer than five."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.figures.cards.answers import draw
from bot.figures.rules.peers import SCALES, NoPlace, Place, Side, Why
from bot.figures.rules.questions.readings import Among
from bot.figures.store.peers import place_among_peers
from bot.plain_text import plain_text
from bot.principal import Permission
from tests.fixtures.tiers import in_worlds
from tests.store.small_programme import (
    ADMINISTRATOR,
    FOOTING,
    REGISTRY,
    Programme,
    partner_user,
    questions,
)

BEGIN, MIDDLE = date(2024, 1, 1), date(2026, 2, 1)
GROWTHS = (0, 12, 31, 44, 58, 63, 90)
QUESTIONS = questions()
OWN, ASKER = "Partner 1", partner_user(1)
WORDS = (
    "arr vs peers",
    "how do we compare on arr",
    "where do we stand on arr growth among gold partners",
    "where do we stand on mrr among silver partners",
    "our arr vs other emea partners",
    "arr vs peers in 2025",
    "arr vs peers last month by product",
)
growths = st.lists(st.integers(-90, 200), min_size=5, max_size=9)


def world_of(growths, *, tier="Gold", answers=0):
    """Make a world of partners who grew so much in a year; the first is the one who asks."""
    world = Programme()
    world.product("Mail")
    world.wave("w1", date(2026, 5, 1))
    for number, growth in enumerate(growths, start=1):
        name = "Quarry Systems" if number == 2 else None
        world.partner(number, tier=tier, region=f"R{number}", name=name)
        world.customer(f"c{number}", number)
        whole = 120_000
        stays = min(whole, whole + whole * growth // 100)
        world.paid(f"c{number}", "Mail", BEGIN, None, stays, partner=number)
        if growth < 0:
            world.paid(f"c{number}", "Mail", BEGIN, MIDDLE, whole - stays, partner=number)
        elif growth:
            world.paid(f"c{number}", "Mail", MIDDLE, None, whole * growth // 100, partner=number)
        if answers:
            world.answers("w1", number, [10] * answers, date(2026, 5, 3))
    return world


async def asked(session, question, asker=ASKER):
    # Of a partner's own words nothing changes from world to world.
    reads = QUESTIONS if asker is ASKER else questions()
    return await reads.answer(session, question, asker, FOOTING)


async def place(session, metric="arr", partner=OWN):
    return await place_among_peers(session, partner, metric, REGISTRY, FOOTING, ADMINISTRATOR)


@pytest.fixture
async def told(empty_context):
    """Ask in a world of its own, and return the place and what the card says."""

    async def ask(world, question, asker=ASKER):
        async with empty_context.database.begin() as session:
            await world.store(session)
            answer = await asked(session, question, asker)
            await session.rollback()
        return answer, plain_text(draw(empty_context, asker, answer))

    return ask


@pytest.mark.one_database
@given(growths, st.data())
@in_worlds(15)
def test_a_place_moves_by_whole_bands_of_the_others_alone(ask, growths, data):
    scale = SCALES["arr"]
    moved = [
        data.draw(st.integers(int(scale.width) * band, int(scale.width) * (band + 1) - 1))
        for band in map(scale.band, growths)
    ]
    found = []

    async def trial(session):
        found.append(await place(session))

    ask(world_of([30, *growths]), trial)
    ask(world_of([30, *moved]), trial)
    assert found[0] == found[1]
    assert found[0].own.value == 30


@given(st.lists(st.integers(-90, 200), min_size=0, max_size=4), st.sampled_from(["arr", "nps"]))
@in_worlds(10)
def test_among_fewer_than_five_others_there_is_no_place(ask, growths, metric):
    async def trial(session):
        assert await place(session, metric) is None
        [why] = (await asked(session, f"{metric} vs peers")).places
        assert why.why is Why.FEW

    ask(world_of([30, *growths], answers=5), trial)


@given(growths)
@in_worlds(5)
def test_no_choice_of_the_asker_moves_a_place(ask, growths):
    async def trial(session):
        answers = [await asked(session, words) for words in WORDS]
        assert all(isinstance(answer.reading, Among) for answer in answers)
        assert len({answer.places for answer in answers}) == 1

    ask(world_of([30, *growths]), trial)


@given(growths)
@in_worlds(5)
def test_the_partner_and_its_manager_read_one_place(ask, growths):
    manager = replace(ADMINISTRATOR, permission=Permission.MANAGER)

    async def trial(session):
        ours = await asked(session, "partner 1 arr vs peers", manager)
        assert ours.places == (await asked(session, "our arr vs peers")).places

    ask(world_of([30, *growths]), trial)


async def test_a_card_holds_bands_and_no_name_and_no_figure_of_another(told):
    answer, words = await told(world_of([200, *GROWTHS]), "our arr vs peers")

    [found] = answer.places
    assert isinstance(found, Place)
    assert (found.side, found.is_good) == (Side.ABOVE, True)
    assert "200.0%" in words
    assert "between 10% and 65%" in words
    assert "between 40% and 45%" in words
    assert "the tier Gold" in words
    assert not [number for number in range(2, 10) if f"Partner {number}" in words]
    assert not [growth for growth in GROWTHS if f"{growth}.0%" in words.replace("200.0%", "")]


async def test_a_score_is_compared_with_scores_that_are_told(told):
    world = world_of([30, *GROWTHS], answers=5)
    answer, _ = await told(world, "our nps vs peers")
    assert isinstance(answer.places[0], Place)

    few = world_of([30, *GROWTHS], answers=4)
    answer, words = await told(few, "our nps vs peers")
    assert answer.places == (NoPlace("nps", Why.WITHHELD, answer.places[0].window),)
    assert "withheld" in words


async def test_of_amounts_there_is_no_place(told):
    answer, words = await told(world_of([30, *GROWTHS]), "new customers vs peers")
    assert answer.places == (NoPlace("new_customers", Why.NOT_COMPARED),)
    assert "how big others are" in words


async def test_data_that_ends_too_early_is_compared_over_the_year_it_covers(told):
    world = world_of([30, *GROWTHS])
    world.complete_until(date(2026, 7, 15))
    answer, _ = await told(world, "arr vs peers")
    assert answer.places[0].window.end == date(2026, 7, 1)

    world.complete_until(date(2025, 1, 1))
    answer, words = await told(world, "arr vs peers")
    assert answer.places == (NoPlace("arr", Why.AGE),)
    assert "whole year" in words


@pytest.mark.parametrize("question", ["{} vs peers", "compare {} with other gold partners on nps"])
async def test_a_partner_learns_of_nobody_else(told, question):
    _, foreign = await told(world_of([30, *GROWTHS]), question.format("quarry"))
    _, unknown = await told(world_of([30, *GROWTHS]), question.format("blorg"))
    assert foreign == unknown


async def test_the_button_below_a_figure_asks_for_the_place(empty_context):
    async with empty_context.database.begin() as session:
        await world_of([30, *GROWTHS]).store(session)
        card = draw(empty_context, ASKER, await asked(session, "our arr"))
        buttons = [button for each in card.elements for button in getattr(each, "buttons", ())]
        [peers] = [button for button in buttons if button.label == "Compare with peers"]
        pressed = await asked(session, peers.action.arguments["q"])
        await session.rollback()
    assert isinstance(pressed.places[0], Place)
    assert pressed.places[0].own.value == Decimal(30)
