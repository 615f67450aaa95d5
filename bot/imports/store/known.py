"""What the database knows already: whom a file may name, and its rows as they stand today."""

from collections.abc import AsyncIterator, Collection, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.dialects import sqlite

from bot.figures.store.tables import Customer, Product, Rate
from bot.imports.rules.erased import WasErased, nobody
from bot.imports.rules.fields import Notation, Surroundings
from bot.imports.rules.partners import KnownPartner, Partners
from bot.imports.rules.writings import Writings
from bot.imports.store.answered import put_invitations
from bot.imports.store.check_names import emails_of_two
from bot.imports.store.companions import past_waves
from bot.imports.store.former import former_people, put_addresses_of_today
from bot.imports.store.ids import find_ids
from bot.imports.store.scratch import Plain, Scratch, key_of
from bot.name_keys import email_key
from bot.people.store.tables import Contact, Partner
from bot.store import erased
from bot.store.columns import Base
from bot.store.erased import Digest
from bot.store.generations import is_shown, names_generation, shown_generation
from bot.store.sessions import Database

PAGE = 2000
REMEMBERED = 20_000
"""Values of which it is kept whether they name somebody erased: most repeat themselves."""
WHOLE = frozenset({"partner", "partner_history", "contact", "rate"})
"""Tables that are small next to any file, or are needed whole to see two equal names."""
CLASSES: dict[str, type[Base]] = {
    mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers
}
"""What a table's rows are, by its name."""


async def seen_generation(database: Database) -> int:
    """Return the generation that everybody sees now."""
    async with database.read() as session:
        return int((await session.execute(select(shown_generation()))).scalar_one())


async def seen_names(database: Database) -> int:
    """Return what changes with every import, and with everybody who is erased."""
    async with database.read() as session:
        return int((await session.execute(select(names_generation()))).scalar_one())


async def surroundings(
    database: Database, notation: Notation, reporting: str, digest: Digest
) -> Surroundings:
    """Return partners, products, rates, past waves and who was erased, as they are now."""
    waves = await past_waves(database)
    async with database.read() as session:
        partners = (
            await session.execute(
                select(
                    *(Partner.id, Partner.name, Partner.source_id),
                    *(Partner.zone, Partner.country),
                ).where(is_shown(Partner))
            )
        ).all()
        products = (
            await session.execute(select(Product.id, Product.name).where(is_shown(Product)))
        ).all()
        rates = await session.execute(
            select(Rate.currency, Rate.month, Rate.rate).where(is_shown(Rate))
        )
        hashes = await erased.erased_hashes(session)
        return Surroundings(
            notation,
            reporting,
            partners=Partners([KnownPartner(*each) for each in partners]),
            products=Writings((name, found) for found, name in products),
            known_waves=waves,
            was_erased=_remembered(hashes, digest) if hashes else nobody,
            rates={(currency, month): Decimal(rate) for currency, month, rate in rates},
        )


def _remembered(hashes: Collection[str], digest: Digest) -> WasErased:
    @lru_cache(maxsize=REMEMBERED)
    def was_erased(table: str, column: str, value: object) -> bool:
        return erased.mark(digest, table, column, str(value)) in hashes

    return was_erased


async def learn(database: Database, scratch: Scratch) -> None:
    """Fill the scratch file with whom the rows name and what they may replace."""
    if "customer_id" in scratch.columns:
        await find_ids(database, scratch, "customer_id", Customer.__table__.c.id)
        await _learn_customers(database, scratch)
    if scratch.kind.own_id:
        own_id = scratch.kind.own_id
        await find_ids(database, scratch, own_id, scratch.real.c[own_id])
    for column in ("manager_id", "contact_id", "email"):
        if column in scratch.columns:
            unclear = await _unclear_emails(database)
            scratch.complain(emails_of_two(scratch, scratch.ready.c[column], unclear))
            await _learn_contacts(database, scratch)
            former = await former_people(database)
            if scratch.kind.table == "contact":
                put_addresses_of_today(scratch, former)
            _keep(scratch, scratch.known_contact, [_known(each) for each in former])
    if scratch.kind.table == "response":
        await put_invitations(database, scratch)
    async for rows in _old_rows(database, scratch):
        _keep(scratch, scratch.old, rows)


