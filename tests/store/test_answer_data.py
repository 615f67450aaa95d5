"""An answer for a program: every figure with its definition, its days, its base and its age."""

import json

import pytest

from bot.figures.cards.answers import draw
from bot.figures.cards.data import answer_data
from bot.figures.usecases import ask
from bot.plain_text import plain_text
from tests.store.small_programme import ADMINISTRATOR, partner_user


async def told(context, question, asker=ADMINISTRATOR):
    """What a program reads: it must survive being written and read again."""
    answer = await ask.answer(context, asker, question)
    data = answer_data(context, answer)
    assert json.loads(json.dumps(data)) == data
    return data


async def figure(context, question, asker=ADMINISTRATOR):
    (only,) = (await told(context, question, asker))["figures"]
    return only


async def test_an_answer_is_whole(context):
    assert await told(context, "churn last month for gold") == {
        "kind": "answer",
        "metric": "customer_churn_rate",
        "grain": None,
        "period": {"start": "2026-10-01", "end": "2026-11-01"},
        "default_period": False,
        "group_by": [],
        "filters": {"partner_tier": ["Gold"]},
        "compare": None,
        "top_n": None,
        "figures": [
            {
                "metric": "customer_churn_rate",
                "label": "Customer churn",
                "definition": context.catalogue.metrics["customer_churn_rate"].explain,
                "caveats": list(context.catalogue.metrics["customer_churn_rate"].caveats),
                "unit": "percent",
                "period": {
                    "start": "2026-10-01",
                    "end": "2026-11-01",
                    "text": "1 Oct 2026 to 31 Oct 2026",
                    "default": False,
                    "to_date": False,
                },
                "values": [
                    {
                        "period": {"start": "2026-10-01", "end": "2026-11-01"},
                        "groups": {},
                        "value": 50.0,
                        "currency": None,
                        "withheld": False,
                        "text": "50.0%",
                        "margin": None,
                        "between": None,
                        "base": {"count": 2, "text": "2 customers at the start"},
                    }
                ],
                "compare": None,
                "whole": None,
                "verdict": None,
                "notes": [],
                "age": {
                    "data_until": "2026-11-22",
                    "ends_first": ["subscriptions"],
                    "cut": False,
                    "left_out": [],
                    "refused": False,
                    "text": [],
                },
            }
        ],
        "age": {"data_until": "2026-11-22", "days": 0},
    }


async def test_money_is_in_the_major_unit_and_as_exact_as_the_currency(context):
    (value,) = (await figure(context, "mrr of partner 2"))["values"]

    assert (value["value"], value["currency"], value["text"]) == (30.04, "USD", "30 USD a month")


async def test_groups_are_named_by_dimension(context):
    values = (await figure(context, "arr by partner last month"))["values"]

    assert {one["groups"]["partner"]: one["value"] for one in values} == {
        "Partner 1": 1200.0,
        "Partner 2": 360.5,
    }


async def test_a_series_names_the_days_of_each_value(context):
    values = (await figure(context, "arr by month q3"))["values"]

    assert [one["period"]["start"] for one in values] == ["2026-07-01", "2026-08-01", "2026-09-01"]


async def test_what_a_figure_is_held_to_stands_beside_it(context):
    compared = await figure(context, "arr last month vs september")
    (then,) = compared["compare"]["values"]

    assert compared["compare"]["period"] == {"start": "2026-09-01", "end": "2026-10-01"}
    assert then["value"] > compared["values"][0]["value"]


async def test_a_score_comes_with_its_respondents_and_its_margin(context):
    (value,) = (await figure(context, "nps"))["values"]

    assert value["base"] == {"count": 11, "text": "11 answers"}
    assert value["margin"]["value"] > 0


async def test_a_withheld_score_is_no_number(context):
    (value,) = (await figure(context, "nps for technical people"))["values"]

    assert (value["value"], value["withheld"]) == (None, True)
    assert value["text"] == "withheld (it would tell of fewer than 5 answers)"


@pytest.mark.parametrize(
    "question", ["arr", "churn last month", "mrr by product", "nps", "arr by partner vs last year"]
)
async def test_a_program_and_a_person_read_the_same_words(context, question):
    answer = await ask.answer(context, ADMINISTRATOR, question)
    card = plain_text(draw(context, ADMINISTRATOR, answer))

    for one in answer_data(context, answer)["figures"]:
        assert one["definition"] in card
        assert one["period"]["text"] in card
        assert all(value["text"] in card for value in one["values"])


@pytest.mark.parametrize(
    ("question", "kind"),
    [("what can you do", "help"), ("blended arr", "clarify"), ("why is arr down", "refuse")],
)  # fmt: skip
async def test_where_nothing_is_computed_there_is_no_figure(context, question, kind):
    data = await told(context, question)

    assert (data["kind"], data["figures"], data["age"]) == (kind, None, None)


async def test_a_partner_s_figures_are_of_their_own_rows(context):
    (own,) = (await figure(context, "arr", partner_user(2)))["values"]

    assert own["value"] == 360.5
