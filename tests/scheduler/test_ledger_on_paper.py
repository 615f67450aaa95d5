"""The ledger on paper, on which the million contacts stand, has to do as the stored one does."""

import json

import pytest

from scheduler.pace import PACES
from tests.bench import fairness, million, results
from tests.bench.fairness import Adapted, Beside, Fairness, Refused, Relayed
from tests.bench.kept import Kept
from tests.bench.million import Programme
from tests.bench.scale_table import draw_fairness, draw_million
from tests.bench.simulated.costs import MEASURED, Costs
from tests.bench.simulated.ledger import TRIP
from tests.bench.simulated.platform import Allowance, SimulatedPlatform
from tests.bench.simulated.world import Lanes

FEW = Programme(slack=120, workspaces=6, teams=60, tenants=3, mail=40, workers=2)
ALIKE = Costs(transaction=3 * TRIP, row=0.0, reads=TRIP)
"""About what the trips of a simulated ledger come to."""


def test_everybody_has_it_once_and_each_is_written_twice():
    found = million.deliver(FEW)

    assert (found.contacts, found.lanes, found.workers) == (220, 10, 2)
    assert found.requests == 220
    # Once before it leaves and once after; the engine writes three for each wake-up.
    assert found.rows >= 2 * 220 + 3 * 10


def test_a_lane_takes_as_long_on_paper_as_on_the_stored_ledger():
    lanes = Lanes({"slack:0": 90, "slack:1": 30})
    stored = fairness.simulated(lanes, SimulatedPlatform(lambda _: Allowance()))

    paper = million.deliver(Programme(120, 2, 0, 0, 0, 1), ALIKE, lanes.people)

    assert paper.requests == stored.requests
    assert paper.minutes["slack"] * 60 == pytest.approx(stored.seconds, rel=0.05)


def test_a_million_is_shared_out_to_the_last_one():
    lanes = Programme().lanes()

    assert (sum(lanes.values()), len(lanes)) == (1_000_000, 20_000)
    assert min(lanes.values()) > 0


def test_a_million_is_simulated_at_the_paces_that_hold():
    mail = million.deliver(Programme(0, 0, 0, 0, 300, 1)).minutes["email"] * 60

    assert mail == pytest.approx(300 / PACES["email"].rate, rel=0.1)


def test_what_was_found_is_drawn_and_can_be_kept():
    found = million.deliver(FEW)
    fair = Fairness(
        Beside(499, 15.24, 15.26, 1.03, 0.0027),
        (Refused("slack", 10_000, 528.7, 496.0, 0.048),),
        (Adapted(10_000, 5.0, 9_996.0, 2_573.7, 0.0057), Adapted(20, None, 16.0, 9.0, 0.0)),
        tuple(Relayed(post, 6.0, 8.0) for post in fairness.POSTS),
    )
    weighed = [Kept("sqlite", 623.0), Kept("postgresql", 695.0)]

    assert "18.7 GB" in draw_million(found, weighed, MEASURED)
    assert "0.2 s, 1 of 100 6 s" in draw_fairness(fair)
    json.dumps(results.plain({"fair": fair, "million": found}), allow_nan=False)
