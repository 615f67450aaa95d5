"""The picture of growth in `docs/pictures/`: what a larger programme costs, of what is kept.

Each line is a cost as a multiple of what it is at its smallest size, so that a flat line says
that it does not grow. What grows with the programme itself would leave the picture at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import log10
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

PICTURE = Path("docs/pictures/growth.svg")
WIDTH, HEIGHT = 800, 420
LEFT, RIGHT, TOP, BOTTOM = 60, 292, 40, 50
SMALLEST, LARGEST = 1_000, 1_000_000
HIGHEST = 3.0
PRESSES = {
    "Slack: nps": "/nps on Slack, by contacts",
    "Teams: a tap on the scale": "a tap on Teams, by contacts",
}
COLOURS = ("#1f5f9e", "#b3541e", "#2f7d4f", "#7a3f8f", "#8a6d00", "#5b6470")
LETTERS = 'font-family="system-ui, sans-serif" font-size="13"'

Line = tuple[str, Sequence[tuple[int, float]]]


def draw(results: Mapping[str, Any]) -> str:
    """Return the picture of what was measured; what was not is not in it."""
    lines = [line for line in _lines(results) if len(line[1]) > 1]
    if not lines:
        raise SystemExit("nothing is kept that grows: measure growth, ticks, press or questions")
    inside = "".join((*_frame(), *_proportional(), *_drawn(lines)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f"{LETTERS}><title>What a larger programme costs</title>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>{inside}</svg>\n'
    )


def _lines(results: Mapping[str, Any]) -> Iterator[Line]:
    def found(name: str) -> list[dict[str, Any]]:
        kept: list[dict[str, Any]] = results.get(name, {}).get("found", [])
        return kept

    peaks = [(one["recipients"], one["peak_mb"]) for one in found("growth")]
    yield "memory of a send, by recipients", peaks
    for database, name in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
        ticks = [
            (one["planned"], one["took_ms"])
            for one in found("ticks")
            if one["database"] == database
        ]
        yield f"an idle tick by rows planned, {name}", ticks
    for one in found("press"):
        if one["what"] in PRESSES:
            costs = [(int(size), cost["ms"]) for size, cost in one["ours"].items()]
            yield PRESSES[one["what"]], costs
    answered = [(one["contacts"], one["answered"]) for one in found("questions")]
    yield "a question, by contacts", answered


def _x(size: float) -> float:
    part = log10(size / SMALLEST) / log10(LARGEST / SMALLEST)
    return LEFT + part * (WIDTH - LEFT - RIGHT)


def _y(times: float) -> float:
    return HEIGHT - BOTTOM - times / HIGHEST * (HEIGHT - TOP - BOTTOM)


def _frame() -> Iterator[str]:
    yield _words(LEFT, 22, "What a larger programme costs, as a multiple of the smallest", "bold")
    for times in range(int(HIGHEST) + 1):
        yield _stroke((LEFT, _y(times)), (WIDTH - RIGHT, _y(times)), "#d9dde2")
        yield _words(LEFT - 34, _y(times) + 5, f"x {times}")
    for size in (1_000, 10_000, 100_000, 1_000_000):
        yield _words(_x(size) - 20, HEIGHT - BOTTOM + 22, f"{size:,}")


def _proportional() -> Iterator[str]:
    """Draw what would grow as the programme does, to the upper edge."""
    steps = [SMALLEST * (1 + (HIGHEST - 1) * part / 40) for part in range(41)]
    points = " ".join(f"{_x(size):.1f},{_y(size / SMALLEST):.1f}" for size in steps)
    yield f'<polyline points="{points}" fill="none" stroke="#9aa2ab" stroke-dasharray="4 4"/>'
    yield _words(_x(steps[-1]) + 8, _y(HIGHEST) + 12, "in proportion", colour="#6b737c")


def _drawn(lines: Sequence[Line]) -> Iterator[str]:
    for number, (name, sizes) in enumerate(lines):
        colour, first = COLOURS[number % len(COLOURS)], sizes[0][1]
        at = [(_x(size), _y(min(cost / first, HIGHEST))) for size, cost in sizes]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
        yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
        for x, y in at:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'
        times = sizes[-1][1] / first
        place = TOP + 20 + 44 * number
        yield _words(WIDTH - RIGHT + 14, place, name, colour=colour)
        yield _words(WIDTH - RIGHT + 14, place + 17, f"x {times:.2f} at {sizes[-1][0]:,}")


def _stroke(of: tuple[float, float], to: tuple[float, float], colour: str) -> str:
    return (
        f'<line x1="{of[0]:.1f}" y1="{of[1]:.1f}" x2="{to[0]:.1f}" y2="{to[1]:.1f}" '
        f'stroke="{colour}"/>'
    )


def _words(x: float, y: float, text: str, weight: str = "normal", colour: str = "#2b3138") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-weight="{weight}" fill="{colour}">'
        f"{escape(text)}</text>"
    )
