"""What comes regularly is read out of plain words, figures and time in either order."""

from datetime import datetime

import pytest

from bot.figures.rules.read_out_words import each_figure, read_when, read_wish

NOW = datetime(2026, 11, 25, 12)  # noqa: DTZ001 - a wall clock


@pytest.mark.parametrize(
    ("said", "figures", "rule"),
    [
        (
            "every monday 8:00 my three numbers: arr, churn, nps",
            "arr, churn, nps",
            "FREQ=WEEKLY;BYDAY=MO;BYHOUR=8;BYMINUTE=0",
        ),
        (
            "arr and churn every first of the month at 9",
            "arr and churn",
            "FREQ=MONTHLY;BYMONTHDAY=1;BYHOUR=9;BYMINUTE=0",
        ),
        (
            "every weekday at 7:30 send me open deals of acme",
            "open deals of acme",
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=7;BYMINUTE=30",
        ),
    ],
)
def test_figures_and_a_schedule_are_read(said, figures, rule):
    wish = read_wish(said, NOW)

    assert wish is not None
    assert (wish.figures, wish.schedule.rule, wish.schedule.zone) == (figures, rule, None)


@pytest.mark.parametrize(
    "said",
    ["every partner's arr", "arr by month", "every hour arr", "the report every partner wants"],
)
def test_a_question_is_no_read_out(said):
    assert read_wish(said, NOW) is None


@pytest.mark.parametrize("when", ["on 3 December at 9", "every hour", "soon", ""])
def test_what_does_not_come_again_or_too_often_is_no_time(when):
    assert read_when(when, NOW) is None


def test_figures_are_taken_apart_at_their_joints():
    assert each_figure("arr, churn of acme and nps") == ("arr", "churn of acme", "nps")
