"""Who is named by an address that `contacts rename` changed: the same person as ever."""

from typing import Any

from sqlalchemy import (
    Column,
    MetaData,
    Select,
    Table,
    Text,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from bot.imports.store.scratch import Plain, Scratch
from bot.people.store.former_tables import FormerEmail
from bot.people.store.tables import Contact
from bot.store.generations import is_shown
from bot.store.sessions import Database

STILL_FORMER = (
    "have an address that somebody had before `contacts rename`: taken for the same person, who "
    "keeps the new one"
)


async def former_people(database: Database) -> list[Plain]:
    """Return whom a former address names, as long as nobody else has it today."""
    async with database.read() as session:
        return [dict(row) for row in (await session.execute(_former())).mappings()]


def _former() -> Select[*tuple[Any, ...]]:
    other = aliased(Contact)
    somebodys = exists().where(other.email_key == FormerEmail.email_key)
    return (
        select(
            FormerEmail.email_key.label("email"),
            Contact.id.label("contact_id"),
            *(Contact.partner_id, Contact.role, Contact.email_key.label("today")),
            Contact.source_id,
        )
        .join(Contact, Contact.id == FormerEmail.contact_id)
        .where(is_shown(Contact), Contact.email_key.is_not(None), ~somebodys)
    )


def put_addresses_of_today(scratch: Scratch, people: list[Plain]) -> None:
    """Write in a file of contacts the address that a person has today for a former one.

    A row with another person's id is of somebody who took the address over.
    """
    if not people:
        return
    former = Table(
        "former",
        MetaData(),
        Column("email", Text, primary_key=True),
        *(Column(name, Text) for name in ("today", "source_id")),
    )
    former.create(scratch.connection)
    scratch.connection.execute(
        insert(former),
        [{name: each[name] for name in ("email", "today", "source_id")} for each in people],
    )
    ready = scratch.ready
    same_id = func.name_key(former.c.source_id) == func.name_key(ready.c.source_id)
    is_theirs = (
        former.c.email == ready.c.email_key,
        or_(ready.c.source_id.is_(None), former.c.source_id.is_(None), same_id),
    )
    today = select(former.c.today).where(*is_theirs).scalar_subquery()
    rows = update(ready).where(exists().where(*is_theirs))
    found = scratch.connection.execute(rows.values(email=today, email_key=today, key=today))
    scratch.note(STILL_FORMER, found.rowcount)
