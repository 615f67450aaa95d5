"""The law of every trial: the books against what the stand-in took, reader by reader."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from enum import StrEnum

IN_FLIGHT = 16
"""Requests of one lane that may be on their way at once."""
ENDS = {"delivered", "unknown"}


class Manner(StrEnum):
    """What becomes of an outcome that nobody knows."""

    MISS = "prefer a miss"
    """Nobody may look, and nothing is ever said twice."""
    LOOK = "looked for"
    """The history may be read, and tells which arrived."""
    REPEAT = "prefer a repeat"
    """Nobody may look, and what may have been missed is said again."""


class LawBroken(AssertionError):
    """The books and the stand-in tell two stories."""


@dataclass
class Tally:
    """What trials came to: the last three are forbidden."""

    trials: int = 0
    kills: int = 0
    accepted: int = 0
    delivered: int = 0
    unknown: int = 0
    settled: int = 0
    repeats: int = 0
    duplicates: int = 0
    stuck: int = 0
    missing: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*map(sum, zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True)
class Found:
    """What is there after a trial: the books, and what the stand-in took how often."""

    ends: Mapping[str, str]
    posted: Mapping[str, int]
    readers: int
    sends: int
    held: int
    """Lanes that somebody has still, though all have ended."""


def weigh(found: Found, manner: Manner, *, kills: int, doubt: int, settled: int) -> Tally:
    """Hold a trial to the law; `doubt` is of how many outcomes nobody had to know."""
    states = Counter(found.ends.values())
    told = {one for one, state in found.ends.items() if state in ENDS}
    silent = {one for one in found.ends if one not in found.posted}
    twice = sum(count - 1 for count in found.posted.values())
    repeats = twice if manner is Manner.REPEAT else 0
    tally = Tally(
        trials=1,
        kills=kills,
        accepted=sum(found.posted.values()),
        delivered=states["delivered"],
        unknown=states["unknown"],
        settled=settled,
        repeats=repeats,
        duplicates=twice - repeats,
        stuck=len(found.ends) - len(told) + found.held,
        missing=found.readers
        - len(found.ends)
        + sum(1 for one in silent if found.ends[one] != "unknown"),
    )
    broken = {
        "one slot, one send": found.sends == 1,
        "a row for each reader": len(found.ends) == found.readers,
        "nobody is posted to who has no row": set(found.posted) <= set(found.ends),
        "nothing is said twice": tally.duplicates == 0,
        "every row has an end, and every lane is free": tally.stuck == 0,
        "whoever is delivered was posted to": tally.missing == 0,
        "few outcomes are unknown": states["unknown"] + settled <= doubt,
        "few are repeated": repeats <= doubt,
        "unknown only where a miss is preferred": manner is Manner.MISS or not states["unknown"],
    }
    if wrong := [law for law, holds in broken.items() if not holds]:
        raise LawBroken(f"{'; '.join(wrong)}: {tally}, doubt {doubt}, {dict(states)}")
    return tally
