"""What was found about fairness, limits and a million contacts, as small tables."""

from collections.abc import Sequence

from rich.table import Table

from tests.bench.fairness import (
    FLOOR_BAR,
    LANES_A_RELAY,
    RATIO_BAR,
    REFUSALS_BAR,
    Adapted,
    Beside,
    Fairness,
    Refused,
    Relayed,
)
from tests.bench.kept import CONTACTS, MONTHS, SENDS_A_YEAR, Kept
from tests.bench.million import PLACES, SERVER_AT_ONCE, Million
from tests.bench.simulated.costs import MEASURED, Costs
from tests.bench.table import drawn, facts

GIGABYTE = 1_000_000_000
SIMULATED, MEASURED_HERE, CALCULATED = "simulated", "measured", "calculated"


def draw_fairness(found: Fairness) -> str:
    """Draw every case; all of it is simulated, and the same each time."""
    return (
        _beside(found.beside)
        + _refused(found.refused)
        + _adapted(found.adapted)
        + _relayed(found.relayed)
        + "All simulated: the real lanes on a real ledger, in simulated time.\n"
    )


def _beside(one: Beside) -> str:
    return facts(
        f"{one.lanes} small lanes beside a large one",
        ("the small ones alone", f"{one.alone:,.0f} s", ""),
        ("beside the large one", f"{one.beside:,.0f} s", ""),
        ("all of them, times alone", f"{one.ratio:.2f}", f"at most {RATIO_BAR}"),
        ("the one that fared worst, likewise", f"{one.worst:.2f}", ""),
        ("refused of all requests", f"{one.refusals:.2%}", f"under {REFUSALS_BAR:.0%}"),
    )


def _refused(found: Sequence[Refused]) -> str:
    table = Table("Refused by chance", "Messages", "Took", "Floor", "Ratio", "Asked", "Refused")
    for one in found:
        table.add_row(
            one.platform,
            f"{one.messages:,}",
            f"{one.seconds:,.1f} s",
            f"{one.floor:,.1f} s",
            f"{one.ratio:.2f}",
            f"at most {FLOOR_BAR:.2f}" if one.platform == "slack" else "",
            f"{one.refusals:.1%}",
        )
    return drawn(table)


def _adapted(found: Sequence[Adapted]) -> str:
    table = Table("Conversations of one workspace", "It takes", "At a flat 1/s", "Took", "Refused")
    for one in found:
        table.add_row(
            f"{one.places:,}",
            "anything" if one.allowed is None else f"{one.allowed:g}/s",
            f"{one.flat / 60:,.1f} min",
            f"{one.seconds / 60:,.1f} min",
            f"{one.refusals:.2%}",
        )
    return drawn(table)


def _relayed(found: Sequence[Relayed]) -> str:
    lanes = ("One lane", f"{LANES_A_RELAY} lanes")
    table = Table("A letter at the relay", "Pace", "Connections", *lanes)
    for one in found:
        takes = f"{one.post.takes:g} s"
        if one.post.lingering:
            takes += f", 1 of {1 / one.post.lingering:.0f} {one.post.lingers:g} s"
        given = (f"{one.post.a_second:g}/s", f"{one.post.connections}")
        table.add_row(takes, *given, f"{one.one:.1f}/s", f"{one.several:.1f}/s")
    return drawn(table)


def draw_million(found: Million, kept: Sequence[Kept], costs: Costs) -> str:
    """Draw what it comes to, and of each figure whether it was measured or only simulated."""
    table = Table("A million contacts", "", "How it is known")
    table.add_row("contacts, lanes, processes", _whole(found), "given")
    for name, minutes in sorted(found.minutes.items()):
        largest = f"the largest of {found.largest[name]:,}"
        table.add_row(f"{name}, {largest}", f"{minutes:,.1f} min", SIMULATED)
        table.add_row(
            f"{name}, nine lanes in ten", f"{found.nine_in_ten[name]:,.1f} min", SIMULATED
        )
    table.add_row("requests", f"{found.requests:,}", SIMULATED)
    table.add_row("refused", f"{found.refusals:.2%}", SIMULATED)
    table.add_row("transactions", f"{found.transactions:,}", SIMULATED)
    table.add_row("rows written", f"{found.rows:,}", SIMULATED)
    table.add_row("transactions a second, busiest minute", f"{found.busiest:,.0f}", SIMULATED)
    table.add_row("the server's places taken", f"{found.busy:.0%}", SIMULATED)
    for what, value in (
        ("a transaction", costs.transaction),
        ("a row in it", costs.row),
        ("a delivery read", costs.reads),
    ):
        table.add_row(f"{what}, on PostgreSQL", f"{value * 1000:.2f} ms", MEASURED_HERE)
    for one in kept:
        table.add_row(f"a delivery, {one.database}", f"{one.bytes_each:,.0f} B", MEASURED_HERE)
        year = f"a year of {SENDS_A_YEAR} sends to {CONTACTS:,}, {one.database}"
        table.add_row(year, f"{one.bytes_a_year / GIGABYTE:,.1f} GB", CALCULATED)
        table.add_row(
            f"the same added up after {MONTHS} months, {one.database}",
            f"{one.bytes_added_up / GIGABYTE:,.2f} GB",
            CALCULATED,
        )
    return (
        f"{drawn(table)}{PLACES} lanes at once a process, {SERVER_AT_ONCE} transactions at once "
        f"at the server; a transaction was charged {MEASURED.transaction * 1000:.0f} ms.\n"
    )


def _whole(found: Million) -> str:
    return f"{found.contacts:,}, {found.lanes:,}, {found.workers}"
