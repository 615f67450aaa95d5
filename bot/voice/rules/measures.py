"""What each score is: of which question, how it comes of what people said, when two differ."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from bot.figures.rules.figures import Verdict
from bot.voice.rules.clusters import Parts, interval_of
from bot.voice.rules.nearness import Alike, Counts, together
from bot.voice.rules.scores import (
    Interval,
    Tally,
    mean_change,
    mean_interval,
    nps_change,
    share_change,
    share_interval,
)

RELATIONSHIP, EVENT = "relationship", "transactional"


@dataclass(frozen=True, slots=True)
class Scale:
    """A question with a scale: from where on an answer is good, and up to where it is bad."""

    name: str
    good: int
    bad: int


NPS, CSAT, CES = Scale("nps", 9, 6), Scale("csat", 4, 2), Scale("ces", 5, 3)


@dataclass(frozen=True, slots=True)
class Score:
    """How a score comes of what people said, what it is, and when two of them differ."""

    metric: str
    scale: Scale
    kind: str
    unit: str
    value: Callable[[Counts], float]
    interval: Callable[[Counts, Parts], Interval]
    verdict: Callable[[Counts, Counts], Verdict]

    def of_one(self, answer: int) -> int:
        """Return the score of one answer; that of several is the mean of theirs."""
        return int(self.value(counts_of([answer], self.scale)))


def counts_of(answers: Sequence[int], scale: Scale) -> Counts:
    """Count answers on a scale."""
    return Counts(
        len(answers),
        sum(answer >= scale.good for answer in answers),
        sum(answer <= scale.bad for answer in answers),
        sum(answers),
        sum(answer**2 for answer in answers),
    )


def by_partner(alike: Collection[Alike]) -> dict[str, Counts]:
    """Add up what the people of each partner said."""
    parts: defaultdict[str, list[Alike]] = defaultdict(list)
    for one in alike:
        parts[one.values[0]].append(one)
    return {partner: together(part) for partner, part in parts.items()}


def parts_of(alike: Collection[Alike], told: Collection[str]) -> Parts:
    """Part what people said into that of each partner whose own score is told, and the rest."""
    tallies = {partner: tally_of(counts) for partner, counts in by_partner(alike).items()}
    rest = [tally for partner, tally in tallies.items() if partner not in told]
    known = [tally for partner, tally in tallies.items() if partner in told]
    return Parts(known, sum(rest, Tally()), [tally.n for tally in rest])


def tally_of(counts: Counts) -> Tally:
    """Return what people said as promoters, passives and detractors."""
    return Tally(counts.up, counts.n - counts.up - counts.down, counts.down)


def _share(part: Callable[[Counts], int], metric: str, scale: Scale, kind: str) -> Score:
    """Make the score that is a share of all who answered."""

    def interval(whole: Counts, _parts: Parts) -> Interval:
        return share_interval(part(whole), whole.n)

    def verdict(now: Counts, then: Counts) -> Verdict:
        return share_change((part(now), now.n), (part(then), then.n)).verdict

    def value(counts: Counts) -> float:
        return 100 * part(counts) / counts.n

    return Score(metric, scale, kind, "percent", value, interval, verdict)


def _ups(counts: Counts) -> int:
    return counts.up


def _downs(counts: Counts) -> int:
    return counts.down


def _mean_of(whole: Counts, _parts: Parts) -> Interval:
    return mean_interval(whole.n, whole.total, whole.squares, (1, 7))


def _sums(counts: Counts) -> tuple[int, int, int]:
    return counts.n, counts.total, counts.squares


MEASURES = (
    Score(
        "nps",
        NPS,
        RELATIONSHIP,
        "score",
        lambda counts: tally_of(counts).nps,
        lambda _whole, parts: interval_of(parts),
        lambda now, then: nps_change(tally_of(now), tally_of(then)).verdict,
    ),
    _share(_ups, "promoter_share", NPS, RELATIONSHIP),
    _share(_downs, "detractor_share", NPS, RELATIONSHIP),
    _share(_ups, "csat", CSAT, EVENT),
    Score(
        "ces",
        CES,
        EVENT,
        "ratio",
        lambda counts: counts.total / counts.n,
        _mean_of,
        lambda now, then: mean_change(_sums(now), _sums(then)).verdict,
    ),
)
