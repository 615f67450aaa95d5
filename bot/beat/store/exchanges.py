"""An exchange as people see it: who said what, about what, how long it waits, and for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.beat.store import replies
from bot.beat.store.reply_tables import ReplyLine, StoredReply
from bot.beat.store.tables import Delivery, Send
from bot.people.rules.charge import Charge, in_charge
from bot.people.rules.office_hours import after, waited
from bot.people.store.charges import charges, colleagues
from bot.people.store.tables import Contact, Partner
from bot.principal import Permission, Principal
from bot.rights import Right, may
from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession

PATIENCE = timedelta(hours=8)
"""Business hours after which somebody is reminded that a partner waits."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one person said; `state` tells whether it was changed or taken back since."""

    who: str
    ours: bool
    words: str
    at: datetime
    state: str = "said"
    attached: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """Somebody's words and what was answered; `about` is the title of what they answered.

    `zone` is whose business hours count, `closed_by` who answered last, or said it is done.
    """

    id: str
    contact_id: str
    who: str
    partner_id: str | None
    partner: str
    about: str
    is_edition: bool
    delivery_id: str | None
    sender: str
    state: str
    waits_since: datetime
    zone: str
    closed_by: str
    closed_at: datetime | None
    lost: str
    lines: tuple[Line, ...]

    def waited(self, now: datetime) -> timedelta:
        """Return how many business hours it has waited, or did wait."""
        return waited(self.waits_since, self.closed_at or now, self.zone)


@dataclass(frozen=True, slots=True)
class Duty:
    """Who is turned to about a partner now, with the zone in which their hours count."""

    people: tuple[str, ...]
    zone: str

    def due(self, now: datetime, hours: timedelta = PATIENCE) -> datetime:
        """Return when somebody is reminded of what begins to wait now."""
        return after(now, hours, self.zone)


async def duty(session: AsyncSession, partner_id: str | None, now: datetime) -> Duty:
    """Return who is in charge of a partner: the manager, else the deputy, else administrators."""
    charge = await _charge(session, partner_id)
    administrators = await colleagues(session, Permission.ADMINISTRATOR)
    people = tuple(one.contact_id for one in in_charge(charge, administrators.values(), now))
    return Duty(people, await _zone_of(session, people))


async def others_on_duty(
    session: AsyncSession, partner_id: str | None, now: datetime
) -> tuple[str, ...]:
    """Return who is turned to when whoever is in charge does not answer."""
    first = await duty(session, partner_id, now)
    deputy = await deputy_of(session, partner_id, now)
    if deputy is not None and deputy not in first.people:
        return (deputy,)
    administrators = await colleagues(session, Permission.ADMINISTRATOR)
    others = in_charge(Charge(), administrators.values(), now)
    return tuple(one.contact_id for one in others if one.contact_id not in first.people)


async def deputy_of(session: AsyncSession, partner_id: str | None, now: datetime) -> str | None:
    """Return the deputy of a partner, if there is one and they are here."""
    deputy = (await _charge(session, partner_id)).deputy
    return deputy.contact_id if deputy is not None and deputy.is_present(now) else None


async def may_answer(session: AsyncSession, person: Principal, partner_id: str | None) -> bool:
    """Say whether this person of the vendor's may read and answer what a partner's people say."""
    if not person.is_vendor:
        return False
    if may(person, Right.SEE_EVERYBODY):
        return True
    return person.contact_id in _named(await _charge(session, partner_id))


async def exchanges(
    session: AsyncSession, rows: Sequence[StoredReply], now: datetime
) -> list[Exchange]:
    """Return these exchanges as people see them, in the same order."""
    lines = await replies.lines_of(session, [row.id for row in rows])
    people = {row.contact_id for row in rows} | {line.contact_id for line in lines}
    people |= {row.closed_by for row in rows if row.closed_by}
    names = await _names(session, people)
    told = await _told(session, {row.delivery_id for row in rows if row.delivery_id})
    zones: dict[str | None, str] = {}
    found = []
    for row in rows:
        _, partner_id, partner = names[row.contact_id]
        if partner_id not in zones:
            zones[partner_id] = (await duty(session, partner_id, now)).zone
        title, kind = told.get(row.delivery_id or "", ("", ""))
        found.append(
            Exchange(
                id=row.id,
                contact_id=row.contact_id,
                who=names[row.contact_id][0],
                partner_id=partner_id,
                partner=partner,
                about=title,
                is_edition=kind == "edition",
                delivery_id=row.delivery_id,
                sender=row.sender,
                state=row.state,
                waits_since=row.waits_since,
                zone=zones[partner_id],
                closed_by=names[row.closed_by][0] if row.closed_by else "",
                closed_at=row.closed_at,
                lost=row.lost or "",
                lines=tuple(
                    _line(row, line, names[line.contact_id][0])
                    for line in lines
                    if line.reply_id == row.id
                ),
            )
        )
    return found


async def exchange(session: AsyncSession, reply_id: str, now: datetime) -> Exchange | None:
    """Return one exchange; None where it was forgotten, or never was."""
    row = await session.get(StoredReply, reply_id)
    return (await exchanges(session, [row], now))[0] if row is not None else None


async def open_for(
    session: AsyncSession, person: Principal | None, now: datetime, limit: int = 100
) -> list[Exchange]:
    """Return what waits for this person, the longest first; administrators see all of it."""
    mine = None
    if person is not None and not may(person, Right.SEE_EVERYBODY):
        given = await charges(session)
        mine = {one.partner_id for one in given if person.contact_id in _named(one.charge)}
    return await exchanges(session, await replies.open_replies(session, limit, mine), now)


async def name_of(session: AsyncSession, contact_id: str) -> str:
    """Return what somebody is called."""
    return await session.scalar(select(Contact.name).where(Contact.id == contact_id)) or ""


async def partner_of(session: AsyncSession, contact_id: str) -> str | None:
    """Return the partner somebody works for."""
    return await session.scalar(select(Contact.partner_id).where(Contact.id == contact_id))


def _named(charge: Charge) -> set[str]:
    return {one.contact_id for one in (charge.manager, charge.deputy) if one is not None}


def _line(row: StoredReply, line: ReplyLine, who: str) -> Line:
    ours = line.contact_id != row.contact_id
    return Line(who, ours, line.words, line.said_at, line.state, line.attached)


async def _charge(session: AsyncSession, partner_id: str | None) -> Charge:
    found = await charges(session, partner_id) if partner_id is not None else []
    return found[0].charge if found else Charge()


async def _zone_of(session: AsyncSession, people: Sequence[str]) -> str:
    first = people[0] if people else ""
    return (
        await session.scalar(select(Contact.zone_lived_by()).where(Contact.id == first)) or "UTC"
    )


async def _names(
    session: AsyncSession, contact_ids: set[str]
) -> dict[str, tuple[str, str | None, str]]:
    rows = await session.execute(
        select(Contact.id, Contact.name, Contact.partner_id, Partner.name)
        .outerjoin(Partner, (Partner.id == Contact.partner_id) & is_shown(Partner))
        .where(Contact.id.in_(contact_ids))
    )
    return {who: (name, partner_id, partner or "") for who, name, partner_id, partner in rows}


async def _told(session: AsyncSession, delivery_ids: set[str]) -> dict[str, tuple[str, str]]:
    rows = await session.execute(
        select(Delivery.id, Send.title, Send.kind)
        .join(Send, Send.id == Delivery.send_id)
        .where(Delivery.id.in_(delivery_ids))
    )
    return {delivery: (title, kind) for delivery, title, kind in rows}
