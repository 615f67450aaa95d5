"""One import from its first line to the moment it is seen; wrong rows stop it before it writes."""

import asyncio
import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from itertools import islice
from time import monotonic
from typing import Protocol

from bot.clock import SystemClock
from bot.errors import ImportRefused
from bot.imports.rules.cells import reader_of
from bot.imports.rules.faults import Fault, RowPassedOver, shown
from bot.imports.rules.fields import Cell, Kind, Notation, Surroundings
from bot.imports.rules.header import HEADER_LINE, Layout, Wishes, laid_out
from bot.imports.rules.joins import joined
from bot.imports.rules.rows import RowReader
from bot.imports.store.ages import age_of
from bot.imports.store.batches import ALONE, BESIDE_OTHERS
from bot.imports.store.checks import Difference, check, compare
from bot.imports.store.homes import settle_homes
from bot.imports.store.known import learn, seen_names, surroundings
from bot.imports.store.missing import end_missing, find_missing
from bot.imports.store.scratch import Plain, Scratch, opened_scratch
from bot.imports.store.totals import totals_of
from bot.imports.store.turns import take_turn, whole_or_nothing
from bot.imports.store.wishes import heed_wishes
from bot.imports.store.write import Progress, Writing, write
from bot.store.erased import Digest
from bot.store.revision import ensure_current
from bot.store.sessions import Database
from drumbeat.importing.fitted import FittedSource
from drumbeat.importing.outcome import FaultReport, RowCounts
from drumbeat.importing.sheets import Record, Source

AT_FIRST = 20_000
"""So many rows are looked at under a header that is to be mended first."""
REPEATS = "they say what an earlier row says"
COMPARING = "comparing with what is here"
EVERY_ROWS = 2000
"""How often the progress bar hears of it."""


class AsksAfter(Protocol):
    """Asks people after the events that a file tells of, in the place of writing rows."""

    async def known(self) -> tuple[Mapping[str, str], datetime]:
        """Return the surveys, each with why it is never asked so, and the programme's time."""

    async def ask(self, rows: Iterable[Plain], tally: RowCounts, *, dry_run: bool) -> None:
        """Ask after each event, and count who was asked, and who was not and why."""


@dataclass(frozen=True, slots=True)
class EndsMissing:
    """What is here and no longer in the file ends, on this day or today."""

    on: date | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """What is wanted."""

    kind: Kind
    wishes: Wishes
    notation: Notation
    reporting: str
    digest: Digest
    dry_run: bool = False
    alone: bool = False
    """Whether nobody else is at work, so that nobody waits behind a piece."""
    ends_missing: EndsMissing | None = None
    until: date | None = None
    """The day up to which the file lacks nothing, where somebody says it."""
    asks: AsksAfter | None = None
    """Who is asked after the events of a file, where its rows are no rows of ours."""
    topics: Callable[[], Mapping[str, str]] = dict
    """Reads what people can mute, once a file speaks of that."""


@dataclass(slots=True)
class _Run:
    job: Job
    source: Source
    database: Database
    progress: Progress
    faults: FaultReport
    tally: RowCounts = field(default_factory=RowCounts)


async def carry_out(
    job: Job, source: Source, database: Database, progress: Progress, faults: FaultReport
) -> RowCounts:
    """Import a source as a whole, or nothing of it; the tally and the report say what happened."""
    run = _Run(job, source, database, progress, faults)
    began = monotonic()
    async with database.read() as session:
        await ensure_current(session)
    gc.freeze()  # what was loaded by now stays: looking through it would hold a piece up
    try:
        with opened_scratch(job.kind) as scratch:
            await _read_check_write(run, scratch)
    finally:
        gc.unfreeze()
    run.tally.seconds = round(monotonic() - began, 3)
    return run.tally


async def _read_check_write(run: _Run, scratch: Scratch) -> None:
    seen = await seen_names(run.database)
    around = await _surroundings(run)
    layout = fit(run)
    run.faults.header_line = run.source.header_line
    scratch.complain(_on_header(run, [*layout.faults, *read_words(run, layout)]))
    await look_at_amounts(run, layout)
    await read_rows(run, scratch, layout, around)
    await _check(run, scratch)
    if run.faults.count:
        return
    if not run.tally.rows:
        raise ImportRefused(f"{run.source.name} has a header and no rows: there is nothing in it")
    if run.job.asks is not None:
        await run.job.asks.ask(scratch.rows(), run.tally, dry_run=run.job.dry_run)
        return
    run.progress(COMPARING, 0, 0)
    await heed_wishes(run.database, scratch, layout.given)
    settle_homes(scratch, around, layout.given)
    today = around.now.astimezone(run.job.notation.zone).date()
    run.tally.totals = totals_of(scratch, today)
    given = await _heed_missing(run, scratch, layout.given, today)
    difference = compare(scratch, given)
    run.tally.new_products = sorted(around.new_products.values())
    _count(run, scratch, difference, around.notes | scratch.notes)
    zone = run.job.notation.zone
    age = await age_of(run.database, scratch, run.job.until, today, zone)
    run.tally.age = age
    if run.job.dry_run or (not run.tally.written and (age is None or not age.moves)):
        return
    batch = await take_turn(run.database, run.job.kind.name, run.source.name, seen)
    batch.pace = ALONE if run.job.alone else BESIDE_OTHERS
    await _write(run, Writing(batch, scratch, given, around, run.progress, age))


