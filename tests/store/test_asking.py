"""Asking, from the words typed to the message shown."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.event import ActionPressed, Origin, Said
from bot.figures.cards.answers import draw
from bot.figures.usecases.ask import answer, ask, press_changed
from bot.message import Buttons, Chart, Figure, Table
from bot.plain_text import plain_text
from tests.store.small_programme import (
    ADMINISTRATOR,
    TODAY,
    partner_user,
)

ORIGIN = Origin("web", "here", "someone", private=False)
MORNING = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)


async def asked(context, question, asker=ADMINISTRATOR):
    reply = await ask(context, asker, Said(ORIGIN, question))
    return reply.messages[0]


def elements(message, kind):
    return [element for element in message.elements if isinstance(element, kind)]


async def test_the_first_line_says_how_the_question_was_read(context):
    message = await asked(context, "arr by product last month")

    assert message.title == "Annual recurring revenue (ARR) by product, as of 31 Oct 2026"


async def test_a_figure_stands_with_its_definition_its_days_and_its_base(context):
    message = await asked(context, "churn last month")
    text = plain_text(message)

    assert elements(message, Figure)[0].value == "33.3%"
    assert context.catalogue.metrics["customer_churn_rate"].explain in text
    assert "1 Oct 2026 to 31 Oct 2026" in text
    assert "3 customers at the start" in text
    assert "Data until" in text


async def test_a_default_period_is_told(context):
    assert "you named none" in plain_text(await asked(context, "churn"))


async def test_a_table_says_the_same_in_plain_text(context):
    message = await asked(context, "arr by product vs last year")
    (table,) = elements(message, Table)

    assert all(cell in plain_text(message) for row in table.rows for cell in row)


async def test_a_table_says_in_a_sentence_where_it_is_highest_and_lowest(context):
    (table,) = elements(await asked(context, "arr by partner last month"), Table)

    assert table.summary == (
        "Highest: 1,200 USD a year (Partner 1); lowest: 361 USD a year (Partner 2)."
    )
    assert [row[-1] for row in table.rows] == [
        "1 paying customer",
        "2 paying customers",
        "3 paying customers",
    ]


async def test_a_figure_over_time_is_a_line_with_a_sentence(context):
    message = await asked(context, "arr by month 2026")
    (chart,) = elements(message, Chart)
    (values,) = (series.values for series in chart.series)

    assert (chart.form, chart.unit) == ("line", "USD a year")
    assert chart.categories[:2] == ("Jan 2026", "Feb 2026")
    assert chart.categories[-1] == "1 to 22 Nov 2026"
    assert chart.categories[values.index(max(values))] == "Mar 2026"
    assert chart.summary == (
        "From 1,810 USD a year (Jan 2026) to 1,561 USD a year (1 to 22 Nov 2026). "
        "Highest: 4,211 USD a year (Mar 2026); lowest: 1,561 USD a year (Oct 2026)."
    )
    assert "Based on: 1 to 3 paying customers" in plain_text(message)
    assert elements(message, Table) == []


async def test_a_figure_that_stood_still_is_said_to_have_done_so(context):
    (chart,) = elements(await asked(context, "arr by month q3"), Chart)

    assert chart.summary == "4,211 USD a year from Jul 2026 to Sep 2026, without a change."


async def test_a_series_that_may_not_be_shown_whole_stays_a_table(context):
    message = await asked(context, "nps by month 2026")

    assert not elements(message, Chart)
    assert elements(message, Table)[0].summary == "Sep 2026: +45."


async def test_what_is_cut_twice_or_held_to_another_time_stays_a_table(context):
    for question in ("arr by product and partner by month q3", "arr by month q3 vs q2"):
        message = await asked(context, question)

        assert elements(message, Table), question
        assert not elements(message, Chart), question


async def test_only_the_asker_sees_the_answer(context):
    reply = await ask(context, ADMINISTRATOR, Said(ORIGIN, "arr"))

    assert reply.only_asker


@pytest.mark.parametrize(
    "question",
    [
        "arr of {}",
        "churn for {} last quarter",
        "{}",
        "nps {} vs us",
        "compare {} with us",
        "by {}",
    ],
)
@pytest.mark.parametrize("name", ["Quarry Systems", "quarry", "quary"])
async def test_another_partner_s_name_gets_the_reply_of_an_unknown_word(context, question, name):
    known = await asked(context, question.format(name), partner_user(1))
    unknown = await asked(
        context, question.format(name.lower().replace("qu", "zw")), partner_user(1)
    )

    assert known == unknown
    assert name.lower() not in plain_text(known).lower()


async def test_a_refusal_has_no_figure(context):
    for question in ("arr of all partners", "top 5 partners by arr", "nps by tier"):
        message = await asked(context, question, partner_user(1))

        assert not re.search(r"\d", plain_text(message))


async def test_fewer_than_five_answers_are_not_shown(context):
    message = await asked(context, "nps for technical people")

    assert elements(message, Figure)[0].value == "withheld (it would tell of fewer than 5 answers)"


async def test_a_button_repeats_the_whole_question(context):
    message = await asked(context, "revenue by product last month")
    questions = [b.action.arguments["q"] for b in elements(message, Buttons)[0].buttons]
    again = await asked(context, questions[0])

    assert questions[0] == "mrr by product last month"
    assert again.title.startswith("Monthly recurring revenue (MRR) by product")


@pytest.mark.parametrize(
    "question", ["arr", "mrr by product", "churn last quarter by tier", "nps", "arr by month q3"]
)
async def test_a_reply_has_no_number_of_its_own(context, question):
    text = plain_text(await asked(context, question))
    for metric in context.catalogue.metrics.values():
        for known in (metric.label, metric.explain, *metric.caveats):
            text = text.replace(known, "")
    text = re.sub(r"(\d+ ([A-Z][a-z]{2} )?to )?(\d{1,2} )?[A-Z][a-z]{2} \d{4}", "", text)
    figures = re.sub(
        r"[+-]?[\d,]+(\.\d)?(%| USD a (month|year)| points| customers?| answers?| paying)",
        "",
        text,
    )
    figures = re.sub(r"[:(] [+-]\d+", "", figures)
    figures = re.sub(r"between [+-]\d+ and [+-]\d+", "", figures)

    assert not re.search(r"\d", figures), figures


async def test_what_changed_is_shown_by_a_tap_to_whom_the_figure_was(context):
    (offered,) = elements(await asked(context, "arr by product last month"), Buttons)
    tap = next(button for button in offered.buttons if button.label == "What changed?")
    pressed = ActionPressed(ORIGIN, tap.action)

    ours = (await press_changed(context, ADMINISTRATOR, pressed)).messages[0]
    theirs = (await press_changed(context, partner_user(2), pressed)).messages[0]

    assert "bert" in plain_text(ours)
    assert "bert" not in plain_text(theirs)


async def test_a_cut_over_time_is_a_line_a_group(context):
    (chart,) = elements(await asked(context, "mrr by month by region since august"), Chart)

    assert [line.name for line in chart.series] == ["EMEA", "NA"]
    assert len(chart.categories) == 4


async def test_lines_that_find_no_place_in_a_picture_stand_below_it(context):
    found = await answer(context, ADMINISTRATOR, "arr by partner by month 2026")
    [figure] = found.figures.figures
    one = [cell for cell in figure.cells if cell.groups == ("Partner 1",)]
    cells = [replace(cell, groups=(f"Partner {n}",)) for n in range(18) for cell in one]
    many = replace(figure, cells=tuple(sorted(cells, key=lambda cell: cell.piece)))
    result = replace(found.figures, figures=(many,))
    message = draw(context, ADMINISTRATOR, replace(found, result=result))
    (chart,), (table,) = elements(message, Chart), elements(message, Table)

    drawn = {series.name for series in chart.series}
    assert len(drawn) == 12
    assert "6 more have no line" in chart.summary
    assert drawn.isdisjoint(row[1] for row in table.rows)
    assert len(table.rows) == 6
