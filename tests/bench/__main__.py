"""How fast Drumbeat is, compared in one run with what one would write by hand.

Servers run in processes of their own. Both sides of a comparison take turns in many short
rounds, and the ratio is the median of the rounds' ratios: 1.00 is as fast as by hand.
What each part found last is kept in `var/bench.json`.
"""

import argparse
import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from tests.bench import (
    acks,
    deliveries,
    fairness,
    figures,
    growth,
    imports,
    imports_by_hand,
    kept,
    million,
    picture,
    planning,
    press,
    questions,
    results,
    scores,
    teams_invokes,
    teams_posts,
    teams_sdk,
    throttled,
    ticks,
    workers,
)
from tests.bench.compare import Comparison
from tests.bench.progress import Progress
from tests.bench.scale_table import draw_fairness, draw_million
from tests.bench.simulated.costs import measure_costs
from tests.bench.table import (
    draw,
    draw_deliveries,
    draw_figures,
    draw_growth,
    draw_idle,
    draw_import,
    draw_planned,
    draw_pressed,
    draw_questions,
    draw_scores,
    draw_shared,
    draw_throttled,
)

Found = TypeVar("Found")

ROUNDS = 21
MOST_ROUNDS = 5
"""Of what takes half a minute a round."""
COMPARISONS: dict[str, Callable[[int], Awaitable[Comparison]]] = {
    "acks": acks.compare,
    "teams-posts": teams_posts.compare,
    "teams-sdk": teams_sdk.compare,
    "teams-invokes": teams_invokes.compare,
}
DELIVERIES, TICKS, QUESTIONS, SCORES = "deliveries", "ticks", "questions", "scores"
PRESS, PLANNING, THROTTLED, GROWTH = "press", "planning", "throttled", "growth"
WORKERS = "workers"
IMPORT, FIGURES, FAIRNESS, MILLION = "import", "figures", "fairness", "million"
NAMES = (
    *COMPARISONS,
    DELIVERIES,
    WORKERS,
    GROWTH,
    TICKS,
    QUESTIONS,
    SCORES,
    PRESS,
    PLANNING,
    THROTTLED,
    IMPORT,
    FIGURES,
    FAIRNESS,
    MILLION,
)


def main() -> None:
    """Measure what was asked for, and print it."""
    # What is measured writes its lines too, but a screen would cost more than all of it.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    asked = _arguments()
    if asked.picture:
        picture.PICTURE.write_text(picture.draw(results.kept()), encoding="utf-8")
        return
    chosen = [name for name in NAMES if name in asked.names or not asked.names]
    asyncio.run(_measure(chosen, rounds=asked.rounds, rows=asked.rows))


async def _measure(chosen: list[str], *, rounds: int, rows: int) -> None:
    await _compare(chosen, rounds)
    few = min(rounds, MOST_ROUNDS)
    tables: dict[str, Callable[[], Awaitable[str]]] = {
        DELIVERIES: lambda: _told(DELIVERIES, draw_deliveries, deliveries.measure(few)),
        WORKERS: lambda: _told(WORKERS, draw_shared, workers.measure(few)),
        GROWTH: lambda: _told(GROWTH, draw_growth, growth.measure()),
        TICKS: lambda: _told(TICKS, draw_idle, ticks.measure()),
        QUESTIONS: lambda: _told(QUESTIONS, draw_questions, questions.measure(rounds)),
        SCORES: lambda: _told(SCORES, draw_scores, scores.measure(rounds)),
        PRESS: lambda: _told(PRESS, draw_pressed, press.measure(rounds)),
        PLANNING: lambda: _told(PLANNING, draw_planned, planning.measure()),
        THROTTLED: lambda: _told(THROTTLED, draw_throttled, throttled.measure()),
        IMPORT: lambda: _imported(rows),
        FIGURES: lambda: _told(FIGURES, draw_figures, figures.measure(rows)),
        FAIRNESS: lambda: _told(FAIRNESS, draw_fairness, fairness.measure()),
        MILLION: _million,
    }
    for name, measured in tables.items():
        if name in chosen:
            sys.stdout.write(await measured())
            sys.stdout.flush()


async def _told(name: str, draw_one: Callable[[Found], str], measured: Awaitable[Found]) -> str:
    """Keep what one part found, and draw it."""
    found = await measured
    results.keep(name, found)
    return draw_one(found)


async def _imported(rows: int) -> str:
    by_hand = draw(await imports_by_hand.compare())
    return by_hand + await _told(IMPORT, draw_import, imports.measure(rows))


async def _million() -> str:
    costs, weighed, found = await measure_costs(), await kept.measure(), await million.measure()
    results.keep(MILLION, {"simulated": found, "weighed": weighed, "costs": costs})
    return draw_million(found, weighed, costs)


async def _compare(chosen: list[str], rounds: int) -> None:
    found = []
    for name in chosen:
        if name in COMPARISONS:
            progress = Progress(name)
            progress.say(f"{rounds} rounds of each side ...")
            found.append(await COMPARISONS[name](rounds))
            results.keep(name, found[-1])
            progress.end()
    sys.stdout.write(draw(found))
    sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='make bench ARGS="..."',
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="The import of 2,000,000 rows takes ten minutes, figures over as many half an "
        "hour, fairness and the million a quarter each, the presses and the throttled newsletter "
        "five minutes each, the rest ten.",
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"{', '.join(NAMES)}; all of them without a name"
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="of each side (%(default)s)")
    parser.add_argument(
        "--rows",
        type=int,
        default=imports.ROWS,
        help="of the imported file, and under figures (%(default)s)",
    )
    parser.add_argument(
        "--picture",
        action="store_true",
        help=f"measure nothing: draw {picture.PICTURE} of what {results.KEPT} has",
    )
    found = parser.parse_args()
    unknown = [name for name in found.names if name not in NAMES]
    if unknown or found.rounds < 1 or found.rows < 1:
        parser.error(f"choose of {', '.join(NAMES)}; rounds and rows are at least 1")
    return found


main()
