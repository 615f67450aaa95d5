"""Two ways to do the same, in turns: what the machine does besides slows both alike."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple


class Measured(NamedTuple):
    """One round: how many a second, and the milliseconds of processor each of them took."""

    a_second: float
    processor_ms: float


Round = Callable[[], Awaitable[Measured]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of one comparison; `asked` is the ratio it should not fall below."""

    what: str
    ours: Measured
    by_hand: Measured
    ratio: float
    processor_ratio: float
    asked: float
    compared: str


async def in_turns(ours: Round, by_hand: Round, rounds: int) -> list[tuple[Measured, Measured]]:
    """Run both in turns after one round each that does not count; who goes first changes."""
    await ours()
    await by_hand()
    pairs = []
    for number in range(rounds):
        if number % 2:
            theirs = await by_hand()
            pairs.append((await ours(), theirs))
        else:
            mine = await ours()
            pairs.append((mine, await by_hand()))
    return pairs


def compared(
    what: str, pairs: list[tuple[Measured, Measured]], *, asked: float, words: str
) -> Comparison:
    """Sum rounds up: the ratio is the median of the rounds' ratios, not of their sums."""
    return Comparison(
        what=what,
        ours=_middle([mine for mine, _ in pairs]),
        by_hand=_middle([theirs for _, theirs in pairs]),
        ratio=median(mine.a_second / theirs.a_second for mine, theirs in pairs),
        processor_ratio=median(theirs.processor_ms / mine.processor_ms for mine, theirs in pairs),
        asked=asked,
        compared=words,
    )


def _middle(rounds: list[Measured]) -> Measured:
    return Measured(*(median(each) for each in zip(*rounds, strict=True)))
