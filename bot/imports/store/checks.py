"""What can only be seen with the whole file at hand: twins, strangers, overlaps, and changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    and_,
    delete,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    text,
    union_all,
    update,
)

from bot.imports.rules.faults import Fault, shown
from bot.imports.rules.fields import EndIs, Spans
from bot.imports.store.check_ends import ends_of_two_readings
from bot.imports.store.check_names import (
    ids_and_emails_of_two,
    names_that_are_ids,
    put_known_contacts,
    shared,
)
from bot.imports.store.check_people import (
    check_certified,
    put_contacts,
    put_managers_ids,
    strange_contacts,
    strange_managers,
)
from bot.imports.store.scratch import Scratch

END_OF_DAYS = "9999-12-31"


def check(scratch: Scratch, end_is: EndIs | None = None) -> None:
    """Look at all rows together; what is wrong joins the other faults."""
    scratch.connection.execute(text("CREATE INDEX ready_key ON ready (key)"))
    if scratch.kind.name == "contacts":
        scratch.complain(ids_and_emails_of_two(scratch))
        put_known_contacts(scratch)
        scratch.complain(shared(scratch, scratch.ready.c.email, "email"))
    if "source_id" in scratch.columns:
        scratch.complain(shared(scratch, scratch.ready.c.source_id, "id"))
    _pass_over_repeats(scratch)
    scratch.complain(_twins(scratch))
    if "customer_id" in scratch.columns:
        scratch.complain(_strange_customers(scratch))
        _take_the_customers_partner(scratch)
    if scratch.kind.name == "partners":
        scratch.complain(strange_managers(scratch))
        put_managers_ids(scratch)
        scratch.complain(_names_of_two(scratch))
        scratch.complain(names_that_are_ids(scratch))
    _check_contacts(scratch)
    if scratch.kind.spans is not None:
        scratch.complain(_overlaps(scratch, scratch.kind.spans))
        if end_is is None:
            scratch.complain(ends_of_two_readings(scratch, scratch.kind.spans))
    scratch.flush()


def _check_contacts(scratch: Scratch) -> None:
    if scratch.kind.name in {"responses", "events"}:
        scratch.complain(strange_contacts(scratch))
        put_contacts(scratch)
    if scratch.kind.name == "certifications":
        check_certified(scratch)


def _pass_over_repeats(scratch: Scratch) -> None:
    """Take out customers that an earlier row names just so, as a list of subscriptions does."""
    if scratch.kind.name != "customers":
        return
    ready = scratch.ready
    earlier = ready.alias("earlier")
    same = [ready.c[name].is_not_distinct_from(earlier.c[name]) for name in scratch.columns]
    again = (
        select(earlier.c.line)
        .where(earlier.c.key == ready.c.key, earlier.c.line < ready.c.line, *same)
        .exists()
    )
    scratch.repeats = scratch.connection.execute(delete(ready).where(again)).rowcount


def _twins(scratch: Scratch) -> Iterator[Fault]:
    ready, label = scratch.ready, scratch.kind.label
    first = (
        select(ready.c.key, func.min(ready.c.line).label("line"))
        .group_by(ready.c.key)
        .having(func.count() > 1)
        .subquery("first")
    )
    twins = (
        select(ready.c.line, ready.c.key, first.c.line.label("first"))
        .join(first, first.c.key == ready.c.key)
        .where(ready.c.line > first.c.line)
        .order_by(ready.c.line)
    )
    for row in scratch.connection.execute(twins):
        made = row.key.startswith("~-")
        hint = ": a column `reference` would tell them apart" if made else ""
        value = "" if made else shown(row.key.replace("\x1f", " "))
        yield Fault(
            row.line,
            label,
            value,
            f"the same {label} as in line {row.first}{hint or ': take one of them out'}",
        )


def _strange_customers(scratch: Scratch) -> Iterator[Fault]:
    ready, known = scratch.ready, scratch.known_customer
    strangers = (
        select(ready.c.line, ready.c.customer_id)
        .outerjoin(known, known.c.customer_id == ready.c.customer_id)
        .where(ready.c.customer_id.is_not(None), known.c.customer_id.is_(None))
        .order_by(ready.c.line)
    )
    reason = "there is no such customer: import it with `drumbeat import customers` first"
    for row in scratch.connection.execute(strangers):
        yield Fault(row.line, "customer", shown(row.customer_id), reason)


def _take_the_customers_partner(scratch: Scratch) -> None:
    ready, known = scratch.ready, scratch.known_customer
    if "partner_id" not in scratch.columns:
        return
    theirs = select(known.c.partner_id).where(known.c.customer_id == ready.c.customer_id)
    scratch.connection.execute(
        update(ready)
        .where(ready.c.partner_id.is_(None))
        .values(partner_id=theirs.scalar_subquery())
    )


def _names_of_two(scratch: Scratch) -> Iterator[Fault]:
    """Two partners may not have one name, whether both are in the file or one is here already."""
    ready, old = scratch.ready, scratch.old
    staying = select(old.c.name, null().label("line")).where(old.c.key.not_in(select(ready.c.key)))
    every = union_all(select(ready.c.name, ready.c.line), staying).subquery("every")
    key = func.name_key(every.c.name)
    names = (
        select(func.max(every.c.name).label("name"), func.max(every.c.line).label("line"))
        .group_by(key)
        .having(func.count() > 1, func.count(every.c.line) > 0)
        .order_by("line")
    )
    for row in scratch.connection.execute(names):
        yield Fault(
            row.line,
            "name",
            shown(row.name),
            "another partner has this name: tell them apart, in the file or here",
        )


def _overlaps(scratch: Scratch, spans: Spans) -> Iterator[Fault]:
    """Go through every group by start; who starts before all earlier ones ended overlaps."""
    ready, old = scratch.ready, scratch.old
    staying = _stretches(old, spans, null()).where(old.c.key.not_in(select(ready.c.key)))
    every = union_all(_stretches(ready, spans, ready.c.line), staying).subquery("every")
    order = (every.c.start, func.coalesce(every.c.line, 0))

    def so_far(column: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.max(column).over(partition_by=every.c.group_, order_by=order, rows=(None, -1))

    walked = select(
        every.c.group_,
        every.c.start,
        every.c.line,
        so_far(every.c.end).label("busy_until"),
        so_far(every.c.line).label("earlier_line"),
    ).subquery("walked")
    clashes = (
        select(
            func.coalesce(walked.c.line, walked.c.earlier_line).label("line"),
            walked.c.start,
            walked.c.busy_until,
            walked.c.group_,
        )
        .where(walked.c.start < walked.c.busy_until)
        .order_by("line")
    )
    for row in scratch.connection.execute(clashes):
        if row.line is not None:
            until = "" if row.busy_until == END_OF_DAYS else f" until {row.busy_until}"
            reason = (
                f"{spans.clash}: from {row.start} on there is another one{until}: end one there"
            )
            yield Fault(row.line, spans.field, shown(row.group_), reason)


def _stretches(table: Table, spans: Spans, line: ColumnElement[Any]) -> Select[Any]:
    end = func.coalesce(func.date(table.c[spans.end]), literal(END_OF_DAYS))
    return select(
        table.c[spans.group].label("group_"),
        func.date(table.c[spans.start]).label("start"),
        end.label("end"),
        line.label("line"),
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """How many rows are new, changed, and as they were."""

    new: int
    changed: int
    unchanged: int


def compare(scratch: Scratch, given: frozenset[str]) -> Difference:
    """List what is to be written, new rows before changed ones, and count it."""
    ready, old = scratch.ready, scratch.old
    both = select(ready.c.line, old.c.key, old.c.old_id).order_by(ready.c.line)
    new = both.outerjoin(old, old.c.key == ready.c.key).where(old.c.key.is_(None))
    said, lasting = said_columns(scratch, given), lasting_columns(scratch)
    differs = or_(
        *(ready.c[name].is_distinct_from(old.c[name]) for name in said - lasting),
        *(
            and_(ready.c[name].is_not(None), ready.c[name].is_distinct_from(old.c[name]))
            for name in said & lasting
        ),
        ready.c.line.in_(select(scratch.muting.c.line)),
    )
    changed = both.join(old, old.c.key == ready.c.key).where(differs)
    added, altered = (_listed(scratch, rows) for rows in (new, changed))
    return Difference(added, altered, scratch.count(ready) - added - altered)


def _listed(scratch: Scratch, rows: Select[Any]) -> int:
    listed = insert(scratch.change).from_select(["line", "old_key", "old_id"], rows)
    return scratch.connection.execute(listed).rowcount


def said_columns(scratch: Scratch, given: frozenset[str]) -> frozenset[str]:
    """Return the columns a file says anything about; the others stay as they are."""
    return frozenset(
        target.column
        for target in scratch.kind.targets
        if not target.sources or given & set(target.sources)
    )


def lasting_columns(scratch: Scratch) -> frozenset[str]:
    """Return the columns of which a row holds news only: an empty one leaves what was said."""
    return frozenset(target.column for target in scratch.kind.targets if target.lasts)
