"""What is said of all partners together, so that it tells of none that is withheld."""

from collections.abc import Sequence

from bot.voice.rules.scores import LEAST_ANSWERS, LEAST_CLUSTERS, Tally


def apart(clusters: Sequence[Tally]) -> tuple[list[Tally], list[Tally]]:
    """Part the clusters of a few answers, and as many more as make five of them, from the others.

    Those are withheld, and what is said of all clusters must not tell of one of them.
    """
    few, others = list[Tally](), list[Tally]()
    for cluster in sorted(clusters, key=lambda each: each.n):
        is_few = cluster.n < LEAST_ANSWERS or 0 < sum(each.n for each in few) < LEAST_ANSWERS
        (few if is_few else others).append(cluster)
    return few, others


def safe_clusters(clusters: Sequence[Tally]) -> list[Tally]:
    """Count a few clusters of a few answers as one; of more, an error of all tells of none."""
    few, others = apart(clusters)
    return [*others, *(few if len(few) >= LEAST_CLUSTERS else [sum(few, Tally())])]


def mean_of_clusters(clusters: Sequence[Tally]) -> float:
    """Return the score with each cluster counted alike, those of a few by their common score."""
    few, others = apart(clusters)
    pooled = len(few) * sum(few, Tally()).nps if few else 0
    return (sum(cluster.nps for cluster in others) + pooled) / len(clusters)
