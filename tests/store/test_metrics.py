"""What computes and what the catalogue promises agree, or the start is refused."""

from dataclasses import replace

import pytest

from bot.errors import ConfigurationInvalid
from bot.figures.store.figures import MetricRegistry
from bot.metrics import METRICS
from content.catalogue import load_catalogue

CATALOGUE = load_catalogue()
BY_ID = {builder.metric: builder for builder in METRICS}


def test_what_is_in_the_catalogue_is_what_is_computed():
    MetricRegistry(METRICS, CATALOGUE)

    assert BY_ID.keys() == CATALOGUE.metrics.keys()


def test_a_metric_of_the_catalogue_that_nothing_computes_stops_the_start():
    others = tuple(builder for builder in METRICS if builder.metric != "ltv")

    with pytest.raises(ConfigurationInvalid, match="ltv is in the catalogue, and nothing"):
        MetricRegistry(others, CATALOGUE)


def test_a_metric_that_is_computed_and_not_in_the_catalogue_stops_the_start():
    strange = replace(BY_ID["nps"], metric="happiness")

    with pytest.raises(ConfigurationInvalid, match="happiness is computed, and is not in the"):
        MetricRegistry((*METRICS, strange), CATALOGUE)


def test_two_builders_of_one_metric_stop_the_start():
    with pytest.raises(ConfigurationInvalid, match="two builders compute the metric arr"):
        MetricRegistry((*METRICS, BY_ID["arr"]), CATALOGUE)


def test_a_cut_that_the_catalogue_does_not_name_stops_the_start():
    others = tuple(builder for builder in METRICS if builder.metric != "arr")
    wide = replace(BY_ID["arr"], cuts=BY_ID["arr"].cuts | {"role"})

    with pytest.raises(ConfigurationInvalid, match="arr is cut by role, and its text says"):
        MetricRegistry((*others, wide), CATALOGUE)


def test_a_cut_that_only_the_catalogue_names_stops_the_start():
    others = tuple(builder for builder in METRICS if builder.metric != "arr")
    narrow = replace(BY_ID["arr"], cuts=BY_ID["arr"].cuts - {"product"})

    with pytest.raises(ConfigurationInvalid, match="arr is not cut by product"):
        MetricRegistry((*others, narrow), CATALOGUE)
