"""People in a file are named by email: who they are, and whether they are known."""

from collections.abc import Iterator

from sqlalchemy import func, null, select, update

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


def strange_contacts(
    scratch: Scratch, field: str = "contact", or_else: str = ""
) -> Iterator[Fault]:
    """Yield a fault for every row about somebody we do not know by email."""
    ready, known = scratch.ready, scratch.known_contact
    strangers = (
        select(ready.c.line, ready.c.contact_id)
        .where(
            ready.c.contact_id.is_not(None),
            ready.c.contact_id.not_in(select(known.c.email)),
        )
        .order_by(ready.c.line)
    )
    first = "import it with `drumbeat import contacts` first"
    reason = f"there is no such contact: {first}{or_else}"
    for row in scratch.connection.execute(strangers):
        yield Fault(row.line, field, shown(row.contact_id), reason)


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


def check_certified(scratch: Scratch) -> None:
    """Find who is certified, and where: a contact by email, or by name where one is called so."""
    ready = scratch.ready
    scratch.complain(strange_contacts(scratch, "person", ", or write the person's name"))
    put_contacts(scratch)
    nowhere = select(ready.c.line).where(
        ready.c.partner_id.is_(None), ready.c.contact_id.is_not(None)
    )
    for row in scratch.connection.execute(nowhere.order_by(ready.c.line)):
        reason = "this is one of the vendor's own people: name the partner they count at"
        scratch.complain([Fault(row.line, "partner", "", reason)])
    _put_contacts_called_so(scratch)


def _put_contacts_called_so(scratch: Scratch) -> None:
    """Take a name for the one contact of the partner who has it: nobody counts twice."""
    ready, known = scratch.ready, scratch.known_contact
    so_called = (
        select(func.min(known.c.contact_id))
        .where(known.c.name_key == ready.c.name_key, known.c.partner_id == ready.c.partner_id)
        .having(func.count(known.c.contact_id.distinct()) == 1)
        .scalar_subquery()
    )
    named = update(ready).where(ready.c.name_key.is_not(None))
    scratch.connection.execute(named.values(contact_id=so_called))
    found = update(ready).where(ready.c.contact_id.is_not(None))
    scratch.connection.execute(found.values(person=null(), name_key=null()))
