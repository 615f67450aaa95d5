"""What was measured, as a small table."""

from collections.abc import Sequence
from io import StringIO

from rich.console import Console
from rich.table import Table

from tests.bench.compare import Comparison
from tests.bench.deliveries import PEOPLE, TENANTS, Delivered
from tests.bench.figures import BAR_RATIO as HAND_BAR
from tests.bench.figures import BAR_SECONDS as FIGURE_BAR
from tests.bench.figures import Figured
from tests.bench.growth import BAR_MB, Grown
from tests.bench.imports import SLOW, Imported
from tests.bench.planning import PlannedBeside
from tests.bench.press import Pressed
from tests.bench.questions import BAR_MS, Asked
from tests.bench.scores import BAR_SECONDS as SCORE_BAR
from tests.bench.scores import Scored
from tests.bench.throttled import Throttled
from tests.bench.ticks import BAR_MS as IDLE_BAR_MS
from tests.bench.ticks import Idle
from tests.bench.workers import Shared

WIDTH = 110


def draw(found: Sequence[Comparison]) -> str:
    """Draw a line a comparison, and below it what was compared with what."""
    if not found:
        return ""
    table = Table("What", "Ours", "By hand", "Ratio", "Asked", "CPU ours", "CPU by hand")
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
    return f"{drawn(table)}{notes}"


def draw_deliveries(found: Sequence[Delivered]) -> str:
    """Draw what one delivery costs each way, as a multiple of the loop by hand."""
    table = Table("One delivery", "CPU", "Ratio", "At most", "A second", "Statements", "Commits")
    for one in found:
        table.add_row(
            one.way,
            f"{one.processor_ms:.2f} ms",
            f"{one.ratio:.2f}",
            f"{one.asked:.1f}" if one.asked else "",
            f"{one.a_second:,.0f}",
            f"{one.statements:.2f}" if one.statements else "",
            f"{one.commits:.3f}" if one.commits else "",
        )
    return (
        f"{drawn(table)}{TENANTS * PEOPLE:,} deliveries over {TENANTS} tenants; by hand is an "
        "aiohttp loop that posts one ready payload. A whole delivery is composed and rendered, "
        "its figures were computed. PostgreSQL's own processor time is not counted. "
        "The distributed engine's ratio is to the embedded one.\n"
    )


def draw_shared(found: Sequence[Shared]) -> str:
    """Draw how many deliveries a second processes bring that share a database."""
    table = Table("One send, shared", "Deliveries", "A second", "Times one", "CPU of each")
    for one in found:
        count = f"{one.processes} process{'es' if one.processes > 1 else ''}"
        table.add_row(
            count,
            f"{one.deliveries:,}",
            f"{one.a_second:,.0f}",
            f"{one.ratio:.2f}",
            f"{one.processor_ms:.2f} ms",
        )
    return (
        f"{drawn(table)}On PostgreSQL, which shares the processors with them, as the platform's "
        "stand-in does: more processes than processors are no faster.\n"
    )


def draw_growth(found: Sequence[Grown]) -> str:
    """Draw the memory of a process by the recipients of its one send."""
    table = Table("Memory of one send", "The most", "More than the first", "Asked", "Took")
    for one in found:
        table.add_row(
            f"{one.recipients:,} recipients",
            f"{one.peak_mb:,.0f} MB",
            f"{one.more_mb:,.0f} MB",
            f"under {BAR_MB:.0f} MB",
            f"{one.seconds:,.0f} s",
        )
    return f"{drawn(table)}One process on SQLite plans and delivers it all.\n"


def draw_idle(found: Sequence[Idle]) -> str:
    """Draw what an idle tick costs at each size."""
    heads = ("Planned", "Took", "CPU", "Asked", "The whole bot", "Once a minute")
    table = Table("An idle tick", *heads)
    for one in found:
        table.add_row(
            one.database,
            f"{one.planned:,}",
            f"{one.took_ms:.1f} ms",
            f"{one.processor_ms:.1f} ms",
            f"under {IDLE_BAR_MS:.0f} ms",
            f"{one.whole_ms:.1f} ms",
            f"{one.minute_ms:.0f} ms",
        )
    return drawn(table)


def draw_import(found: Imported) -> str:
    """Draw how commands were acknowledged during an import, and how long it took."""
    acks = found.acks
    drawn = facts(
        "Commands acknowledged during an import",
        ("commands", f"{len(acks.seconds):,}", ""),
        ("half of them within", _ms(acks.within(50)), ""),
        ("99 of 100 within", _ms(acks.within(99)), f"under {_ms(SLOW)}"),
        ("longest", _ms(max(acks.seconds)), ""),
        (f"over {_ms(SLOW)}", f"{acks.slow:,}", ""),
        (f"import of {found.rows:,} rows", f"{found.seconds:,.0f} s", ""),
        ("rows a second", f"{found.rows / found.seconds:,.0f}", ""),
        ("the same alone", f"{found.seconds_alone:,.0f} s", ""),
        ("rows a second alone", f"{found.rows / found.seconds_alone:,.0f}", ""),
        ("the most memory of an import", f"{found.peak_mb:,.0f} MB", ""),
        ("its longest write transaction", f"{found.longest_write_ms:,} ms", "under 200 ms"),
    )
    return (
        f"{drawn}The whole bot serves on the same SQLite database in a process of its own "
        "and answers each command.\n"
    )


