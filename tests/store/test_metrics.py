"""What computes and what the catalogue promises agree, or the start is refused."""

from dataclasses import replace

import pytest

from bot.errors import ConfigurationInvalid
from bot.figures.store.figures import MetricRegistry
from bot.metrics import METRICS
from content.catalogue import load_catalogue
from tests.store.small_programme import plan

CATALOGUE = load_catalogue()
BY_ID = {builder.metric: builder for builder in METRICS}


def promising(**answered):
    """The catalogue with other promises."""
    changed = {
        name: replace(CATALOGUE.metrics[name], answered=is_answered)
        for name, is_answered in answered.items()
    }
    return replace(CATALOGUE, metrics={**CATALOGUE.metrics, **changed})


def test_what_the_catalogue_says_is_answered_is_what_is_computed():
    registry = MetricRegistry(METRICS, CATALOGUE)

    for metric in CATALOGUE.metrics.values():
        assert registry.computes(plan(metric.id)) == metric.answered, metric.id


def test_a_promised_metric_that_nothing_computes_stops_the_start():
    with pytest.raises(ConfigurationInvalid, match="ltv is answered, and nothing computes it"):
        MetricRegistry(METRICS, promising(ltv=True))


def test_a_metric_that_is_computed_and_not_promised_stops_the_start():
    with pytest.raises(ConfigurationInvalid, match="nps is computed, and the catalogue does not"):
        MetricRegistry(METRICS, promising(nps=False))


def test_two_builders_of_one_metric_stop_the_start():
    with pytest.raises(ConfigurationInvalid, match="two builders compute the metric arr"):
        MetricRegistry((*METRICS, BY_ID["arr"]), CATALOGUE)


def test_a_cut_that_the_catalogue_does_not_name_stops_the_start():
    others = tuple(builder for builder in METRICS if builder.metric != "arr")
    wide = replace(BY_ID["arr"], cuts=BY_ID["arr"].cuts | {"role"})

    with pytest.raises(ConfigurationInvalid, match="arr is cut by role"):
        MetricRegistry((*others, wide), CATALOGUE)


def test_a_metric_with_one_entry_is_answered():
    others = tuple(builder for builder in METRICS if builder.metric != "arr")
    entry = replace(BY_ID["arr"], metric="new_mrr")
    registry = MetricRegistry((*others, entry), promising(arr=False, new_mrr=True))

    assert registry.computes(plan("new_mrr", group_by=("partner",)))
    assert not registry.computes(plan("arr"))
