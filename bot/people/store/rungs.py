"""The addresses of people as steps of the ladder: the first that reaches them, and dead ones."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import select, update

from bot.people.rules.ladder import Step, climb, obstacle
from bot.people.store.place_tables import Address, Installation
from bot.people.store.tables import Contact
from bot.store import audit
from bot.store.audit import About
from bot.store.sessions import AsyncSession

log = structlog.get_logger(__name__)


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


def lane_of(platform: str, installation_id: str | None) -> str:
    """Name the lane of an installation, or of a platform that has none."""
    return f"{platform}:{installation_id}" if installation_id else platform


def platform_of(lane: str) -> str:
    """Return the platform of a lane."""
    return lane.partition(":")[0]


def installation_of(lane: str) -> str | None:
    """Return the installation of a lane; None where its platform has none."""
    return lane.partition(":")[2] or None


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


async def rungs_at(
    session: AsyncSession, address_ids: Collection[str], platforms: Collection[str]
) -> dict[str, Rung]:
    """Return those of these addresses that can be used, by their ids."""
    rows = await session.execute(
        select(Address, Installation.state)
        .outerjoin(Installation, Installation.id == Address.installation_id)
        .where(Address.id.in_(address_ids))
    )
    return {
        address.id: Rung(address.id, address.platform, address.installation_id)
        for address, state in rows
        if obstacle(step(address, state), platforms) is None
    }


async def rungs_of(
    session: AsyncSession, contact_id: str, platforms: Collection[str]
) -> tuple[tuple[Rung, str], ...]:
    """Return every address at which somebody can be reached, with the name of its place."""
    rows = await session.execute(
        select(Address, Installation.state, Installation.name)
        .outerjoin(Installation, Installation.id == Address.installation_id)
        .where(Address.contact_id == contact_id)
        .order_by(Address.platform, Address.linked_at.desc(), Address.id)
    )
    return tuple(
        (Rung(found.id, found.platform, found.installation_id), name or "")
        for found, state, name in rows
        if obstacle(step(found, state), platforms) is None
    )


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


async def bury(session: AsyncSession, address_id: str, reason: str, now: datetime) -> None:
    """Use this address no more; keep why, and tell the log."""
    buried = await session.execute(
        update(Address)
        .where(Address.id == address_id, Address.state == "live")
        .values(state="dead", reason=reason)
        .returning(Address.contact_id)
        .execution_options(synchronize_session=False)
    )
    contact_id = buried.scalar_one_or_none()
    if contact_id is not None:
        about = About("contact", contact_id)
        audit.record(session, audit.PROGRAM, "left", about, now, address_id=address_id)
        log.warning("address_buried", address_id=address_id, contact_id=contact_id, reason=reason)


async def remember_conversations(session: AsyncSession, met: Mapping[str, str]) -> None:
    """Keep for addresses, by their ids, the conversation in which each was met."""
    for address_id, conversation in met.items():
        await session.execute(
            update(Address).where(Address.id == address_id).values(conversation=conversation)
        )


async def introduced(session: AsyncSession, address_ids: Sequence[str]) -> None:
    """Note that our first message came to these addresses, and said why."""
    if address_ids:
        await session.execute(
            update(Address)
            .where(Address.id.in_(sorted(address_ids)))
            .values(unmet=False)
            .execution_options(synchronize_session=False)
        )