async def _heed_missing(
    run: _Run, scratch: Scratch, given: frozenset[str], today: date
) -> frozenset[str]:
    """Look for what is no longer in the file, and end it if that is wished."""
    missing, ends = await find_missing(run.database, scratch, today), run.job.ends_missing
    if missing is not None and ends is not None:
        given, missing = end_missing(scratch, given, missing, ends.on or today)
    run.tally.missing = missing
    return given


async def _check(run: _Run, scratch: Scratch) -> None:
    scratch.hear = partial(run.progress, COMPARING)
    await learn(run.database, scratch)
    run.progress("checking all rows together", 0, 0)
    check(scratch, run.job.notation.end_is)
    run.faults.take(scratch.faults())


def fit(run: _Run) -> Layout:
    """Lay the header out, and let the source hand out rows that fit it."""
    wishes = run.job.wishes
    made = joined(run.source.header(), wishes)
    layout = laid_out(made.header, run.job.kind, made.wishes)
    run.tally.missing_columns = sorted(
        {name for name, field in wishes.maps.items() if field not in layout.given}
    )
    words = {
        layout.places[name]: each for name, each in wishes.values.items() if name in layout.places
    }
    if made.parts or words:
        run.source = FittedSource(run.source, made, words)
    return layout


def records(run: _Run, layout: Layout) -> Iterator[Record | Fault]:
    """Yield what is read: all of it, or under a faulty header as much as costs no patience."""
    return islice(run.source.records(), AT_FIRST if layout.faults else None)


def read_words(run: _Run, layout: Layout) -> Iterable[Fault]:
    """Yield a fault for each value that cells were mapped to and that its field refuses."""
    for name, words in run.job.wishes.values.items():
        field = run.job.kind.field_named(name)
        if field is None or name not in layout.places:
            continue
        for ours, reason in words.read_by(reader_of(field, run.job.notation)):
            yield Fault(HEADER_LINE, f"--map-value {name}", shown(ours), reason)


def _on_header(run: _Run, faults: Iterable[Fault]) -> list[Fault]:
    """Say of what is wrong with the header on which line that stands."""
    return [replace(each, line=run.source.header_line) for each in faults]


async def _surroundings(run: _Run) -> Surroundings:
    job = run.job
    around = await surroundings(run.database, job.notation, job.reporting, job.digest)
    around.now, around.topics = SystemClock().now(), job.topics
    if job.asks is not None:
        around.asked_after, around.now = await job.asks.known()
    return around


async def _write(run: _Run, writing: Writing) -> None:
    async with whole_or_nothing(writing.batch):
        await write(writing)
    run.tally.longest_write_ms = round(writing.batch.longest * 1000)


async def look_at_amounts(run: _Run, layout: Layout) -> None:
    """See from every cell of a column of amounts how they are written, before one is read."""
    amounts = run.job.notation.amounts
    looked = [
        (layout.places[field.name], amounts.column(field.name))
        for field in run.job.kind.fields
        if field.cell is Cell.AMOUNT and field.name in layout.places
    ]
    if not looked:
        return
    for count, record in enumerate(records(run, layout)):
        if count % EVERY_ROWS == 0:
            if not any(column.is_open for _, column in looked):
                return
            await _say_so(run, "looking at amounts", count)
        if isinstance(record, Record) and len(record.cells) == layout.width:
            for place, column in looked:
                cell = record.cells[place]
                if type(cell) is str:  # what a database typed says nothing of how people write
                    column.look(cell)


async def read_rows(run: _Run, scratch: Scratch, layout: Layout, around: Surroundings) -> None:
    """Read every record into the scratch file; what is wrong with one does not stop the next."""
    reader = RowReader(run.job.kind, layout, around)
    scratch.complain(_on_header(run, reader.constants()))
    for record in records(run, layout):
        if run.tally.rows % EVERY_ROWS == 0:
            await _say_so(run, "reading", run.tally.rows)
        run.tally.rows += 1
        if isinstance(record, Fault):
            scratch.complain((record,))
            continue
        try:
            row = reader.row(record.line, record.cells)
        except RowPassedOver as reason:
            run.tally.pass_over(str(reason))
            continue
        if isinstance(row, tuple):
            scratch.complain(row)
        else:
            scratch.add(record.line, row)
    scratch.flush()


async def _say_so(run: _Run, phase: str, rows: int) -> None:
    """Say how many rows were read, of about how many: a query's size nobody knows."""
    position, size = run.source.position(), run.source.size
    run.progress(phase, rows, rows * size // position if size and position else 0)
    await asyncio.sleep(0)  # so that an operator's Ctrl-C is heard


def _count(run: _Run, scratch: Scratch, difference: Difference, notes: dict[str, int]) -> None:
    tally = run.tally
    if scratch.repeats:
        tally.passed_over[REPEATS] = scratch.repeats
    ended = tally.missing.ended if tally.missing is not None else 0
    tally.new, tally.changed = difference.new, difference.changed - ended
    tally.unchanged = difference.unchanged
    tally.notes = notes
    tally.told = list(run.source.told())
    tally.unused_values = [
        f"{name}:{value}"
        for name, words in run.job.wishes.values.items()
        for value in words.unused()
    ]
