"""Public holidays and weekends of countries, as the library `holidays` knows them."""

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.beat.rules.manners import WEEKEND, DaysOff

if TYPE_CHECKING:
    from holidays import HolidayBase


class KnownDaysOff(DaysOff):
    """Knows the national holidays of some two hundred countries, and none of a single region."""

    def is_holiday(self, country: str, day: date) -> bool:
        known = _known(country)
        return known is not None and day in known

    def weekend(self, country: str) -> Collection[int]:
        known = _known(country)
        return known.weekend if known is not None else WEEKEND


@lru_cache(maxsize=256)
def _known(country: str) -> "HolidayBase | None":
    """Return a country's calendar, which reckons a year when it is first asked for."""
    import holidays  # noqa: PLC0415 - it is big, and only what speaks first needs it

    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return None
