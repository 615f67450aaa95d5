"""Statistics of survey scores: how sure a score is, and when it says nothing.

NPS interval and change: adjusted Wald (Rocks, The American Statistician, 2016), which adds three
quarters of an answer to promoters and detractors and three to the base. A share: Wilson. A mean:
Student's t. All points are on the scale of the score (NPS -100 to 100, shares 0 to 100).
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from bot.figures.rules.figures import Verdict

LEAST_ANSWERS = 5
LEAST_CLUSTERS = 5
LEAST_PAIRS = 20
UNLIKELY = 0.05
_PROMOTER, _PASSIVE = 9, 7
_Z95 = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Tally:
    """Answers to the question of recommendation, counted."""

    promoters: int = 0
    passives: int = 0
    detractors: int = 0

    @property
    def n(self) -> int:
        return self.promoters + self.passives + self.detractors

    @property
    def nps(self) -> float:
        """Promoters less detractors, as a share of all answers, in points."""
        return 100 * (self.promoters - self.detractors) / self.n

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.promoters + other.promoters,
            self.passives + other.passives,
            self.detractors + other.detractors,
        )


NOBODY = Tally()


@dataclass(frozen=True, slots=True)
class Interval:
    """A range around a centre that holds the truth nineteen times in twenty."""

    centre: float
    error: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Change:
    """The step from one score to another, and how probable it is by chance alone."""

    difference: float
    adjusted: float
    error: float
    p: float
    low: float
    high: float

    @property
    def verdict(self) -> Verdict:
        """What may be said of it."""
        return Verdict.CHANGE if self.p < UNLIKELY else Verdict.NOISE


def band_of(score: int) -> str:
    """Name the group that an answer from 0 to 10 belongs to."""
    if score >= _PROMOTER:
        return "promoters"
    return "passives" if score >= _PASSIVE else "detractors"


def tally(scores: Iterable[int]) -> Tally:
    """Count answers from 0 to 10."""
    answers = list(scores)
    promoters = sum(score >= _PROMOTER for score in answers)
    passives = sum(_PASSIVE <= score < _PROMOTER for score in answers)
    return Tally(promoters, passives, len(answers) - promoters - passives)


def standard_error(counted: Tally) -> float:
    """Return the plain standard error of an NPS, in points."""
    share = counted.nps / 100
    spread = (counted.promoters + counted.detractors) / counted.n - share**2
    return 100 * math.sqrt(max(spread, 0) / counted.n)


def nps_interval(counted: Tally) -> Interval:
    """Return the adjusted Wald interval of an NPS, cut at the ends of the scale."""
    base = counted.n + 3
    promoters, detractors = (counted.promoters + 0.75) / base, (counted.detractors + 0.75) / base
    centre = promoters - detractors
    error = math.sqrt((promoters + detractors - centre**2) / base)
    return _interval(100 * centre, 100 * error, _Z95, (-100, 100))


def cluster_error(
    clusters: Sequence[Tally], others: Tally = NOBODY, spread: float = 1.0
) -> float | None:
    """Return the error of a pooled NPS whose answers come in clusters (partners), in points.

    sqrt(G/(G-1) * sum((y_g - s*n_g)^2)) / n, for at least five clusters. Each of the `others` is
    a cluster by itself, whose square counts `spread` times.
    """
    clusters = [cluster for cluster in clusters if cluster.n]
    count = len(clusters) + others.n
    if count < LEAST_CLUSTERS:
        return None
    whole = sum(clusters, others)
    score = whole.nps / 100
    squares = sum((c.promoters - c.detractors - score * c.n) ** 2 for c in clusters)
    apart = others.promoters * (1 - score) ** 2 + others.detractors * (1 + score) ** 2
    squares += spread * (apart + others.passives * score**2)
    return 100 * math.sqrt(count / (count - 1) * squares) / whole.n


def pooled_interval(
    clusters: Sequence[Tally], others: Tally = NOBODY, spread: float = 1.0
) -> Interval:
    """Return the wider of the adjusted Wald interval and the cluster-robust one."""
    whole = sum(clusters, others)
    plain, error = nps_interval(whole), cluster_error(clusters, others, spread)
    if error is None or error <= plain.error:
        return plain
    return _interval(whole.nps, error, _Z95, (-100, 100))


def nps_change(now: Tally, then: Tally) -> Change:
    """Test the change between two independent waves, with adjusted counts on each side."""
    here, there = nps_interval(now), nps_interval(then)
    adjusted = here.centre - there.centre
    error = math.hypot(here.error, there.error)
    return _change(now.nps - then.nps, adjusted, error)


def paired_change(n: int, total: int, squares: int) -> Change:
    """Test by Student's t whether the same people moved, by how far each of them did.

    That is given as how many they are, the sum of their steps and the sum of their squares.
    """
    step, error = total / n, math.sqrt(_variance(n, total, squares) / n)
    half = student_quantile(0.975, n - 1) * error
    far = abs(step) / error if error else math.inf
    p = 2 * (1 - _student_cdf(far, n - 1)) if step else 1.0
    return Change(step, step, error, p, step - half, step + half)


def _change(difference: float, adjusted: float, error: float) -> Change:
    """Say how probable a step is by chance; one of answers that all agree is none."""
    far = abs(adjusted) / error if error else math.inf
    p = 2 * (1 - NormalDist().cdf(far)) if adjusted else 1.0
    low, high = adjusted - _Z95 * error, adjusted + _Z95 * error
    return Change(difference, adjusted, error, p, low, high)


def share_interval(part: int, whole: int) -> Interval:
    """Return Wilson's interval of a share (the satisfied among all, say), in percent."""
    share, z2 = part / whole, _Z95**2
    centre = (share + z2 / (2 * whole)) / (1 + z2 / whole)
    half = _Z95 * math.sqrt(share * (1 - share) / whole + z2 / (4 * whole**2)) / (1 + z2 / whole)
    return Interval(100 * centre, 100 * half / _Z95, 100 * (centre - half), 100 * (centre + half))


