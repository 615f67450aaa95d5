"""People in a file are named by email: who they are, and whether they are known."""

from collections.abc import Iterator

from sqlalchemy import func, select, update

from bot.imports.rules.faults import Fault, shown
from bot.imports.store.scratch import Scratch

LOOK_AFTER = {"manager": "manager_id", "deputy": "deputy_id"}
"""The fields of a file of partners that name one of the vendor's people."""


def strange_managers(scratch: Scratch) -> Iterator[Fault]:
    """Yield a fault for every manager and deputy who is nobody at the vendor."""
    ready, known = scratch.ready, scratch.known_contact
    vendors = select(known.c.email).where(known.c.partner_id.is_(None))
    reason = (
        "nobody at the vendor has this email: import the vendor's own people with "
        "`drumbeat import contacts` first, then this file"
    )
    for name, column in LOOK_AFTER.items():
        email = ready.c[column]
        strangers = (
            select(ready.c.line, email.label("email"))
            .where(email.is_not(None), email.not_in(vendors))
            .order_by(ready.c.line)
        )
        for row in scratch.connection.execute(strangers):
            yield Fault(row.line, name, shown(row.email), reason)


def put_managers_ids(scratch: Scratch) -> None:
    """Write the ids of managers and deputies in the place of their emails."""
    ready, known = scratch.ready, scratch.known_contact
    for column in LOOK_AFTER.values():
        theirs = select(known.c.contact_id).where(known.c.email == ready.c[column])
        scratch.connection.execute(update(ready).values({column: theirs.scalar_subquery()}))


def strange_contacts(scratch: Scratch) -> Iterator[Fault]:
    """Yield a fault for every answer of somebody we do not know."""
    ready, known = scratch.ready, scratch.known_contact
    strangers = (
        select(ready.c.line, ready.c.contact_id)
        .where(ready.c.contact_id.not_in(select(known.c.email)))
        .order_by(ready.c.line)
    )
    reason = "there is no such contact: import it with `drumbeat import contacts` first"
    for row in scratch.connection.execute(strangers):
        yield Fault(row.line, "contact", shown(row.contact_id), reason)


def put_contacts(scratch: Scratch) -> None:
    """Write ids in the place of emails, and partner and role where the file leaves them out."""
    ready, known = scratch.ready, scratch.known_contact
    theirs = known.c.email == ready.c.contact_id
    partner, role, contact = (
        select(column).where(theirs).scalar_subquery()
        for column in (known.c.partner_id, known.c.role, known.c.contact_id)
    )
    there = {"partner_id": partner, "role": role}
    theirs_now = {
        name: func.coalesce(ready.c[name], today)
        for name, today in there.items()
        if name in ready.c
    }
    scratch.connection.execute(update(ready).values(contact_id=contact, **theirs_now))
