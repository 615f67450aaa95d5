"""How long a send lasts is reckoned from the lanes' paces, and said before it is planned."""

from datetime import datetime, timedelta
from math import inf

import pytest

from bot.beat.drafting import most_at_once
from bot.beat.rules.manners import Home
from bot.beat.store.crowds import Crowd
from scheduler.pace import Pace, time_for

NINE = datetime(2026, 12, 1, 9)  # noqa: DTZ001 - a slot
BERLIN, PARIS, LIMA = Home("Europe/Berlin"), Home("Europe/Paris", "FR"), Home("America/Lima")
CROWDS = {
    Crowd(BERLIN, "slack:i-1"): 100,
    Crowd(PARIS, "slack:i-1"): 20,
    Crowd(LIMA, "slack:i-1"): 50,
    Crowd(LIMA, "email"): 7,
    Crowd(Home("Nowhere/At/All"), "email"): 3,
    Crowd(BERLIN, None): 9,
}


@pytest.mark.parametrize(
    ("zone", "most"),
    [(None, {"slack:i-1": 120, "email": 7}), ("UTC", {"slack:i-1": 170, "email": 10})],
)
def test_clocks_that_show_the_slot_at_once_share_a_lane(zone, most):
    assert most_at_once(CROWDS, zone, NINE) == most


@pytest.mark.parametrize(
    ("pace", "messages", "lasts"),
    [
        (Pace(1.0, 4), 724, timedelta(minutes=12)),
        (Pace(1.0, 4), 4, timedelta(0)),
        (Pace(10.0, 10), 70, timedelta(seconds=6)),
        (Pace(inf, 16), 10_000, timedelta(0)),
    ],
)
def test_what_leaves_at_once_takes_no_time_and_the_rest_its_pace(pace, messages, lasts):
    assert time_for(pace, messages) == lasts
