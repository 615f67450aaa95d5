"""Who a row is, where it says so twice: by an id of the vendor's system, and by name or email."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Column, func, null, or_, select, text, union_all, update

from bot.imports.rules.faults import Fault, shown
from bot.imports.store.scratch import Scratch


def shared(scratch: Scratch, column: Column[str], label: str) -> Iterator[Fault]:
    """Yield a fault for every row but the first that gives to another what may be one's alone."""
    ready = scratch.ready
    key = func.name_key(column)
    first = (
        select(key.label("key"), func.min(ready.c.line).label("line"))
        .where(column.is_not(None))
        .group_by(key)
        .having(func.count(ready.c.key.distinct()) > 1)
        .subquery("first")
    )
    rows = (
        select(ready.c.line, column.label("value"), first.c.line.label("first"))
        .join(first, first.c.key == key)
        .where(ready.c.line > first.c.line)
        .order_by(ready.c.line)
    )
    for row in scratch.connection.execute(rows):
        yield Fault(row.line, label, shown(row.value), f"the same {label} as in line {row.first}")


def names_that_are_ids(scratch: Scratch) -> Iterator[Fault]:
    """Yield a fault for a new partner without an id that is called as another one's id is."""
    ready, old = scratch.ready, scratch.old
    known_by = func.name_key(func.coalesce(old.c.source_id, old.c.old_id))
    theirs = union_all(
        select(func.name_key(ready.c.source_id).label("id"), ready.c.name).where(
            ready.c.source_id.is_not(None)
        ),
        select(known_by, old.c.name).where(old.c.key.not_in(select(ready.c.key))),
    ).subquery("theirs")
    rows = (
        select(ready.c.line, ready.c.name, func.min(theirs.c.name).label("other"))
        .join(theirs, theirs.c.id == func.name_key(ready.c.name))
        .where(ready.c.source_id.is_(None), ready.c.key.not_in(select(old.c.key)))
        .group_by(ready.c.line, ready.c.name)
        .order_by(ready.c.line)
    )
    for row in scratch.connection.execute(rows):
        reason = (
            f"this is the id of {shown(row.other)}: write its name, "
            "or give the row an id if this is another partner"
        )
        yield Fault(row.line, "name", shown(row.name), reason)


def emails_of_two(
    scratch: Scratch, column: Column[str], unclear: Sequence[str]
) -> Iterator[Fault]:
    """Yield a fault for every row that names a person by an email which two have."""
    line = scratch.ready.c.line
    rows = select(line, column.label("email")).where(column.in_(unclear)).order_by(line)
    for row in scratch.connection.execute(rows):
        reason = "two contacts have this email, in two writings: nobody knows which is meant"
        yield Fault(row.line, "email", shown(row.email), reason)


def ids_and_emails_of_two(scratch: Scratch) -> Iterator[Fault]:
    """Yield a fault for every contact whose id says one person, and whose email another."""
    ready, old = scratch.ready, scratch.old
    scratch.connection.execute(text("CREATE INDEX old_source ON old (name_key(source_id))"))
    by_id, by_email = old.alias("by_id"), old.alias("by_email")
    rows = (
        select(
            ready.c.line,
            ready.c.source_id,
            by_id.c.email.label("whose"),
            by_email.c.source_id.label("other"),
        )
        .outerjoin(by_id, func.name_key(by_id.c.source_id) == func.name_key(ready.c.source_id))
        .join(by_email, by_email.c.key == ready.c.key)
        .where(
            ready.c.source_id.is_not(None),
            or_(by_id.c.key.is_distinct_from(by_email.c.key)),
            or_(by_id.c.key.is_not(None), by_email.c.source_id.is_not(None)),
        )
        .order_by(ready.c.line)
    )
    for row in scratch.connection.execute(rows):
        reason = (
            f"this is the id of {shown(row.whose)}, and the email is another person's"
            if row.whose is not None
            else f"the person with this email has the id {shown(row.other)}"
        )
        yield Fault(row.line, "id", shown(row.source_id), reason)


def put_known_contacts(scratch: Scratch) -> None:
    """Let a contact found by id be itself under a new email, and keep the id of one without."""
    ready, old = scratch.ready, scratch.old
    same = func.name_key(old.c.source_id) == func.name_key(ready.c.source_id)
    key, theirs = (
        select(column).where(same).scalar_subquery() for column in (old.c.key, old.c.source_id)
    )
    scratch.connection.execute(
        update(ready)
        .where(ready.c.source_id.is_not(None))
        .values(
            key=func.coalesce(key, ready.c.key), source_id=func.coalesce(theirs, ready.c.source_id)
        )
    )
    by_email = select(old.c.source_id).where(old.c.key == ready.c.key).scalar_subquery()
    scratch.connection.execute(
        update(ready).where(ready.c.source_id.is_(null())).values(source_id=by_email)
    )
