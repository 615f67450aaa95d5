"""All that is kept of a contact or a partner: found, counted, and erased."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from bot.people.rules.forgetting import CONTACT, Holding, KeptIn, Wanted
from bot.people.rules.linking import read_email
from bot.people.store import charges, partnerships
from bot.people.store.tables import Contact, Partner
from bot.store import audit, erased, exporting
from bot.store.audit import About
from bot.store.erased import Digest
from bot.store.erasing import Erasure, erase, move_ahead
from bot.store.sessions import AsyncSession, Database
from bot.store.traces import Traces, Whom, traces_of


async def find(session: AsyncSession, wanted: Wanted) -> Holding | None:
    """Return who is meant, those who left too; None where that is nobody, or more than one."""
    if wanted.kind == CONTACT:
        email = read_email(wanted.who)
        person = await charges.whose(session, email) if email is not None else None
        return None if person is None else Holding(CONTACT, person.id, person.name)
    partner = await partnerships.partner_named(session, wanted.who)
    if partner is None or partner.erased_at is not None:
        return None
    return Holding(wanted.kind, partner.id, partner.name)


async def with_id(session: AsyncSession, kind: str, key: str) -> Holding | None:
    """Return a contact or a partner by our id; None where there is none, or not any more."""
    row: Contact | Partner | None
    if kind == CONTACT:
        row = await session.get(Contact, key)
    else:
        row = await session.get(Partner, key)
    if row is None or row.erased_at is not None:
        return None
    return Holding(kind, row.id, row.name)


async def counted(session: AsyncSession, found: Holding) -> Holding:
    """Say how much is kept, table by table."""
    traces = await traces_of(session, Whom(found.kind, found.id))
    kept = [
        KeptIn(table.__tablename__, rows, table.life.goes)
        for table, rows in (await exporting.counts(session, traces)).items()
    ]
    return replace(found, kept=tuple(sorted(kept, key=lambda one: one.table)))


@dataclass(frozen=True, slots=True)
class Prepared:
    """An erasure of which most is done, and where the rest is."""

    erasure: Erasure
    traces: Traces


class Erasing:
    """Erases for `by`; whoever makes one has seen to it that it may be done.

    `prepare` does most of it in short transactions, a partner's people first; with the one of
    `finish` they are not to be found any more.
    """

    def __init__(self, database: Database, digest: Digest, by: str, now: datetime) -> None:
        self._database, self._digest, self._by, self._now = database, digest, by, now

    async def prepare(self, found: Holding) -> Prepared:
        """Erase everybody at a partner, and move most rows away; to be repeated at will."""
        if found.kind != CONTACT:
            for person in await self._people(found.id):
                prepared = await self.prepare(person)
                async with self._database.begin() as session:
                    await self.finish(session, prepared)
        whom = Whom(found.kind, found.id)
        erasure = Erasure(whom, erased.stand_in_for(self._digest, whom), self._now)
        return Prepared(erasure, await move_ahead(self._database, erasure))

    async def finish(self, session: AsyncSession, prepared: Prepared) -> None:
        """Erase what is left, remember by a keyed hash who it was, and write the audit line."""
        erasure = prepared.erasure
        if erasure.whom.table == CONTACT:
            await charges.let_go(session, erasure.whom.key, self._by, self._now)
        hashes = await erased.marks_of(session, self._digest, erasure.whom)
        await erased.keep_erased(session, hashes, self._now)
        await erase(session, erasure, prepared.traces)
        about = About(erasure.whom.table, erasure.stand_in)
        audit.record(session, self._by, "erase", about, self._now)

    async def _people(self, partner_id: str) -> list[Holding]:
        async with self._database.read() as session:
            people = await session.scalars(
                select(Contact).where(
                    Contact.partner_id == partner_id, Contact.erased_at.is_(None)
                )
            )
            return [Holding(CONTACT, each.id, each.name) for each in people]
