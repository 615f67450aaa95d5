"""Contacts who have not spoken on a platform yet: where they may be looked up, and what came."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    update,
)

from bot.people.rules.finding import AGAIN_AFTER, Why
from bot.people.rules.linking import Voucher
from bot.people.store.people import principal_by_email
from bot.people.store.place_tables import Address, Conversation, Installation, LookUp
from bot.people.store.tables import Contact, Partner, PartnerDomain
from bot.store.columns import Base
from bot.store.generations import is_shown, shown_generation
from bot.store.inserts import dialect_of
from bot.store.sessions import AsyncSession, Database

Footing = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A live installation whose word counts: the vendor's own, or bound to a partner."""

    id: str
    platform: str
    external_id: str
    voucher: Voucher


@dataclass(frozen=True, slots=True)
class Wanted:
    """A contact to be looked up, by this email."""

    contact_id: str
    email: str


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A contact who is not linked at a place that has a say, and why."""

    name: str
    email: str | None
    partner: str | None
    platform: str
    place: str
    installation: str
    own: bool
    why: Why
    asked_at: datetime | None

    @property
    def is_expected(self) -> bool:
        """Whether nobody wonders: people of partners are seldom in the vendor's own place."""
        nowhere = self.why in {Why.NOT_HERE, Why.NOT_ASKED, Why.NO_EMAIL}
        return self.own and self.partner is not None and nowhere


async def footing(session: AsyncSession) -> Footing:
    """Return what changes with an import, an installation, a binding, a domain, a conversation.

    While it stays the same, only those are to be looked up whose day has come.
    """
    has_a_say = (Installation.state == "live") & _has_a_say()
    shared = Conversation.kind.in_(("group", "team")) & (Conversation.state == "live")
    found = await session.execute(
        select(
            shown_generation(),
            _count(Installation, has_a_say),
            _count(Installation, has_a_say & Installation.own.is_(True)),
            _count(PartnerDomain),
            _count(Conversation, shared),
        )
    )
    return tuple(found.one())


async def is_any_due(session: AsyncSession, now: datetime) -> bool:
    """Say whether somebody's day has come to be looked up again."""
    due = (
        _unlinked(LookUp.contact_id)
        .where(LookUp.again_at <= now, Installation.state == "live")
        .where(or_(Installation.own.is_(True), _domain_is_registered()))
        .limit(1)
    )
    return await session.scalar(due) is not None


async def places_with_a_say(session: AsyncSession, platforms: Collection[str]) -> list[Place]:
    """Return the live installations on these platforms whose word counts."""
    rows = await session.scalars(
        select(Installation)
        .where(
            Installation.state == "live",
            Installation.platform.in_(sorted(platforms)),
            _has_a_say(),
        )
        .order_by(Installation.own.desc(), Installation.id)
    )
    return [
        Place(row.id, row.platform, row.external_id, Voucher(row.own, row.partner_id))
        for row in rows
    ]


async def wanted_at(
    session: AsyncSession, place: Place, now: datetime, most: int, *, everybody: bool = False
) -> list[Wanted]:
    """Return who is to be looked up at a place: the vendor's people first.

    Who was looked up lately by the same email is passed over, unless `everybody` is wanted.
    """
    due = or_(
        LookUp.contact_id.is_(None),
        LookUp.email != Contact.email_key,
        LookUp.again_at <= now,
    )
    rows = await session.execute(
        _unlinked(Contact.id, Contact.email_key)
        .where(Installation.id == place.id, Contact.email.is_not(None))
        .where(or_(Installation.own.is_(True), _domain_is_registered()))
        .where(due if not everybody else Contact.id.is_not(None))
        .order_by(LookUp.contact_id.is_not(None), Contact.partner_id.is_not(None), Contact.id)
        .limit(most)
    )
    return [Wanted(contact_id, email) for contact_id, email in rows]