def draw_planned(found: PlannedBeside) -> str:
    """Draw how commands were acknowledged while a large send was planned."""
    acks = found.acks
    drawn = facts(
        "Commands acknowledged beside planning",
        ("commands", f"{len(acks.seconds):,}", ""),
        ("half of them within", _ms(acks.within(50)), ""),
        ("99 of 100 within", _ms(acks.within(99)), f"under {_ms(SLOW)}"),
        ("longest", _ms(max(acks.seconds)), ""),
        (f"{found.deliveries:,} deliveries planned in", f"{found.seconds:,.1f} s", ""),
    )
    return f"{drawn}One process serves and plans on SQLite; it answers each command too.\n"


def draw_throttled(found: Throttled) -> str:
    """Draw how long a newsletter takes at the platforms' own pace, and what it costs."""
    each = found.processor_seconds / (found.people + found.conversations) * 1000
    drawn = facts(
        "A newsletter at the platforms' own pace",
        ("people", f"{found.people:,}", ""),
        ("conversations, in one workspace", f"{found.conversations:,}", ""),
        ("the people had it after", f"{found.people_minutes:,.1f} min", ""),
        ("everybody had it after", f"{found.minutes:,.1f} min", ""),
        ("processor, with planning", f"{found.processor_seconds:,.1f} s", ""),
        ("each message", f"{each:,.1f} ms", ""),
    )
    return f"{drawn}One process on SQLite; the platform stands in another.\n"


def draw_pressed(found: Sequence[Pressed]) -> str:
    """Draw what each press costs at each size, and how often a bare acknowledgement that is."""
    sizes = list(found[-1].ours)
    few, many = sizes[0], sizes[-1]
    table = Table("CPU of one press", "Bare", *(f"{n:,}" for n in sizes), "x bare", "Asked", "SQL")
    for one in found:
        largest = one.ours.get(many) or one.ours[few]
        table.add_row(
            one.what,
            f"{one.bare:.2f} ms",
            *(f"{one.ours[n].ms:.2f} ms" if n in one.ours else "" for n in sizes),
            " ".join(f"{ratio:.1f}" for ratio in one.ratios.values()),
            f"{one.asked:.1f}",
            f"{largest.statements:.1f} / {largest.transactions:.1f} / {largest.commits:.1f}",
        )
    return (
        f"{drawn(table)}The whole bot with so many people on SQLite, one press after the other, "
        "until it is carried out and answered; bare is a Bolt app, or an aiohttp door with our "
        "check of the token, that only acknowledges. SQL: statements, transactions, commits.\n"
    )


def draw_questions(found: Sequence[Asked]) -> str:
    """Draw what a question costs at each size, and how much dearer the largest is."""
    table = Table("CPU of one question", "Names, once", "Read", "Asked", "Answered")
    for one in found:
        table.add_row(
            f"{one.contacts:,} people at {one.partners:,} partners",
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
    return (
        f"{drawn(table)}An administrator asks, who may use every name. Names are built once an "
        "import; the answer is with its figure and its card.\n"
    )


def draw_scores(found: Sequence[Scored]) -> str:
    """Draw what a score costs over so many responses."""
    table = Table("CPU of one score", "Responses", "Asked", "Taken")
    for one in found:
        taken = f"{one.seconds:.2f} s"
        table.add_row(one.asked, f"{one.responses:,}", f"under {SCORE_BAR:.0f} s", taken)
    return f"{drawn(table)}With its interval, and what must not be told withheld.\n"


def draw_figures(found: Sequence[Figured]) -> str:
    """Draw what a figure takes over so many subscriptions, and against the same by hand."""
    table = Table("One figure, warm", "Database", "Intervals", "Asked", "Taken", "By hand")
    for one in found:
        taken, ratio = f"{one.seconds:.2f} s", f"{one.ratio:.2f} x" if one.ratio else ""
        bar = f"under {FIGURE_BAR:.0f} s"
        table.add_row(one.asked, one.database, f"{one.intervals:,}", bar, taken, ratio)
    return (
        f"{drawn(table, words=2)}With its whole where it is cut; by hand {HAND_BAR:.1f} times "
        "is asked.\n"
    )


def facts(title: str, *facts: tuple[str, str, str]) -> str:
    """Draw a line a fact: its name, its value, and what was asked."""
    table = Table(title, "", "Asked")
    for fact in facts:
        table.add_row(*fact)
    return drawn(table)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms"


def drawn(table: Table, words: int = 1) -> str:
    """Draw a table whose first columns are words, and all others numbers, to the right."""
    for column in table.columns[words:]:
        column.justify = "right"
    console = Console(file=StringIO(), width=WIDTH)
    console.print(table)
    return console.file.getvalue()  # type: ignore[attr-defined] # it is the StringIO above
