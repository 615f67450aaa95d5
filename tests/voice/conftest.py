"""Three people of one partner, a manager and an administrator, and surveys that ask them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import insert

from bot.action import ActionRef
from bot.beat.rules.texts import FileText, TextKind
from bot.beat.store import texts
from bot.clock import MovableClock
from bot.event import ActionPressed, FormSubmitted, Origin, Reply, Said
from bot.people.store.place_tables import Address
from bot.people.store.tables import Contact, Partner
from bot.ports import Installation
from bot.store.sessions import Database
from bot.voice.store.surveys import start_wave
from bot.voice.store.tables import Invitation
from drumbeat.app import open_house
from drumbeat.house import House
from drumbeat.settings import read_settings
from tests.bench.storage import SECRET_KEY, kept_installations

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
TEAM = "T1"
PEOPLE = {
    "ada": ("technical", "partner", "acme"),
    "bob": ("sales", "partner", "acme"),
    "eva": ("sales", "partner", "brook"),
    "mia": ("sales", "manager", None),
    "amy": ("executive", "administrator", None),
}


@dataclass
class Room:
    """The house without a door: what people do reaches its router."""

    house: House
    clock: MovableClock
    numbers: count = field(default_factory=count)

    def at(self, who: str, **more: object) -> Origin:
        return Origin("slack", TEAM, f"U-{who}", f"D-{who}", home=TEAM, **more)

    async def ask(self, key: str, source: str, *, days: int = 14, **facts: object) -> str:
        """Open a wave of a survey that asks everybody; return its id."""
        async with self.house.database.begin() as session:
            now = self.clock.now()
            await texts.write(session, FileText(TextKind.SURVEY, key, source), "files", now)
            text = await texts.newest(session, TextKind.SURVEY, key)
            head = self.house.surveys.head(text)
            wave = await start_wave(
                session,
                survey=key,
                text_id=text.id,
                score=head.score,
                kind=head.kind,
                promise=head.promise,
                opens_at=now,
                closes_at=now + timedelta(days=days),
                **facts,
            )
            rows = [
                {"id": f"{key}-{who}", "wave_id": wave.id, "contact_id": who, "invited_at": now}
                for who in PEOPLE
            ]
            await session.execute(insert(Invitation), rows)
            return wave.id

    async def press(self, who: str, name: str, on: Origin | None = None, **told: str) -> Reply:
        return await self.house.router.dispatch(
            ActionPressed(on or self.at(who), ActionRef(name, told))
        )

    async def submit(self, who: str, name: str, values: dict[str, str], **told: str) -> Reply:
        return await self.house.router.dispatch(
            FormSubmitted(self.at(who), ActionRef(name, told), values)
        )

    async def say(self, who: str, words: str) -> Reply:
        return await self.house.router.dispatch(Said(self.at(who), words))

    async def rows(self, statement):
        async with self.house.database.read() as session:
            return [tuple(row) for row in await session.execute(statement)]


@pytest.fixture
async def room(database_url: str) -> AsyncIterator[Room]:
    clock = MovableClock(NOON)
    database = Database(database_url)
    await kept_installations(database, Installation("i1", "slack", TEAM, "xoxb", "UBOT", own=True))
    async with database.begin() as session:
        facts = {"tier": "Gold", "region": "EMEA", "stage": "build"}
        names = {"acme": "Acme", "brook": "Brook"}
        await session.execute(
            insert(Partner), [{"id": key, "name": name, **facts} for key, name in names.items()]
        )
        for who, (role, permission, partner_id) in PEOPLE.items():
            rights = {"role": role, "permission": permission, "partner_id": partner_id}
            session.add(Contact(id=who, name=who.title(), **rights))
        await session.flush()
        for who in PEOPLE:
            place = {"platform": "slack", "installation_id": "i1", "home": TEAM}
            linked = {"external_id": f"U-{who}", "linked_at": NOON, "linked_by": "claim"}
            session.add(Address(id=who, contact_id=who, **place, **linked))
        (await session.get_one(Partner, "acme")).manager_id = "mia"
    await database.close()
    settings = read_settings(
        vendor="Cirrus", secret_key=SECRET_KEY, database_url=database_url, port=0
    )
    async with open_house(settings, clock) as house:
        yield Room(house, clock)
