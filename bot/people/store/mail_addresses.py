"""Who can be reached by mail: every contact with an email, kept in step with the contacts."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, or_, select, update

from bot.clock import Clock
from bot.people.store.complaints import COMPLAINED
from bot.people.store.place_tables import Address, Installation
from bot.people.store.returns import CHANGED
from bot.people.store.tables import Contact
from bot.store.columns import new_id
from bot.store.generations import is_shown, names_generation
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession, Database

CHUNK = 500


class MailAddresses:
    """Gives every contact with an email its address on a platform, whoever imports meanwhile.

    An address that is dead for a reason of its own, such as a bounce, stays dead.
    """

    def __init__(self, database: Database, platform: str, clock: Clock) -> None:
        self._database, self._platform, self._clock = database, platform, clock
        self._installation_id = ""
        self._seen: int | None = None
        self._keeping = asyncio.Lock()

    async def open(self) -> None:
        """Say that mail can be sent from now on, and bring all addresses in step."""
        async with self._database.begin() as session:
            self._installation_id = await _installation(session, self._platform, self._clock.now())
        await self.keep()

    async def keep(self) -> None:
        """Follow who was imported or renamed since the last time; a look if nobody was."""
        async with self._keeping:
            async with self._database.read() as session:
                seen = await session.scalar(select(names_generation()))
            if seen != self._seen:
                await self._catch_up()
                self._seen = seen

    async def _catch_up(self) -> None:
        after: str | None = ""
        while after is not None:
            async with self._database.read() as session:
                behind = await self._behind(session, after)
            if behind:
                async with self._database.begin() as session:
                    await self._bring_in_step(session, behind)
            after = behind[-1] if len(behind) == CHUNK else None

    async def _behind(self, session: AsyncSession, after: str) -> Sequence[str]:
        """Return the next contacts who lack their address, or have one that is not theirs."""
        ours = Address.installation_id == self._installation_id
        theirs = Address.contact_id == Contact.id
        has_its_own = exists().where(
            Address.platform == self._platform,
            ours,
            Address.external_id == Contact.email,
            theirs,
            func.coalesce(Address.reason, "") != CHANGED,
        )
        has_another = exists().where(
            theirs,
            ours,
            Address.state == "live",
            Address.external_id.is_distinct_from(Contact.email),
        )
        found = await session.scalars(
            select(Contact.id)
            .where(
                Contact.id > after,
                is_shown(Contact),
                or_(has_another, Contact.email.is_not(None) & ~has_its_own),
            )
            .order_by(Contact.id)
            .limit(CHUNK)
        )
        return found.all()

    async def _bring_in_step(self, session: AsyncSession, contact_ids: Sequence[str]) -> None:
        found = await session.execute(
            select(Contact.id, Contact.email).where(Contact.id.in_(contact_ids))
        )
        contacts = {row[0]: row[1] for row in found}
        place = _Place(self._platform, self._installation_id)
        await _follow(session, place, contacts, self._clock.now())


@dataclass(frozen=True, slots=True)
class _Place:
    """The relay's platform and installation."""

    platform: str
    installation_id: str


async def follow(
    session: AsyncSession, contact_id: str, now: datetime, platform: str = "email"
) -> None:
    """Bring the address of one contact in step at once, where mail was ever set up."""
    installation_id = await session.scalar(
        select(Installation.id).where(
            Installation.platform == platform, Installation.external_id == platform
        )
    )
    if installation_id is not None:
        email = await session.scalar(select(Contact.email).where(Contact.id == contact_id))
        await _follow(session, _Place(platform, installation_id), {contact_id: email}, now)


async def _follow(
    session: AsyncSession, place: _Place, contacts: dict[str, str | None], now: datetime
) -> None:
    complained = await _retire(session, place.installation_id, contacts)
    await _add(session, place, contacts, complained, now)


async def _installation(session: AsyncSession, platform: str, now: datetime) -> str:
    """Return the relay's installation, live from now on."""
    row = {
        "id": new_id(),
        "platform": platform,
        "external_id": platform,
        "name": platform,
        "token": "",
        "installed_at": now,
    }
    await insert_new(session, Installation, [row])
    found = await session.execute(
        update(Installation)
        .where(Installation.platform == platform, Installation.external_id == platform)
        .values(state="live", removed_at=None)
        .returning(Installation.id)
    )
    return found.scalar_one()


async def _retire(
    session: AsyncSession, installation_id: str, contacts: dict[str, str | None]
) -> frozenset[str]:
    """Put away addresses that are no longer their contact's email; return who had complained.

    A complaint is the person's, not the address's: it goes with them to the new one.
    """
    found = await session.execute(
        select(Address.id, Address.contact_id, Address.external_id, Address.reason).where(
            Address.installation_id == installation_id,
            Address.contact_id.in_(contacts),
            or_(Address.state == "live", Address.reason == COMPLAINED),
        )
    )
    changed, complained = [], set()
    for row in found:
        email = contacts[row.contact_id]
        has_complained = row.reason == COMPLAINED
        if row.external_id == email or (has_complained and email is None):
            continue
        changed.append(row.id)
        complained |= {row.contact_id} if has_complained else set()
    await session.execute(
        update(Address).where(Address.id.in_(changed)).values(state="dead", reason=CHANGED)
    )
    return frozenset(complained)


async def _add(
    session: AsyncSession,
    place: _Place,
    contacts: dict[str, str | None],
    complained: Collection[str],
    now: datetime,
) -> None:
    wanted = {email: contact_id for contact_id, email in contacts.items() if email}
    found = await session.execute(
        select(Address).where(
            Address.installation_id == place.installation_id, Address.external_id.in_(wanted)
        )
    )
    for known in found.scalars():
        contact_id = wanted.pop(known.external_id)
        if known.contact_id != contact_id or known.reason == CHANGED:
            if known.reason == CHANGED:
                known.state, known.reason = _standing(contact_id in complained)
            known.contact_id, known.linked_at, known.unlinked_at = contact_id, now, None
    rows = [
        {
            "id": new_id(),
            "contact_id": contact_id,
            "platform": place.platform,
            "installation_id": place.installation_id,
            "external_id": email,
            "linked_at": now,
            **dict(zip(("state", "reason"), _standing(contact_id in complained), strict=True)),
        }
        for email, contact_id in wanted.items()
    ]
    await insert_new(session, Address, rows)


def _standing(has_complained: bool) -> tuple[str, str | None]:  # noqa: FBT001 - of one thing
    return ("dead", COMPLAINED) if has_complained else ("live", None)