async def _old_rows(database: Database, scratch: Scratch) -> AsyncIterator[list[Plain]]:
    table = scratch.real
    match = table.c[scratch.kind.key[0]]
    if table.name in WHOLE:
        order = list(table.primary_key.columns)
        last: Sequence[Any] | None = None
        while True:
            rows = await _page(database, scratch, (order, last))
            if not rows:
                return
            yield [as_old(scratch, row) for row in rows]
            last = [rows[-1][column.name] for column in order]
    if not await _select(database, scratch, order=[match], limit=1):
        return
    for keys in scratch.pieces(scratch.ready.c[match.name]):
        found = await _select(database, scratch, match.in_(keys))
        yield [as_old(scratch, row) for row in found]


async def _page(
    database: Database, scratch: Scratch, place: tuple[list[Any], Sequence[Any] | None]
) -> list[Plain]:
    order, last = place
    if last is None:
        return await _select(database, scratch, order=order)
    after = order[0] > last[0]
    if len(order) > 1:
        after = after | ((order[0] == last[0]) & (order[1] > last[1]))
    return await _select(database, scratch, after, order=order)


async def _select(
    database: Database,
    scratch: Scratch,
    *conditions: ColumnElement[bool],
    order: Sequence[ColumnElement[Any]] = (),
    limit: int = PAGE,
) -> list[Plain]:
    table = scratch.real
    wanted = {*scratch.columns, *(column.name for column in table.primary_key.columns)}
    rows = select(*(table.c[name] for name in sorted(wanted)))
    rows = rows.where(is_shown(CLASSES[table.name]), *conditions)
    if order:
        rows = rows.order_by(*order).limit(limit)
    async with database.read() as session:
        return [dict(row) for row in (await session.execute(rows)).mappings()]


def as_old(scratch: Scratch, row: Plain) -> Plain:
    """Return a row of the database as the scratch file keeps what is known."""
    kept = {name: row[name] for name in scratch.columns}
    if kept.get("email"):
        kept["email"] = email_key(kept["email"])
    return {"old_id": row.get("id"), "key": key_of(scratch.kind, kept), **kept}


async def _learn_customers(database: Database, scratch: Scratch) -> None:
    for ids in scratch.pieces(scratch.ready.c.customer_id):
        known = select(Customer.id.label("customer_id"), Customer.partner_id)
        async with database.read() as session:
            found = await session.execute(known.where(Customer.id.in_(ids), is_shown(Customer)))
            _keep(scratch, scratch.known_customer, [dict(row) for row in found.mappings()])


async def _unclear_emails(database: Database) -> Sequence[str]:
    key = Contact.email_key
    twice = select(key).where(is_shown(Contact)).group_by(key).having(func.count(key) > 1)
    async with database.read() as session:
        return [key for key in await session.scalars(twice) if key]


async def _learn_contacts(database: Database, scratch: Scratch) -> None:
    """Learn everybody: people are few next to what is written about them."""
    known = select(
        *(Contact.id, Contact.email_key, Contact.partner_id, Contact.role, Contact.name_key)
    ).where(is_shown(Contact), Contact.email_key.is_not(None))
    known, last = known.order_by(Contact.id), ""
    while True:
        async with database.read() as session:
            page = known.where(Contact.id > last).limit(PAGE)
            people = (await session.execute(page)).all()
        if not people:
            return
        last = people[-1].id
        rows = [
            {"contact_id": each.id, "email": each.email_key}
            | {"partner_id": each.partner_id, "role": each.role, "name_key": each.name_key or None}
            for each in people
        ]
        _keep(scratch, scratch.known_contact, rows)


def _known(person: Plain) -> Plain:
    return {name: person[name] for name in ("email", "contact_id", "partner_id", "role")}


def _keep(scratch: Scratch, table: Table, rows: list[Plain]) -> None:
    if rows:
        scratch.connection.execute(sqlite.insert(table).on_conflict_do_nothing(), rows)
