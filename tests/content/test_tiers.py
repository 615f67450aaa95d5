"""The tiers of a programme come from a file, and every mistake in it is told at once."""

import pytest

from bot.errors import ContentInvalid
from bot.figures.rules.catalogue import with_tiers
from bot.figures.rules.tiers import Requirement
from bot.metrics import answering
from content.catalogue import load_catalogue
from content.library import SAMPLE, STARTING
from content.tiers import NAME, load_tiers

WRONG = """tiers:
  - name: Silver
    needs: {arr: 200, deals_won: 3}
  - name: Gold
    needs: {arr: 100}
  - name: silver
    needs: {arr: 100, deals_won: 3}
"""
BADLY_SHAPED = """tiers:
  - name: Silver
    needs: {arr: -1, nps: 50}
  - {needs: {arr: many}}
colour: red
"""


def told(folder, text):
    (folder / NAME).write_text(text)
    with pytest.raises(ContentInvalid) as refusal:
        load_tiers(folder)
    return [(one.line, one.reason) for one in (refusal.value, *refusal.value.more)]


def test_a_tier_asks_for_no_less_than_the_one_below_it(tmp_path):
    found = told(tmp_path, WRONG)

    assert [line for line, _ in found] == [5, 5, 6]
    reasons = " ".join(reason for _, reason in found)
    assert "Gold asks for less arr than Silver below it" in reasons
    assert "so write 200 or more" in reasons
    assert "Gold asks for less deals_won" in reasons
    assert "another tier is called silver" in reasons


def test_every_mistake_of_shape_is_told_with_its_line(tmp_path):
    assert {line for line, _ in told(tmp_path, BADLY_SHAPED)} == {1, 3, 4, 5}


def test_the_sample_has_tiers_and_nothing_is_asked_for_that_is_not_computed():
    tiers = load_tiers(SAMPLE)

    assert [tier.name for tier in tiers] == ["Bronze", "Silver", "Gold", "Platinum"]
    assert tiers[1].requirements[0] == Requirement("arr", 200_000)
    assert tiers[3].benefits_in("de-AT").startswith("eine Rückvergütung von 8")
    assert tiers[3].benefits_in("fr").startswith("a rebate of 8")
    assert {each.metric for tier in tiers for each in tier.requirements} <= {
        builder.metric for builder in answering(load_catalogue())
    }


def test_a_programme_without_tiers_offers_no_distance_to_one():
    catalogue = with_tiers(load_catalogue(), load_tiers(STARTING))

    for each in (catalogue, catalogue.in_language("de")):
        assert "distance_to_tier" not in each.metrics
        assert not any("distance_to_tier" in one.related for one in each.metrics.values())
    assert "distance_to_tier" not in {builder.metric for builder in answering(catalogue)}
