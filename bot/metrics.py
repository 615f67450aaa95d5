"""Every metric that has figures, put together from what the subjects bring."""

from bot.figures.store.balances import BALANCES
from bot.figures.store.cohorts import COHORTS
from bot.voice.store.figures import OF_SURVEYS

METRICS = (*BALANCES, *COHORTS, *OF_SURVEYS)
"""A builder for every metric that the catalogue says is answered."""
