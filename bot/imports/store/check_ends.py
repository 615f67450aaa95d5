"""Whether the ends in a file are the last day or the day after: the file itself may tell."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, text

from bot.imports.rules.faults import Fault
from bot.imports.rules.fields import Spans
from bot.imports.store.scratch import Scratch

SURE = 10
"""From so many ends on that are a whole month after their start, a tenth of that is chance."""


def ends_of_two_readings(scratch: Scratch, spans: Spans) -> Iterator[Fault]:
    """Ask which day an end is, where more look like the last day than like the day after.

    That looks like the last day which comes one day before a whole month is over, or before
    something else of the same customer starts.
    """
    found = _counted(scratch, spans, _month_after(scratch, spans, 1), _month_after(scratch, spans))
    if not (found.next >= SURE and found.last * SURE < found.next):
        _index(scratch, spans)
        found = _counted(
            scratch,
            spans,
            or_(_month_after(scratch, spans, 1), _followed(scratch, spans, 1)),
            or_(_month_after(scratch, spans), _followed(scratch, spans)),
        )
    # Of ends that mean neither, as many look like the one as like the other.
    if found.last > found.next:
        yield Fault(
            found.line,
            "end",
            str(found.end),
            f"is this the last day, or the day after it? {found.last} of the ends here come one "
            f"day before a whole month is over or the next row starts, {found.next} on that very "
            "day: say --end-is last-day, or --end-is next-day",
        )


def _counted(
    scratch: Scratch, spans: Spans, last: ColumnElement[bool], following: ColumnElement[bool]
) -> Any:  # noqa: ANN401 - a row of the query below
    ready = scratch.ready
    rows = (
        select(
            ready.c.line,
            func.date(ready.c[spans.end]).label("end"),
            case((last, 1), else_=0).label("last"),
            case((following, 1), else_=0).label("next"),
        )
        .where(ready.c[spans.end].is_not(None))
        .subquery("rows")
    )
    # SQLite takes a bare column from the row that has the minimum.
    return scratch.connection.execute(
        select(
            func.coalesce(func.sum(rows.c.last), 0).label("last"),
            func.coalesce(func.sum(rows.c.next), 0).label("next"),
            func.min(case((rows.c.last == 1, rows.c.line))).label("line"),
            rows.c.end,
        )
    ).one()


def _month_after(scratch: Scratch, spans: Spans, days: int = 0) -> ColumnElement[bool]:
    """Say that so many days after its end a whole number of months has passed."""
    start, end = scratch.ready.c[spans.start], scratch.ready.c[spans.end]
    then = func.date(end, f"+{days} day")
    same = func.strftime("%d", then) == func.strftime("%d", start)
    return and_(same, then > func.date(start))


def _followed(scratch: Scratch, spans: Spans, days: int = 0) -> ColumnElement[bool]:
    """Say that so many days after its end something else of its group starts."""
    ready, other = scratch.ready, scratch.ready.alias("other")
    group = _group(scratch, spans)
    then = func.date(ready.c[spans.end], f"+{days} day")
    return exists().where(
        other.c[group] == ready.c[group],
        other.c[spans.start] == then,
        other.c.line != ready.c.line,
    )


def _group(scratch: Scratch, spans: Spans) -> str:
    return "customer_id" if "customer_id" in scratch.columns else spans.group


def _index(scratch: Scratch, spans: Spans) -> None:
    columns = f"{_group(scratch, spans)}, {spans.start}"
    scratch.connection.execute(text(f"CREATE INDEX ready_starts ON ready ({columns})"))
