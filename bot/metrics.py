"""Every metric that has figures, put together from what the subjects bring."""

from bot.figures.rules.catalogue import Catalogue
from bot.figures.store.books import BOOKS
from bot.figures.store.metrics import Builder
from bot.figures.store.programme_figures import OF_PROGRAMME
from bot.figures.store.ratios import ratio_builders
from bot.figures.store.tier_distance import builder_for
from bot.voice.store.figures import OF_CASES, OF_SURVEYS

METRICS = (*BOOKS, *OF_PROGRAMME, builder_for(()), *OF_SURVEYS, *OF_CASES)
"""A builder for every metric of our own catalogue."""


def answering(catalogue: Catalogue) -> tuple[Builder, ...]:
    """Return what computes the metrics of a vendor's catalogue, by the tiers it has."""
    own = builder_for(catalogue.tiers)
    builders = [own if each.metric == own.metric else each for each in METRICS]
    builders += ratio_builders(catalogue, builders)
    return tuple(each for each in builders if each.metric in catalogue.metrics)
