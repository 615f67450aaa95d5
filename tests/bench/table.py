"""What was measured, as a small table."""

from collections.abc import Sequence
from io import StringIO

from rich.console import Console
from rich.table import Table

from tests.bench.compare import Comparison
from tests.bench.imports import SLOW, Imported
from tests.bench.questions import BAR_MS, Asked

WIDTH = 110


def draw(found: Sequence[Comparison]) -> str:
    """Draw a line a comparison, and below it what was compared with what."""
    if not found:
        return ""
    table = Table("What", "Ours", "By hand", "Ratio", "Asked", "CPU ours", "CPU by hand")
    for column in table.columns[1:]:
        column.justify = "right"
    for one in found:
        table.add_row(
            one.what,
            f"{one.ours.a_second:,.0f}/s",
            f"{one.by_hand.a_second:,.0f}/s",
            f"{one.ratio:.2f}",
            f"{one.asked:.2f}",
            f"{one.ours.processor_ms:.2f} ms",
            f"{one.by_hand.processor_ms:.2f} ms",
        )
    notes = "".join(f"{one.what}: {one.compared}.\n" for one in found)
    return f"{_drawn(table)}{notes}"


def draw_import(found: Imported) -> str:
    """Draw how commands were acknowledged during an import, and how long it took."""
    acks = found.acks
    table = Table("Commands acknowledged during an import", "", "Asked")
    for name, value, asked in (
        ("commands", f"{len(acks.seconds):,}", ""),
        ("half of them within", _ms(acks.within(50)), ""),
        ("99 of 100 within", _ms(acks.within(99)), f"under {_ms(SLOW)}"),
        ("longest", _ms(max(acks.seconds)), ""),
        (f"over {_ms(SLOW)}", f"{acks.slow:,}", ""),
        (f"import of {found.rows:,} rows", f"{found.seconds:,.0f} s", ""),
        ("rows a second", f"{found.rows / found.seconds:,.0f}", ""),
        ("its longest write transaction", f"{found.longest_write_ms:,} ms", ""),
    ):
        table.add_row(name, value, asked)
    for column in table.columns[1:]:
        column.justify = "right"
    return (
        f"{_drawn(table)}The whole bot serves on the same SQLite database in a process of its own "
        "and answers each command.\n"
    )


def draw_questions(found: Sequence[Asked]) -> str:
    """Draw what a question costs at each size, and how much dearer the largest is."""
    table = Table("CPU of one question", "Names, once", "Read", "Asked", "Answered")
    for one in found:
        table.add_row(
            f"{one.partners:,} partners",
            f"{one.first:,.1f} ms",
            f"{one.read:.2f} ms",
            f"under {BAR_MS:.0f} ms",
            f"{one.answered:.2f} ms",
        )
    small, large = found[0], found[-1]
    table.add_row(
        "ratio",
        "",
        f"{large.read / small.read:.2f}",
        "",
        f"{large.answered / small.answered:.2f}",
    )
    for column in table.columns[1:]:
        column.justify = "right"
    return (
        f"{_drawn(table)}An administrator asks, who may use every name. Names are built once an "
        "import; the answer is with its figure and its card.\n"
    )


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms"


def _drawn(table: Table) -> str:
    console = Console(file=StringIO(), width=WIDTH)
    console.print(table)
    return console.file.getvalue()  # type: ignore[attr-defined] # it is the StringIO above
