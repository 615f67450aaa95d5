"""How fast Drumbeat is, compared in one run with what one would write by hand.

Servers run in processes of their own. Both sides of a comparison take turns in many short
rounds, and the ratio is the median of the rounds' ratios: 1.00 is as fast as by hand.
"""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable

from tests.bench import acks, imports, questions, teams_invokes, teams_posts
from tests.bench.compare import Comparison
from tests.bench.progress import Progress
from tests.bench.table import draw, draw_import, draw_questions

ROUNDS = 21
COMPARISONS: dict[str, Callable[[int], Awaitable[Comparison]]] = {
    "acks": acks.compare,
    "teams-posts": teams_posts.compare,
    "teams-invokes": teams_invokes.compare,
}
QUESTIONS, IMPORT = "questions", "import"
NAMES = (*COMPARISONS, QUESTIONS, IMPORT)


def main() -> None:
    """Measure what was asked for, and print it."""
    asked = _arguments()
    chosen = [name for name in NAMES if name in asked.names or not asked.names]
    asyncio.run(_measure(chosen, rounds=asked.rounds, rows=asked.rows))


async def _measure(chosen: list[str], *, rounds: int, rows: int) -> None:
    found = []
    for name in chosen:
        if name in COMPARISONS:
            progress = Progress(name)
            progress.say(f"{rounds} rounds of each side ...")
            found.append(await COMPARISONS[name](rounds))
            progress.end()
    sys.stdout.write(draw(found))
    sys.stdout.flush()
    if QUESTIONS in chosen:
        sys.stdout.write(draw_questions(await questions.measure(rounds)))
        sys.stdout.flush()
    if IMPORT in chosen:
        sys.stdout.write(draw_import(await imports.measure(rows)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='make bench ARGS="..."',
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="The import of 2,000,000 rows takes about ten minutes; everything else two.",
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"{', '.join(NAMES)}; all of them without a name"
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="of each side (%(default)s)")
    parser.add_argument(
        "--rows", type=int, default=imports.ROWS, help="of the imported file (%(default)s)"
    )
    found = parser.parse_args()
    unknown = [name for name in found.names if name not in NAMES]
    if unknown or found.rounds < 1 or found.rows < 1:
        parser.error(f"choose of {', '.join(NAMES)}; rounds and rows are at least 1")
    return found


main()
