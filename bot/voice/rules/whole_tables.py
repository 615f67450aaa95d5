"""Which rows are told of a table that several values choose, or two dimensions cut.

Of a table of single values cut by one dimension, each row knows by itself whether it is told.
The rows of any other are held, added up in every way, against every table of single values that
all of some of them could be in; the smallest go until none comes close.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from bot.voice.rules.beside import Beside, Table
from bot.voice.rules.nearness import Alike, Single, Span, Values, count, span_of
from bot.voice.rules.scores import LEAST_CLUSTERS
from bot.voice.rules.wanted import Only, Wanted
from bot.voice.rules.withholding import World

Rows = Mapping[Values, list[Alike] | None]
_Told = dict[str, list[Alike]]


def rows_told(world: World, span: Span, wanted: Wanted, places: Sequence[int]) -> Rows:
    """Return the answers that each row of a table rests on; None where it is withheld."""
    rows = {
        values: world.told(*span, {**wanted, **narrowed(places, values)})
        for values in (sorted(world.groups(places, *span, wanted)) if places else [()])
    }
    if len(places) <= 1 and all(only.is_single for only in wanted.values()):
        return rows
    told = {str(number): row for number, row in enumerate(rows.values()) if row}
    kept = _apart(world, told)
    return {
        values: row if str(number) in kept else None
        for number, (values, row) in enumerate(rows.items())
    }


def narrowed(places: Sequence[int], values: Values) -> Wanted:
    """Return what lets in one row of a table alone."""
    return {p: Only(frozenset({v})) for p, v in zip(places, values, strict=True)}


def partners_told(
    world: World, span: Span, wanted: Wanted, row: Sequence[Alike]
) -> frozenset[str]:
    """Return the partners whose own score is told of exactly what their people say in a row."""
    theirs: defaultdict[str, set[Alike]] = defaultdict(set)
    for alike in row:
        theirs[alike.values[_PARTNER]].add(alike)
    if len(theirs) < LEAST_CLUSTERS:
        return frozenset()
    rows = rows_told(world, span, wanted, (_PARTNER,))
    return frozenset(name for (name,), own in rows.items() if own and theirs[name] == set(own))


_PARTNER = 0


def _apart(world: World, told: _Told) -> set[str]:
    """Return which rows may be told together."""
    beside = [Beside(others, some) for some, others in _simpler(world, told)]
    kept = sorted(told, key=lambda name: (count(told[name]), name), reverse=True)
    while kept and any(each.comes_close(set(kept)) for each in beside):
        kept.pop()
    return set(kept)


def _simpler(world: World, told: _Told) -> Iterator[tuple[_Told, Table]]:
    """Yield rows, and the rows of each simpler table that all of them could be in."""
    spans = {name: span_of(row) for name, row in told.items()}
    ends = product({first for first, _ in spans.values()}, {last for _, last in spans.values()})
    for first, last in ends:
        within = {n: told[n] for n, span in spans.items() if first <= span[0] and span[1] <= last}
        if within:
            time = world.time(first, last)
            for rest, rows in _by_what_they_share(within).items():
                yield rows, time.filed(rest, None)
                for place in range(len(next(iter(rows.values()))[0].values)):
                    if not rest or place != rest[0][0]:
                        yield rows, time.filed(rest, place)


def _by_what_they_share(told: _Told) -> dict[Single, _Told]:
    """Return all rows, and those of which every answer has a value, by that value."""
    found: dict[Single, _Told] = {(): told}
    for name, row in told.items():
        shared = set(enumerate(row[0].values))
        for alike in row:
            shared.intersection_update(enumerate(alike.values))
        for pair in shared:
            found.setdefault((pair,), {})[name] = row
    return found
