"""Our survey statistics against figures computed elsewhere."""

import json

import pytest

from bot.voice.rules.scores import Tally, nps_change, nps_interval, standard_error
from tests.reference.questions import REFERENCE

CASES = json.loads((REFERENCE / "metrics" / "nps_reference.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["one"], ids=lambda case: f"{case['promoters']}-{case['n']}")
def test_one_score_and_its_interval_agree(case):
    counted = Tally(case["promoters"], case["passives"], case["detractors"])
    interval = nps_interval(counted)

    assert counted.n == case["n"]
    assert counted.nps == pytest.approx(case["nps"])
    assert standard_error(counted) == pytest.approx(case["se"], abs=1e-9)
    assert interval.centre == pytest.approx(case["adj_centre"])
    assert interval.error == pytest.approx(case["adj_se"])
    assert [interval.low, interval.high] == pytest.approx(case["adj_wald"], abs=1e-6)


@pytest.mark.parametrize("case", CASES["two"], ids=lambda case: f"{case['diff']:.0f}")
def test_a_change_and_its_probability_agree(case):
    change = nps_change(Tally(*case["a"]), Tally(*case["b"]))

    assert change.difference == pytest.approx(case["diff"])
    assert change.adjusted == pytest.approx(case["adj_diff"])
    assert change.error == pytest.approx(case["adj_se"])
    assert change.p == pytest.approx(case["p"], abs=1e-9)
    assert [change.low, change.high] == pytest.approx(case["ci"], abs=1e-6)
