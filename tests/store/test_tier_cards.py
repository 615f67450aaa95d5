"""The way to a tier as it is shown: to a partner step by step, to the vendor in a line each."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import insert

from bot.event import Origin, Said
from bot.figures.rules.catalogue import with_tiers
from bot.figures.rules.tiers import Requirement, Tier
from bot.figures.store.partner_tables import Certification
from bot.figures.store.questions import Questions
from bot.figures.usecases.ask import ask
from bot.message import Buttons, Figure, Table
from bot.metrics import answering
from bot.plain_text import plain_text
from tests.store.small_programme import ADMINISTRATOR, FOOTING, partner_user

TIERS = (
    Tier("Silver"),
    Tier("Gold", (Requirement("arr", 500), Requirement("certified_people", 1))),
    Tier(
        "Platinum",
        (Requirement("arr", 2_000), Requirement("certified_people", 3)),
        "a seat",
        {"de": "einen Sitz"},
    ),
)
ORIGIN = Origin("web", "here", "someone", private=False)


@pytest.fixture
async def programme(context):
    catalogue = with_tiers(FOOTING.catalogue, TIERS)
    passed = {"partner_id": "p1", "what": "Mail", "earned_on": date(2026, 1, 1)}
    who = {"id": "t1", "reference": "T1", "person": "Zed *Bo*", "name_key": "zed bo"}
    async with context.database.begin() as session:
        await session.execute(insert(Certification).values(**who, **passed))
    questions = Questions(catalogue, answering(catalogue))
    return replace(context, catalogue=catalogue, questions=questions)


async def asked(context, question, asker):
    return (await ask(context, asker, Said(ORIGIN, question))).messages[0]


def tables(message):
    return [each for each in message.elements if isinstance(each, Table)]


@pytest.mark.parametrize(
    "question", ["how far from platinum?", "how far are we from the next tier"]
)
async def test_a_partner_sees_what_there_is_what_is_asked_and_what_is_missing(programme, question):
    message = await asked(programme, question, partner_user(1))
    (way,) = tables(message)

    assert [each.value for each in message.elements if isinstance(each, Figure)] == ["2"]
    assert way.caption == "The way to Platinum"
    assert way.rows == (
        (
            "Annual recurring revenue (ARR)",
            *("1,200 USD a year", "2,000 USD a year", "800 USD a year"),
        ),
        ("Certified people", "1", "3", "2"),
    )
    assert way.summary == (
        "For Platinum there are missing: Annual recurring revenue (ARR): 800 USD a year and "
        "Certified people: 2."
    )
    assert "Platinum brings a seat." in plain_text(message)
    assert "The tier today is Gold." in plain_text(message)


async def pressed(context, question, asker) -> list[str]:
    """What every button below the answer to a question leads to."""
    message = await asked(context, question, asker)
    rows = [each.buttons for each in message.elements if isinstance(each, Buttons)]
    questions = [one.action.arguments["q"] for row in rows for one in row]
    return [(await asked(context, each, asker)).title for each in questions]


ASKED = (
    *("how far from platinum?", "mdf earned last year", "overdue payouts", "open deals for Mail"),
    *("win rate by month", "certifications", "deals lost"),
)


@pytest.mark.parametrize("question", ASKED)
async def test_every_button_leads_to_an_answer(programme, question):
    titles = await pressed(programme, question, partner_user(1))

    assert len(titles) > 1
    assert not {"That I cannot answer", "One question back"} & set(titles)


async def test_over_time_a_tier_that_was_named_stays(programme):
    titles = await pressed(programme, "how far from platinum?", partner_user(1))

    assert "partner tier: Platinum" in next(title for title in titles if "by month" in title)


async def test_what_is_reached_is_told(programme):
    (way,) = tables(await asked(programme, "how far from gold", partner_user(1)))

    assert way.summary == "Nothing is missing for Gold."


async def test_it_is_told_in_the_reader_s_language(programme):
    message = await asked(programme.for_reader("de"), "how far from platinum", partner_user(1))
    (way,) = tables(message)

    assert way.caption == "Der Weg zu Platinum"
    assert "Platinum bringt einen Sitz." in plain_text(message)


async def test_the_vendor_sees_every_partner_in_a_line(programme):
    _, ways = tables(await asked(programme, "distance to next tier by partner", ADMINISTRATOR))

    assert [row[:3] for row in ways.rows] == [
        ("Partner 1", "Gold", "Platinum"),
        ("Partner 2", "Silver", "Gold"),
        ("Quarry Systems", "Gold", "Platinum"),
    ]
    assert ways.rows[1][3].endswith("Certified people: 1")
    assert ways.summary == "Something is missing for every one of them."


async def test_a_tier_of_several_partners_is_asked_back(programme):
    message = await asked(programme, "how far are gold partners from platinum", ADMINISTRATOR)

    assert message.title == "One question back"


@pytest.mark.parametrize(
    "question", ["how far is Partner 2 from gold", "how far are the gold partners from platinum"]
)
async def test_a_partner_hears_nothing_of_others_ways(programme, question):
    message = await asked(programme, question, partner_user(1))

    assert message.title == "That I cannot answer"


async def test_names_of_certified_people_stand_as_they_are(programme):
    own = plain_text(await asked(programme, "who is certified?", partner_user(1)))
    all_of_them = plain_text(await asked(programme, "who is certified?", ADMINISTRATOR))

    assert "They are Zed *Bo*." in own
    assert "Zed" not in all_of_them
