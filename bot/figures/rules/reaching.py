"""A metric's times within its data: what is left of them, and what is said of the rest."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.figures.rules.ages import Age, Rows, covered, oldest
from bot.figures.rules.catalogue import MetricKind
from bot.figures.rules.resolving import Times
from bot.figures.rules.windows import Unit, Window

Known = tuple[frozenset[Rows], Mapping[Rows, date]]
"""The kinds of rows that are read, and up to which day each that was imported is complete."""


def within(
    times: Times, kind: MetricKind, grain: Unit | None, known: Known, today: date
) -> tuple[Times, Age]:
    """Cut the times of a metric to what its data covers; see `covered` for what that is.

    Where nothing is left, or a single figure is held against days that are not covered, it is
    refused. A step of a series goes with what it is held against.
    """
    kinds, until = oldest(*known, today)
    if until is None:
        return times, Age(kinds, None, times.window, is_refused=True)
    now = [covered(kind, piece, grain, until, today) for piece in times.pieces]
    then = [covered(kind, piece, grain, until, today) for piece in times.against]
    kept = [
        number
        for number, piece in enumerate(now)
        if piece is not None and (number >= len(then) or then[number] is not None)
    ]
    if not kept:
        asked = times.against[0] if now[0] is not None and grain is None else times.window
        return times, Age(kinds, until, asked, is_refused=True)
    left = tuple(piece for number, piece in enumerate(times.pieces) if number not in kept)
    pieces = _some(now, kept)
    against = _some(then, [number for number in kept if number < len(then)])
    is_cut = pieces[-1] not in times.pieces
    window = times.window
    if is_cut:
        window = Window(min(window.start, pieces[0].start), pieces[-1].end)
    age = Age(kinds, until, times.window, is_cut=is_cut, left_out=left)
    return replace(times, window=window, pieces=pieces, against=against), age


def _some(pieces: list[Window | None], kept: list[int]) -> tuple[Window, ...]:
    return tuple(piece for number in kept if (piece := pieces[number]) is not None)
