"""A vendor's own ratio, computed: the parts of the same time, groups and eyes."""

from dataclasses import replace

import pytest

from bot.event import ActionPressed, Origin, Said
from bot.figures.store.questions import Questions
from bot.figures.usecases.ask import ask, press_how
from bot.message import Buttons, Table
from bot.metrics import answering
from bot.plain_text import plain_text
from content.catalogue import load_catalogue
from content.vendor_figures import with_vendors_figures
from tests.store.small_programme import ADMINISTRATOR, partner_user

HERE = Origin("web", "here", "vera")
FILE = """\
figures:
  - id: arr_a_customer
    label: ARR per customer
    numerator: arr
    denominator: active_customers
    unit: money
    synonyms: [arr per customer]
    explain: ARR over paying customers, both at the end of the day.
  - id: lost_share
    label: Lost share
    numerator: churned_customers
    denominator: active_customers
    unit: percent
    synonyms: [lost share]
    explain: Customers lost over customers at the end.
benchmarks:
  - {metric: lost_share, value: 4.5, source: a survey, year: 2025}
"""


@pytest.fixture
def asking(context, tmp_path):
    (tmp_path / "figures.yaml").write_text(FILE)
    catalogue = with_vendors_figures(load_catalogue(), tmp_path)
    questions = Questions(catalogue, answering(catalogue))
    return replace(context, catalogue=catalogue, questions=questions)


async def card(context, question, asker=ADMINISTRATOR):
    return (await ask(context, asker, Said(HERE, question))).messages[0]


@pytest.mark.both_databases
async def test_a_ratio_is_one_over_the_other_in_every_group(asking):
    by_partner = await card(asking, "arr per customer by partner last month")
    [table] = [each for each in by_partner.elements if isinstance(each, Table)]
    whole = plain_text(await card(asking, "arr per customer last month"))
    mine = plain_text(await card(asking, "arr per customer last month", partner_user(1)))

    assert [row[:2] for row in table.rows] == [
        ("Partner 1", "1,200 USD"),
        ("Partner 2", "180 USD"),
        ("Total", "520 USD"),
    ]
    assert "520 USD" in whole
    assert "1,200 USD" in mine


async def test_how_it_is_computed_names_both_figures_and_what_others_come_to(asking):
    told = await card(asking, "lost share last month")
    how = next(
        button.action
        for row in told.elements
        if isinstance(row, Buttons)
        for button in row.buttons
        if button.action.name == "how"
    )
    reply = await press_how(asking, ADMINISTRATOR, ActionPressed(HERE, how))
    text = plain_text(reply.messages[0])

    assert "Lost customers: 1; Active customers: 3" in text
    assert "1 ÷ 3 = 33.3%" in text
    assert "Lost share elsewhere: 4.5% (a survey, 2025)." in text


@pytest.mark.parametrize(
    "question", ["website visitors last month", "mdf left", "support tickets"]
)
async def test_what_is_not_measured_is_said_with_how_it_could_be(asking, question):
    for asker in (ADMINISTRATOR, partner_user(1)):
        text = plain_text(await card(asking, question, asker))

        assert text.startswith("That is not measured")
        assert "Nobody measures" in text
