"""What audiences may ask for, put together from what the subjects bring."""

from bot.beat.store.choosing import Choosing
from bot.clock import Clock
from bot.figures.store.audience_products import products_sold
from bot.voice.store.audience_scores import LAST_SCORES, asked_lately


def choosing_of(clock: Clock) -> Choosing:
    """Return what all know of people, with what is sold and what was answered."""
    return Choosing((products_sold(clock), LAST_SCORES, asked_lately(clock)))