def share_change(now: tuple[int, int], then: tuple[int, int]) -> Change:
    """Test the change between two shares, each a part and a whole, by Agresti and Caffo.

    That adds an answer to each part and two to each whole, so that a share of all is no certainty.
    """
    here, there = (100 * (part + 1) / (whole + 2) for part, whole in (now, then))
    error = math.hypot(
        *(
            math.sqrt(share * (100 - share) / (whole + 2))
            for share, (_, whole) in ((here, now), (there, then))
        )
    )
    raw = 100 * now[0] / now[1] - 100 * then[0] / then[1]
    return _change(raw, here - there, error)


def mean_interval(n: int, total: int, squares: int, scale: tuple[int, int]) -> Interval:
    """Return Student's interval of a mean score, cut at the ends of its scale.

    The answers are given as how many they are, their sum and the sum of their squares.
    """
    error = math.sqrt(_variance(n, total, squares) / n)
    return _interval(total / n, error, student_quantile(0.975, n - 1), scale)


def mean_change(now: tuple[int, int, int], then: tuple[int, int, int]) -> Change:
    """Test the change between two means, each given by number, sum and sum of squares."""
    error = math.sqrt(_variance(*now) / now[0] + _variance(*then) / then[0])
    step = now[1] / now[0] - then[1] / then[0]
    return _change(step, step, error)


def _variance(n: int, total: int, squares: int) -> float:
    return max(squares - total**2 / n, 0) / (n - 1)


def response_rate(answered: int, delivered: int) -> float | None:
    """Return answers as a share of delivered invitations, in percent."""
    return 100 * answered / delivered if delivered else None


def student_quantile(probability: float, freedom: int) -> float:
    """Return the quantile of Student's distribution for whole degrees of freedom, above 0.5."""
    low, high = 0.0, 1e4
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (
            (middle, high) if _student_cdf(middle, freedom) < probability else (low, middle)
        )
    return (low + high) / 2


def _student_cdf(t: float, freedom: int) -> float:
    """Sum the finite series for whole degrees of freedom (Abramowitz and Stegun, 26.7)."""
    angle = math.atan(t / math.sqrt(freedom))
    cosine, sine = math.cos(angle), math.sin(angle)
    odd = freedom % 2
    term = cosine if odd else 1.0
    total = term if freedom > 1 else 0.0
    for k in range(2 + odd, freedom - 1, 2):
        term *= cosine**2 * (k - 1) / k
        total += term
    inside = 2 / math.pi * (angle + sine * total) if odd else sine * total
    return 0.5 + inside / 2


def _interval(centre: float, error: float, factor: float, scale: tuple[float, float]) -> Interval:
    low, high = centre - factor * error, centre + factor * error
    return Interval(centre, error, max(low, scale[0]), min(high, scale[1]))
