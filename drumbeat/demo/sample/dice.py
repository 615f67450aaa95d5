"""Chance that repeats itself: whole numbers only, and a calendar to spread them over."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TypeVar

from dateutil.relativedelta import relativedelta

T = TypeVar("T")


class Dice:
    """Throws that are the same for the same seed and subject, whatever else is thrown."""

    def __init__(self, seed: int, subject: str) -> None:
        self._random = Random(f"{seed}:{subject}")  # noqa: S311 - nothing secret is made here

    def between(self, low: int, high: int) -> int:
        """Return a whole number, both ends included."""
        return self._random.randrange(low, high + 1)

    def chance(self, permille: int) -> bool:
        """Say yes so many times in a thousand."""
        return self._random.randrange(1000) < permille

    def one_of(self, things: Sequence[T]) -> T:
        """Return one of the things."""
        return things[self._random.randrange(len(things))]

    def weighed(self, weights: Mapping[T, int]) -> T:
        """Return one of the keys, by their whole-number weights."""
        throw = self._random.randrange(sum(weights.values()))
        for thing, weight in weights.items():
            throw -= weight
            if throw < 0:
                return thing
        raise AssertionError("weights sum up to more than their parts")

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """Return the things in another order."""
        mixed = list(things)
        for last in range(len(mixed) - 1, 0, -1):
            other = self._random.randrange(last + 1)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or that month's last."""
    return day + relativedelta(months=months)


def first_of_month(day: date, months: int = 0) -> date:
    """Return the first of the month that is so many months away."""
    return months_later(day.replace(day=1), months)


def month_starts(start: date, end: date) -> Iterator[date]:
    """Walk the firsts of months from `start` on, before `end`."""
    first = start if start.day == 1 else first_of_month(start, 1)
    while first < end:
        yield first
        first = first_of_month(first, 1)


def moment(day: date, minutes: int) -> datetime:
    """Return the moment so many minutes after this day's midnight in UTC."""
    return datetime.combine(day, time(), UTC) + timedelta(minutes=minutes)


def share(amount: int, numerator: int, denominator: int) -> int:
    """Return a part of an amount, rounded to the nearest whole unit."""
    return (2 * amount * numerator + denominator) // (2 * denominator)