async def note(
    session: AsyncSession, place: Place, wanted: Wanted, why: Why, now: datetime
) -> None:
    """Keep that somebody was looked up and not linked, and when to try again."""
    insert = dialect_of(session).insert(LookUp)
    told = {
        "email": wanted.email,
        "why": why.value,
        "asked_at": now,
        "again_at": now + AGAIN_AFTER,
    }
    row = insert.values(contact_id=wanted.contact_id, installation_id=place.id, **told)
    await session.execute(
        row.on_conflict_do_update(index_elements=["contact_id", "installation_id"], set_=told)
    )


async def ask_again(
    session: AsyncSession, platform: str, installation: str, email: str, now: datetime
) -> None:
    """Have whoever has this email looked up anew: they joined just now."""
    place = select(Installation.id).where(
        Installation.platform == platform, Installation.external_id == installation
    )
    await session.execute(
        update(LookUp)
        .where(LookUp.email == email, LookUp.installation_id.in_(place))
        .values(again_at=now)
        .execution_options(synchronize_session=False)
    )


async def is_expected(database: Database, email: str) -> bool:
    """Say whether this email address is a contact's, however it is written."""
    async with database.read() as session:
        return await principal_by_email(session, email) is not None


async def unmatched(session: AsyncSession, platforms: Collection[str]) -> list[Unmatched]:
    """Return who is not linked where they might be, place by place of these platforms."""
    lost = or_(Contact.email.is_(None), Installation.own.is_(True), _domain_is_registered())
    columns = (
        *(Contact.name, Contact.email, Partner.name.label("partner"), Installation.platform),
        *(Installation.name.label("place"), Installation.external_id, Installation.own),
        *(LookUp.why, LookUp.asked_at, LookUp.email.label("asked_by"), Contact.email_key),
    )
    rows = await session.execute(
        _unlinked(*columns, case((lost, literal(1)), else_=literal(0)).label("registered"))
        .outerjoin(Partner, Partner.id == Contact.partner_id)
        .where(Installation.state == "live", _has_a_say())
        .where(Installation.platform.in_(sorted(platforms)))
        .order_by(
            *(Installation.platform, Installation.own.desc(), Installation.name),
            *(Partner.name, Contact.name, Contact.id),
        )
    )
    return [
        Unmatched(
            name=row.name,
            email=row.email,
            partner=row.partner,
            platform=row.platform,
            place=row.place,
            installation=row.external_id,
            own=row.own,
            why=_why(row),
            asked_at=row.asked_at,
        )
        for row in rows
    ]


def _why(row: Any) -> Why:  # noqa: ANN401 - a row of columns with these names
    if row.email is None:
        return Why.NO_EMAIL
    if not row.registered:
        return Why.DOMAIN
    if row.why is None or row.asked_by != row.email_key:
        return Why.NOT_ASKED
    return Why(row.why)


def _unlinked(*columns: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 - columns of these tables
    """Choose each contact at each place that has a say for them and where they are not met.

    Who is reached on the platform already, wherever that is, is not looked for there.
    """
    theirs = or_(
        Installation.own.is_(True),
        and_(Installation.partner_id == Contact.partner_id, Contact.partner_id.is_not(None)),
    )
    met = (
        select(Address.id)
        .where(
            Address.contact_id == Contact.id,
            Address.platform == Installation.platform,
            Address.unlinked_at.is_(None),
            or_(Address.state == "live", Address.installation_id == Installation.id),
        )
        .exists()
    )
    return (
        select(*columns)
        .select_from(Contact)
        .join(Installation, theirs)
        .outerjoin(
            LookUp,
            and_(LookUp.contact_id == Contact.id, LookUp.installation_id == Installation.id),
        )
        .where(Contact.active.is_(True), is_shown(Contact), ~met)
    )


def _domain_is_registered() -> ColumnElement[bool]:
    return (
        select(PartnerDomain.domain)
        .where(
            PartnerDomain.partner_id == Contact.partner_id,
            Contact.email_key.endswith(literal("@").concat(PartnerDomain.domain)),
        )
        .exists()
    )


def _has_a_say() -> ColumnElement[bool]:
    return or_(Installation.own.is_(True), Installation.partner_id.is_not(None))


def _count(table: type[Base], *which: ColumnElement[bool]) -> Any:  # noqa: ANN401 - a number
    return select(func.count()).select_from(table).where(*which).scalar_subquery()
