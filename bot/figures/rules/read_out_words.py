"""Reads "every monday 8:00 my three numbers: arr, churn, nps": which figures, and when."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.beat.rules.schedule_words.read import read_schedule
from bot.beat.rules.schedule_words.schedule import Schedule

MOST_WORDS = 60
MOST_FIGURES = 8
USUAL_HOUR = "at 8:00"
_COLON = re.compile(r":(?!\d)")
_LEAD = re.compile(
    r"(?:(?:send|show|give|tell)\s+me|me|my|our|the|please|with|,)\s+", re.IGNORECASE
)
_JOINTS = re.compile(r"\s*(?:,|;|\n|\band\b)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReadOutWish:
    """The words of the figures, and the schedule that was read out of the rest."""

    figures: str
    schedule: Schedule


def read_wish(said: str, now: datetime) -> ReadOutWish | None:
    """Read figures and a recurring schedule, in either order; None where one is missing."""
    words = said.split()
    if not 1 < len(words) <= MOST_WORDS:
        return None
    for when, figures in _splits(words):
        schedule = read_when(when, now)
        if schedule is not None and figures:
            return ReadOutWish(figures, schedule)
    return None


def read_when(words: str, now: datetime) -> Schedule | None:
    """Read a schedule that comes again, each day at most; without an hour it is a morning's."""
    for text in (words, f"{words} {USUAL_HOUR}"):
        found = read_schedule(text, now)
        if isinstance(found, Schedule) and not found.is_once:
            return None if _is_too_often(found) else found
    return None


def each_figure(figures: str) -> tuple[str, ...]:
    """Take the words of several figures apart."""
    return tuple(one for one in _JOINTS.split(figures) if one)[:MOST_FIGURES]


def _splits(words: list[str]) -> Iterator[tuple[str, str]]:
    """Yield when and what: what stands longest before the figures first, then behind them."""
    for number in range(len(words) - 1, 0, -1):
        yield " ".join(words[:number]).rstrip(",:"), _figures(words[number:])
    for number in range(1, len(words)):
        yield " ".join(words[number:]), _figures(words[:number])


def _figures(words: list[str]) -> str:
    text = _COLON.split(" ".join(words))[-1].strip(" ,.")
    while found := _LEAD.match(text):
        text = text[found.end() :]
    return text.strip(" ,.:")


def _is_too_often(schedule: Schedule) -> bool:
    return "FREQ=HOURLY" in schedule.rule or (
        len(schedule.coming(2)) > 1
        and (schedule.coming(2)[0].date() == schedule.coming(2)[1].date())
    )
