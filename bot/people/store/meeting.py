"""Who speaks to us at an address, and how that stands: one statement, the first of every event."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, select

from bot.event import Origin
from bot.people.store.addresses import CLAIM
from bot.people.store.complaints import COMPLAINED
from bot.people.store.people import is_here, is_theirs, principal_in, reading_language
from bot.people.store.place_tables import Address, Installation
from bot.people.store.tables import Contact, Partner
from bot.principal import Principal
from bot.store.generations import is_shown
from bot.store.sessions import Database


@dataclass(frozen=True, slots=True)
class Met:
    """Somebody known, and what is to be seen to at the address where they speak to us just now.

    `claimed_of_old`: it was linked by a claim before homes were looked at. `given_up`: nothing
    is sent there any more, though they are there. `unmet`: they were found, and speak now.
    """

    person: Principal
    claimed_of_old: bool
    given_up: bool
    unmet: bool


async def met_at(database: Database, origin: Origin) -> Met | None:
    """Return the person known at this address, unless they, it or its place are gone."""
    statement = _everybody_at(has_home=bool(origin.home), has_enterprise=bool(origin.enterprise))
    who = {"platform": origin.platform, "name": origin.user, "place": origin.installation}
    home = {"home": origin.home, "enterprise": origin.enterprise}
    rows = await database.ask(statement, {**who, **home})
    known = next((row for row in rows if row.is_known), None)
    if known is None:
        return None
    return Met(
        principal_in(known),
        any(row.linked_by == CLAIM and row.home is None for row in rows),
        any(row.state == "dead" and row.reason != COMPLAINED for row in rows),
        any(row.unmet for row in rows),
    )


@lru_cache
def _everybody_at(*, has_home: bool, has_enterprise: bool) -> Select[*tuple[Any, ...]]:
    here = is_here(bindparam("platform"), bindparam("place"))
    theirs = is_theirs(
        bindparam("platform"),
        bindparam("name"),
        here,
        bindparam("home") if has_home else None,
        bindparam("enterprise") if has_enterprise else None,
    )
    is_live = Installation.state.is_not_distinct_from("live")
    is_known = and_(Contact.active.is_(True), is_shown(Contact), is_live)
    return (
        select(
            *(Contact.id.label("contact_id"), Contact.name, Contact.permission, Contact.role),
            *(Contact.zone_lived_by().label("zone"), Contact.partner_id),
            Partner.name.label("partner"),
            Partner.tier,
            reading_language().label("language"),
            Address.linked_by,
            Address.home,
            Address.state,
            Address.reason,
            Address.unmet,
            is_known.label("is_known"),
        )
        .join(Address, Address.contact_id == Contact.id)
        .outerjoin(Installation, Installation.id == Address.installation_id)
        .outerjoin(Partner, Partner.id == Contact.partner_id)
        .where(theirs, Address.unlinked_at.is_(None))
        .order_by(here.desc(), Address.linked_at.desc())
    )
