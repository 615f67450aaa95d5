"""Two questions in one line: each with its own cut or time, so neither holds for both."""

from collections.abc import Iterable, Iterator

from bot.figures.rules.questions.tag import Tag, Tagged
from bot.figures.rules.questions.vocabulary import ASKING, Sign

_JOINTS = {Sign.AND, Sign.VERSUS, Sign.FOLLOW_UP}


def crossed(tagged: Tagged) -> tuple[str, ...]:
    """Return the questions of a line that says different things of different figures."""
    if len({metric for tag in tagged.tags if (metric := tag.metric())}) < 2:  # noqa: PLR2004
        return ()
    parts = [part for part in _parts(tagged.tags) if _metrics(part)]
    apart = any(ASKING & set(part[0].lead) for part in parts[1:])
    said = [(_metrics(part), slots) for part in parts if (slots := _said(part)) or apart]
    differ = len({slots for _, slots in said}) > 1 and len({metrics for metrics, _ in said}) > 1
    if not differ:
        return ()
    return tuple(" ".join(_words(part)) for part in parts)


def _parts(tags: tuple[Tag, ...]) -> list[list[Tag]]:
    """Split at joints, and where a second figure follows what was said of the first."""
    parts: list[list[Tag]] = [[]]
    for tag in tags:
        here = parts[-1]
        named = tag.metric() not in {None, "active_customers"}
        is_second = named and _metrics(here) and _said_behind(here)
        if tag.sign() in _JOINTS or is_second:
            parts.append([])
        if tag.sign() not in _JOINTS:
            parts[-1].append(tag)
    return _merged(part for part in parts if part)


def _merged(parts: Iterable[list[Tag]]) -> list[list[Tag]]:
    """Put a part without a figure to the one before it, or to the first that has one."""
    merged: list[list[Tag]] = []
    for part in parts:
        if merged and (not _metrics(part) or not _metrics(merged[-1])):
            merged[-1] = [*merged[-1], *part]
        else:
            merged.append(part)
    return merged


def _metrics(part: Iterable[Tag]) -> frozenset[str]:
    """List the figures of a part; customers beside a segment or a figure are a mere noun."""
    found: list[str] = []
    before: Tag | None = None
    for tag in part:
        metric = tag.metric()
        segment = before is not None and any(v.dimension == "segment" for v in before.values())
        if metric and not (metric == "active_customers" and (found or segment)):
            found.append(metric)
        before = tag
    return frozenset(found)


def _said_behind(part: list[Tag]) -> bool:
    place = max((at for at, tag in enumerate(part) if tag.metric()), default=0)
    return bool(_said(part[place:]))


def _said(part: Iterable[Tag]) -> frozenset[object]:
    """List what a part says beside its figure: values, cuts and times."""
    return frozenset(_each_said(part))


def _each_said(part: Iterable[Tag]) -> Iterator[object]:
    for tag in part:
        if tag.period is not None:
            yield tag.period.window
        elif tag.values():
            yield tag.values()
        elif tag.dimension() is not None and not tag.is_noun:
            yield tag.dimension()


def _words(part: Iterable[Tag]) -> Iterator[str]:
    for tag in part:
        yield from (*(word for word in tag.lead if word), *tag.words)
