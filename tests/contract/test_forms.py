"""A form asks the same and brings back the same, whatever platform it was filled in on."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.event import FormSubmitted
from bot.form import day_of, several, time_of, together, written_time
from tests.contract.forms_filled import GIVEN, PLATFORMS, form

MARKDOWN = "Hello **you**, and welcome"


@pytest.fixture(params=PLATFORMS)
def platform(request):
    return PLATFORMS[request.param]


async def answers(platform, shown, given, markdown=""):
    """Fill in a form and return what the core hears of it, without what is empty."""
    async with platform(shown) as opened:
        await opened.fill(given, markdown)
        assert opened.faults == []
        event = opened.router.last
        assert isinstance(event, FormSubmitted), event
        return {name: value for name, value in event.values.items() if value}


async def test_every_kind_of_answer_comes_back_the_same(platform):
    values = await answers(platform, form(), GIVEN, MARKDOWN)

    assert set(several(values.pop("roles"))) == {"a, b%2C c", "sales"}
    assert several(values.pop("partners")) == ("p3", "p40")
    assert values == {
        "title": "Dear all",
        "text": MARKDOWN,
        "day": "2026-12-24",
        "at": "09:30",
        "beat": "m",
    }


async def test_what_stood_there_already_comes_back_untouched(platform):
    values = await answers(platform, form(filled=True), {})

    assert values == {
        "title": "Old",
        "text": "Old **text**",
        "day": "2026-12-01",
        "at": "08:15",
        "roles": "ä€",
        "partners": "p7",
    }


async def test_a_form_left_open_says_nothing(platform):
    assert await answers(platform, form(), {}) == {}


@given(st.lists(st.text(st.characters(exclude_characters="\n"), min_size=1)).map(tuple))
def test_several_picks_are_taken_apart_as_they_were_put_together(picks):
    assert several(together(picks)) == picks


@given(st.dates())
def test_a_day_is_read_as_it_was_written(day):
    assert day_of(day.isoformat()) == day


@given(st.times().map(lambda each: each.replace(second=0, microsecond=0)))
def test_a_time_is_read_as_it_was_written(moment):
    assert time_of(written_time(moment)) == moment


@pytest.mark.parametrize(
    "answer", ["", "24.12.2026", "2026-13-01", "20261224", "2026-W52-4", "9:30", "09:30:00", "x"]
)
def test_what_is_no_day_and_no_time_is_none(answer):
    assert (day_of(answer), time_of(answer)) == (None, None)


def test_a_day_is_no_time_and_a_time_no_day():
    assert (day_of("09:30"), time_of("2026-12-24")) == (None, None)
    assert (day_of("2026-12-24"), time_of("09:30")) == (date(2026, 12, 24), time(9, 30))
