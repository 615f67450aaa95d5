"""A place among others: bands, a middle half that is counted off, and which circle it is in."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.figures.rules.peers import (
    LEAST_OTHERS,
    SCALES,
    USUAL,
    Circle,
    Side,
    Stands,
    circle_of,
    placed,
    told_by,
    year_of,
)
from bot.figures.rules.windows import Calendar, Window
from bot.quantities import Quantity
from tests.store.small_programme import FOOTING

YEAR = Window(date(2025, 10, 1), date(2026, 10, 1))
GOLD = Circle(tier="Gold")
CHURN, GRR = SCALES["customer_churn_rate"], SCALES["grr"]
shares = st.decimals(0, 100, places=2)


def place(own, others, metric="grr", good="up"):
    bands = [SCALES[metric].band(Decimal(str(each))) for each in others]
    return placed((metric, good), YEAR, GOLD, Quantity(Decimal(str(own)), "percent"), bands)


def edges(band):
    return tuple(edge.value for edge in band)


def test_the_middle_half_is_shown_in_whole_bands():
    found = place(81, [70, 77, 83, 91, 99])

    assert edges(found.half) == (75, 95)
    assert edges(found.middle) == (80, 85)
    assert (found.side, found.is_good) == (Side.WITHIN, None)


@pytest.mark.parametrize(
    ("own", "good", "side", "is_good"),
    [
        (95, "up", Side.ABOVE, True),
        (95, "down", Side.ABOVE, False),
        (74.9, "up", Side.BELOW, False),
        (74.9, "down", Side.BELOW, True),
        (94.9, "up", Side.WITHIN, None),
        (75, "up", Side.WITHIN, None),
    ],
)
def test_a_side_is_one_of_bands_and_says_whether_it_is_the_good_one(own, good, side, is_good):
    found = place(own, [70, 77, 83, 91, 99], good=good)
    assert (found.side, found.is_good) == (side, is_good)


@given(shares, st.lists(shares, min_size=5, max_size=12), st.data())
def test_nothing_but_bands_of_the_others_matters(own, others, data):
    moved = [
        data.draw(
            st.decimals(GRR.width * band, GRR.width * (band + 1) - Decimal("0.01"), places=2)
        )
        for band in map(GRR.band, others)
    ]
    assert place(own, others) == place(own, moved) == place(own, sorted(others))


@given(shares, st.lists(shares, min_size=5, max_size=12))
def test_whoever_is_outside_of_the_middle_half_is_beyond_half_of_the_others(own, others):
    found = place(own, others)
    mine, bands = GRR.band(own), [GRR.band(each) for each in others]
    if found.side is Side.ABOVE:
        assert 4 * sum(band < mine for band in bands) >= 3 * len(bands)
    if found.side is Side.BELOW:
        assert 4 * sum(band > mine for band in bands) >= 3 * len(bands)


def test_the_last_band_holds_its_end():
    assert GRR.band(100) == GRR.band(96) == 19
    assert SCALES["nps"].band(100) == 9
    assert SCALES["nps"].band(-1) == -1


def test_the_nearest_circle_of_five_is_taken_and_none_of_four():
    own = Stands("Gold", "EMEA")
    tier, region = [Stands("Gold", "NA")] * 4, [Stands("Silver", "EMEA")] * 4

    assert circle_of(own, [*tier, Stands("Gold", "EMEA"), *region]) == Circle(tier="Gold")
    assert circle_of(own, [*region, Stands("Silver", "EMEA")]) == Circle(region="EMEA")
    assert circle_of(own, [*tier, *region]) == Circle("Gold", "EMEA")
    assert circle_of(own, [*tier, Stands("Silver", "NA")]) is None
    assert LEAST_OTHERS == 5


def test_every_metric_that_is_compared_is_one_and_no_amount():
    metrics = FOOTING.catalogue.metrics
    assert SCALES.keys() <= metrics.keys()
    assert set(USUAL) <= SCALES.keys()
    amounts = [name for name, one in metrics.items() if one.adds_up and name != "arr"]
    told = {name for name in amounts if told_by(name) not in {None, "arr"}}
    assert not told


def test_what_says_the_same_is_told_by_one_of_them():
    assert told_by("retention_rate") == told_by("customer_churn_rate") == "customer_churn_rate"
    assert told_by("revenue_churn_rate") == told_by("grr") == "grr"
    assert told_by("promoter_share") == told_by("detractor_share") == "nps"
    assert told_by("earned") is None


def test_the_time_is_four_quarters_that_are_over():
    assert year_of(Calendar(date(2026, 11, 22))) == YEAR
    assert year_of(Calendar(date(2026, 10, 1))) == YEAR
    assert year_of(Calendar(date(2026, 9, 30))) == Window(date(2025, 7, 1), date(2026, 7, 1))
