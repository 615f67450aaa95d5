"""A figure never runs past its data, whoever asks: through the door that chat uses."""

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.clock import MovableClock
from bot.event import ActionPressed, Origin
from bot.figures.cards.answers import draw
from bot.figures.cards.data import answer_data
from bot.figures.store.age_tables import CompleteUntil
from bot.figures.usecases import ask
from bot.message import Buttons, Chart, Figure, Table
from bot.plain_text import plain_text
from bot.principal import Permission, Principal, Role
from bot.store.migrate import upgrade
from bot.store.sessions import Database
from bot.voice.context import VoiceContext
from drumbeat.demo.sample import fill
from tests.store.small_programme import ADMINISTRATOR, forget_everyone_but, partner_user

UNTIL = date(2026, 10, 25)
ORIGIN = Origin("web", "here", "someone", private=False)
MEMBER = Principal("v2", "Mo", Permission.MEMBER, Role.SALES, "UTC")


async def old(context, day=UNTIL, kind="subscriptions"):
    """Let rows of a kind be complete to an earlier day."""
    async with context.database.begin() as session:
        await session.execute(
            update(CompleteUntil).where(CompleteUntil.kind == kind).values(day=day)
        )


def on(context, day):
    """The same, asked on another day."""
    kept = {each.name: getattr(context, each.name) for each in fields(context)}
    clock = MovableClock(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
    return VoiceContext(**{**kept, "clock": clock})


async def card(context, question, asker=ADMINISTRATOR):
    return draw(context, asker, await ask.answer(context, asker, question))


async def data(context, question, asker=ADMINISTRATOR):
    (figure,) = answer_data(context, await ask.answer(context, asker, question))["figures"]
    return figure


def elements(message, kind):
    return [element for element in message.elements if isinstance(element, kind)]


async def test_a_balance_is_that_of_the_last_complete_day_and_says_so(context):
    then = await data(context, "arr on 2026-10-18")
    await old(context, date(2026, 10, 18))
    message = await card(context, "arr")
    text = plain_text(message)

    assert message.title == "Annual recurring revenue (ARR), as of 18 Oct 2026"
    assert elements(message, Figure)[0].value == then["values"][0]["text"]
    assert (
        "The data on subscriptions is complete to 18 Oct 2026 only, so this is the figure of that "
        "day." in text
    )
    assert "22 Nov" not in text


async def test_what_runs_ends_with_the_last_complete_day(context):
    await old(context, date(2026, 11, 20))
    message = await card(context, "churn this month")

    assert "1 Nov 2026 to 20 Nov 2026, to date" in plain_text(message)
    assert "complete to 20 Nov 2026 only: the days after it are not" in plain_text(message)
    assert elements(message, Figure)


async def test_what_lacks_a_part_is_refused_and_what_is_whole_offered(context):
    await old(context)
    message = await card(context, "churn last month")
    text = plain_text(message)

    assert not elements(message, Figure)
    assert (
        "Customer churn, 1 Oct 2026 to 31 Oct 2026: that I cannot answer yet. The data on "
        "subscriptions is complete to 25 Oct 2026 only, so a part of these days is missing."
    ) in text
    (buttons,) = elements(message, Buttons)
    offered = buttons.buttons[0]
    again = await card(context, offered.action.arguments["q"])
    assert offered.label == "Customer churn, Sep 2026"
    assert again.title == "Customer churn, Sep 2026"
    assert elements(again, Figure)


@pytest.mark.parametrize(
    ("asker", "words"),
    [
        (ADMINISTRATOR, "drumbeat import subscriptions FILE --until DAY"),
        (MEMBER, "An administrator can bring in newer data"),
        (partner_user(1), "Your contact at Stratus can tell you"),
    ],
)
async def test_a_refusal_says_what_this_person_can_do(context, asker, words):
    await old(context)

    assert words in plain_text(await card(context, "churn last month", asker))


async def test_a_series_names_what_it_leaves_out(context):
    await old(context)
    message = await card(context, "churn by month 2026")
    figure = await data(context, "churn by month 2026")

    assert "so I left out: Oct 2026 and 1 to 22 Nov 2026." in plain_text(message)
    assert elements(message, Chart) or elements(message, Table)
    assert figure["values"][-1]["period"] == {"start": "2026-09-01", "end": "2026-10-01"}
    assert [piece["start"] for piece in figure["age"]["left_out"]] == ["2026-10-01", "2026-11-01"]


async def test_a_series_without_a_covered_piece_is_refused(context):
    await old(context, date(2026, 6, 30))

    assert "cannot answer yet" in plain_text(await card(context, "churn by month q3"))


async def test_what_it_is_held_to_must_be_covered_too(context):
    await old(context)
    text = plain_text(await card(context, "churn september vs october"))

    assert "Customer churn, 1 Oct 2026 to 31 Oct 2026: that I cannot answer yet" in text


async def test_where_nothing_was_imported_there_is_no_zero(context):
    await old(context, kind="subscriptions")
    async with context.database.begin() as session:
        await session.execute(
            update(CompleteUntil)
            .where(CompleteUntil.kind == "subscriptions")
            .values(kind="something else")
        )
    message = await card(context, "arr")

    assert "There is no data on subscriptions here" in plain_text(message)
    assert not elements(message, Figure)
    assert (await data(context, "arr"))["age"]["refused"]


async def test_answers_are_as_new_as_today_and_make_no_revenue_young(context):
    await old(context)

    assert (await data(context, "nps"))["age"]["data_until"] == "2026-11-22"
    assert (await data(context, "arr"))["age"]["data_until"] == UNTIL.isoformat()


@pytest.mark.parametrize("question", ["arr", "churn last month", "mrr by month 2026", "nps"])
async def test_a_partner_s_reply_hangs_on_no_other_s_rows(context, question):
    await old(context)
    before = await card(context, question, partner_user(1))
    async with context.database.begin() as session:
        await forget_everyone_but(session, "p1")

    assert await card(context, question, partner_user(1)) == before


@pytest.mark.one_database
@pytest.mark.parametrize("weeks", [1, 3, 10])
async def test_the_sample_programme_weeks_past_its_data_moves_no_figure(context, tmp_path, weeks):
    url = f"sqlite+aiosqlite:///{tmp_path / 'sample.db'}"
    upgrade(url)
    database, day = Database(url), date(2026, 11, 28)
    await fill(database, today=day)
    kept = {each.name: getattr(context, each.name) for each in fields(context)}
    there = VoiceContext(**{**kept, "database": database})
    then, now = on(there, day), on(there, day + timedelta(weeks=weeks))
    for question in ("arr", "mrr by tier", "active customers by product", "arr by segment"):
        before, after = await data(then, question), await data(now, question)

        assert before["values"]
        assert after["values"] == [
            {**one, "period": after["values"][0]["period"]} for one in before["values"]
        ], question
        assert "28 Nov 2026" in after["period"]["text"]
    assert (await data(now, "churn last month"))["age"]["refused"]
    await database.close()


async def test_what_changed_ends_with_the_data_too(context):
    await old(context, date(2026, 10, 16))
    message = await card(context, "arr")
    (buttons,) = elements(message, Buttons)
    (changed,) = [each for each in buttons.buttons if each.action.name == "changed"]
    pressed = ActionPressed(ORIGIN, changed.action)
    (told,) = (await ask.press_changed(context, ADMINISTRATOR, pressed)).messages

    assert "16 Oct 2026" in told.title
    assert "bert" not in plain_text(told)  # who leaves on 20 October is known ahead
    assert "dora" in plain_text(told)
