"""Every metric that has figures, put together from what the subjects bring."""

from bot.figures.store.books import BOOKS
from bot.figures.store.programme_figures import OF_PROGRAMME
from bot.voice.store.figures import OF_CASES, OF_SURVEYS

METRICS = (*BOOKS, *OF_PROGRAMME, *OF_SURVEYS, *OF_CASES)
"""A builder for every metric that the catalogue says is answered."""
