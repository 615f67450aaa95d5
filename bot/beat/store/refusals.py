"""Mail providers that refuse several of their readers: what no reader can mend."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select

from bot.beat.rules.outcomes import State
from bot.beat.store.bounces import BOUNCED
from bot.beat.store.tables import Delivery
from bot.people.store.place_tables import Address, Installation
from bot.people.store.rungs import lane_of
from bot.store.alarms import Concern
from bot.store.sessions import AsyncSession

MAIL = "email"
SEVERAL = 3
"""Readers of one provider, refused though nobody said that their mailbox does not exist."""
LOOKED_BACK = timedelta(days=14)
SETTLED = timedelta(hours=1)
"""After this a letter that a relay took and that did not come back counts as arrived."""
REFUSED_AT_ONCE = "the relay said "
"""How the mail room begins the reason of what a relay refused while we were connected."""


async def providers_refusing(session: AsyncSession, now: datetime) -> Sequence[Concern]:
    """Find the providers that refused several readers and to whom nothing arrived since."""
    lanes = await _lanes(session)
    domain = _domain(session)
    refused = or_(Delivery.reason.startswith(BOUNCED), Delivery.reason.startswith(REFUSED_AT_ONCE))
    rows = await session.execute(
        select(domain, func.max(Delivery.recorded_at))
        .join(Address, Address.id == Delivery.address_id)
        .where(_lately(State.FAILED, lanes, now), Address.state == "live", refused)
        .group_by(domain)
        .having(func.count(Delivery.contact_id.distinct()) >= SEVERAL)
        .order_by(domain)
    )
    last_refused = {name: moment for name, moment in rows if moment is not None}
    arrived = await _arrived(session, lanes, last_refused, now) if last_refused else {}
    return [
        Concern(name, name)
        for name, moment in last_refused.items()
        if name not in arrived or arrived[name] <= moment
    ]


async def _arrived(
    session: AsyncSession, lanes: Sequence[str], domains: Collection[str], now: datetime
) -> dict[str, datetime]:
    """Return when the latest letter to each of these providers arrived."""
    domain = _domain(session)
    rows = await session.execute(
        select(domain, func.max(Delivery.recorded_at))
        .join(Address, Address.id == Delivery.address_id)
        .where(
            _lately(State.DELIVERED, lanes, now),
            Delivery.recorded_at <= now - SETTLED,
            domain.in_(sorted(domains)),
        )
        .group_by(domain)
    )
    return {name: moment for name, moment in rows if moment is not None}


async def _lanes(session: AsyncSession) -> list[str]:
    found = await session.scalars(select(Installation.id).where(Installation.platform == MAIL))
    return [MAIL, *(lane_of(MAIL, place) for place in found)]


def _lately(state: State, lanes: Sequence[str], now: datetime) -> ColumnElement[bool]:
    """Return the condition that the index of due deliveries serves."""
    return (
        (Delivery.state == state)
        & Delivery.lane.in_(lanes)
        & (Delivery.due_at > now - LOOKED_BACK)
    )


def _domain(session: AsyncSession) -> ColumnElement[str]:
    """Return what stands behind the @ of an address, in the database's own words."""
    address = func.lower(Address.external_id)
    if session.get_bind().dialect.name == "postgresql":
        return func.split_part(address, "@", 2)
    return func.substr(address, func.instr(address, "@") + 1)
