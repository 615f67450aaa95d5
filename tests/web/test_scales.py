"""An axis encloses every value with a few round numbers, whatever the values are."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.web.render import render_html
from adapters.web.scales import FARTHEST, have_an_axis, ticks
from bot.message import Chart, Message, Series
from content.wording import load_wording

WORDING = load_wording()

values = st.lists(st.floats(-FARTHEST, FARTHEST), min_size=1, max_size=8)


@given(values, st.booleans())
def test_an_axis_encloses_its_values_with_a_few_marks_in_order(values, from_zero):
    marks = ticks(values, from_zero=from_zero)

    assert 2 <= len(marks) <= 8
    assert all(math.isfinite(mark) for mark in marks)
    assert all(low < high for low, high in itertools.pairwise(marks))
    slack = 1e-9 * max(map(abs, values)) + 1e-15
    assert marks[0] - slack <= min(values) <= max(values) <= marks[-1] + slack
    assert not from_zero or 0 in marks


@pytest.mark.parametrize("value", [5e-324, 1e-320, 1.0000000000000002, -1e15])
def test_values_of_one_height_have_room_around_them(value):
    low, *_, high = ticks([value, math.nextafter(value, 0)], from_zero=False)

    assert low < value < high


@pytest.mark.parametrize("value", [1.7976931348623157e308, -1e300, 1e16])
@pytest.mark.parametrize("form", ["line", "bar"])
def test_what_has_no_place_on_an_axis_is_told_by_the_table_alone(value, form):
    chart = Chart("ARR", form, "USD", ("May", "June"), (Series("A", (1.0, value)),), "So much.")

    html = render_html(Message("", (chart,)), WORDING)

    assert not have_an_axis([1.0, value])
    assert "<svg" not in html
    assert WORDING.language.shortest(value, 2) in html
