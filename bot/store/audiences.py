"""Who is meant, as of now, and the address that reaches them first."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, select, update

from bot.domain.audience import Audience, Reader
from bot.domain.ladder import LADDER, Step, climb
from bot.domain.people import Permission, Role
from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession
from bot.store.tables import Address, Contact, Installation, Mute, Partner


@dataclass(frozen=True, slots=True)
class Rung:
    """A live address with its lane."""

    address_id: str
    platform: str
    installation_id: str | None

    @property
    def lane(self) -> str:
        """The paced stream this address belongs to."""
        return lane_of(self.platform, self.installation_id)


@dataclass(frozen=True, slots=True)
class Person:
    """A contact of an audience with what planning asks about them."""

    contact_id: str
    zone: str
    reader: Reader
    active: bool
    opted_out: bool
    muted: bool
    rung: Rung | None = None


def lane_of(platform: str, installation_id: str | None) -> str:
    """Name the lane of an installation, or of a platform that has none."""
    return f"{platform}:{installation_id}" if installation_id else platform


def platform_of(lane: str) -> str:
    """Return the platform of a lane."""
    return lane.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Page:
    """Some contacts of an audience, and the last id looked at: None when all were seen."""

    people: tuple[Person, ...]
    last: str | None


async def page(
    session: AsyncSession,
    audience: Audience,
    topic: str,
    *,
    after: str = "",
    limit: int = 500,
    platforms: Collection[str] = LADDER,
) -> Page:
    """Return the next contacts of an audience by id, each with the address to use."""
    rows = await session.execute(_people(topic).where(Contact.id > after).limit(limit))
    seen = [_person(contact, partner, muted=bool(muted)) for contact, partner, muted in rows]
    meant = [person for person in seen if audience.includes(person.reader)]
    last = seen[-1].contact_id if len(seen) == limit else None
    return Page(await _with_rungs(session, meant, platforms), last)


async def named(
    session: AsyncSession,
    contact_ids: Collection[str],
    topic: str,
    platforms: Collection[str] = LADDER,
) -> tuple[Person, ...]:
    """Return these contacts, each with the address to use."""
    rows = await session.execute(_people(topic).where(Contact.id.in_(contact_ids)))
    meant = [_person(contact, partner, muted=bool(muted)) for contact, partner, muted in rows]
    return await _with_rungs(session, meant, platforms)


def _people(topic: str) -> Select[Contact, Partner | None, str | None]:
    return (
        select(Contact, Partner, Mute.topic)
        .outerjoin(Partner, Partner.id == Contact.partner_id)
        .outerjoin(Mute, (Mute.contact_id == Contact.id) & (Mute.topic == topic))
        .where(is_shown(Contact))
        .order_by(Contact.id)
    )


async def _with_rungs(
    session: AsyncSession, people: Iterable[Person], platforms: Collection[str]
) -> tuple[Person, ...]:
    found = tuple(people)
    rungs = await first_rungs(session, [person.contact_id for person in found], platforms)
    return tuple(replace(person, rung=rungs.get(person.contact_id)) for person in found)


async def first_rungs(
    session: AsyncSession, contact_ids: Collection[str], platforms: Collection[str]
) -> dict[str, Rung]:
    """Return the best live address of each contact: the preferred platform, then the ladder."""
    rows = await session.execute(
        select(Address, Installation.state, Contact.preferred_platform)
        .join(Contact, Contact.id == Address.contact_id)
        .outerjoin(Installation, Installation.id == Address.installation_id)
        .where(Address.contact_id.in_(contact_ids))
    )
    steps: defaultdict[str, list[Step]] = defaultdict(list)
    wishes: dict[str, str | None] = {}
    for address, installation, preferred in rows:
        steps[address.contact_id].append(step(address, installation))
        wishes[address.contact_id] = preferred
    ways = {who: climb(found, wishes[who], platforms) for who, found in steps.items()}
    return {
        who: Rung(first[0].address_id, first[0].platform, first[0].installation_id)
        for who, first in ways.items()
        if first
    }


def step(address: Address, installation: str | None) -> Step:
    """Return an address as the ladder sees it; with the state of its installation, if any."""
    return Step(
        address_id=address.id,
        platform=address.platform,
        linked_at=address.linked_at,
        installation_id=address.installation_id,
        live=address.state == "live",
        installed=address.installation_id is None or installation == "live",
        linked=address.unlinked_at is None,
    )


async def bury(session: AsyncSession, address_id: str, reason: str) -> None:
    """Never use this address again, and keep why."""
    await session.execute(
        update(Address)
        .where(Address.id == address_id, Address.state == "live")
        .values(state="dead", reason=reason)
    )


async def remember_conversations(session: AsyncSession, met: Mapping[str, str]) -> None:
    """Keep for addresses, by their ids, the conversation in which each was met."""
    for address_id, conversation in met.items():
        await session.execute(
            update(Address).where(Address.id == address_id).values(conversation=conversation)
        )


async def drop_installation(session: AsyncSession, installation_id: str, now: datetime) -> None:
    """Remember that we were removed there; its addresses stay for a return."""
    await session.execute(
        update(Installation)
        .where(Installation.id == installation_id, Installation.state == "live")
        .values(state="removed", removed_at=now, token="")
    )


def _person(contact: Contact, partner: Partner | None, *, muted: bool) -> Person:
    reader = Reader(
        role=Role(contact.role),
        is_vendor=contact.permission != Permission.PARTNER,
        partner=partner.name if partner else None,
        tier=partner.tier if partner else None,
        region=partner.region if partner else None,
        stage=partner.stage if partner else None,
    )
    return Person(
        contact_id=contact.id,
        zone=contact.zone,
        reader=reader,
        active=contact.active,
        opted_out=contact.opted_out_at is not None,
        muted=muted,
    )
