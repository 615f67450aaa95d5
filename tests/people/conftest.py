"""A small programme with a router before it: two partners, three workspaces, and a mailbox."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from bot.action import ActionRef
from bot.clock import MovableClock
from bot.context import Context, Programme
from bot.event import ActionPressed, FormSubmitted, Origin, Reply, Said
from bot.language import Titles
from bot.people.store.place_tables import Address, Installation
from bot.people.store.tables import Contact, Partner, PartnerDomain
from bot.plain_text import plain_text
from bot.ports import Profile
from bot.router import Router
from bot.store.secret_box import SecretBox
from bot.store.sessions import Database, async_url
from bot.voice.context import VoiceContext
from content.wording import load_wording
from tests.fixtures.moments import NOON
from tests.fixtures.no_rooms import keep_nothing, write_nothing
from tests.store.small_programme import FOOTING, questions

OURS, ACME, LOOSE = "T-OURS", "T-ACME", "T-LOOSE"


class StillClock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2031, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def forward(self, **span: float) -> None:
        self.moment += timedelta(**span)


class Mailbox:
    """Keeps every letter."""

    def __init__(self) -> None:
        self.letters = []

    def post(self, to, message, letter_id) -> None:
        self.letters.append((to, plain_text(message), letter_id))

    def code(self) -> str:
        """Return the code in the newest letter."""
        return self.letters[-1][1].partition("Your code is ")[2][:8]


class Claims:
    """What a platform claims of its people."""

    def __init__(self) -> None:
        self.profiles = {}

    async def profile(self, origin: Origin) -> Profile:
        return self.profiles.get(origin.user, Profile())


def profile_at(place: str, email: str, **facts) -> Profile:
    """Return the profile of one of a workspace's own people."""
    return Profile(email, homes=frozenset({place}), **facts)


class NoTexts:
    """Where people are settled nothing is promised, and nothing is asked or written."""

    def newsletters(self) -> dict[str, object]:
        return {}


@dataclass
class Town:
    """A router with people before it; they act by (workspace, user)."""

    database: Database
    context: Context
    router: Router
    claims: Claims
    mailbox: Mailbox
    system: StillClock

    def at(self, place: str, user: str, **details) -> Origin:
        return Origin("slack", place, user, conversation=f"D-{user}", **details)

    async def say(self, origin: Origin, text: str) -> Reply:
        return await self.router.dispatch(Said(origin, text))

    async def says(self, origin: Origin, text: str) -> str:
        """Say something and return all that is answered."""
        reply = await self.say(origin, text)
        return "\n".join(plain_text(message) for message in reply.messages)

    async def press(self, origin: Origin, name: str, **arguments: str) -> Reply:
        return await self.router.dispatch(ActionPressed(origin, ActionRef(name, arguments)))

    async def fill(self, origin: Origin, name: str, **values: str) -> Reply:
        return await self.router.dispatch(FormSubmitted(origin, ActionRef(name), values))

    async def ask_code(self, origin: Origin, email: str) -> Reply:
        return await self.fill(origin, "introduce", email=email)

    async def knows(self, origin: Origin) -> str | None:
        """Return the name by which this address is greeted."""
        text = await self.says(origin, "home")
        if "We have not met yet" in text:
            return None
        return text.partition("Hello ")[2].partition(",")[0]

    async def see(self, query):
        async with self.database.read() as session:
            return (await session.execute(query)).all()


@pytest.fixture
async def town(database_url: str) -> AsyncIterator[Town]:
    database = Database(async_url(database_url))
    async with database.begin() as session:
        await settle_town(session)
    mailbox, system, claims = Mailbox(), StillClock(), Claims()
    context = VoiceContext(
        database=database,
        clock=MovableClock(NOON),
        cadences=NoTexts(),
        desk=NoTexts(),
        surveys=NoTexts(),
        topics=Titles({"pulse": "Pulse"}),
        wording=load_wording(),
        catalogue=FOOTING.catalogue,
        questions=questions(),
        directories={"slack": claims},
        messengers={"slack": object(), "email": object()},
        courier=mailbox,
        digest=SecretBox("k" * 40).fingerprint,
        seal=str,
        unseal=str,
        recall=keep_nothing,
        edition=write_nothing,
        programme=Programme("Cirrus"),
        system=system,
    )
    yield Town(database, context, Router(context), claims, mailbox, system)
    await database.close()


async def settle_town(session) -> None:
    """Write who and what there is: Ada and Abe at Acme, Bob at Bolt, four at the vendor."""
    facts = {"tier": "Gold", "region": "EMEA", "stage": "build"}
    partners = [{"id": "acme", "name": "Acme", **facts}, {"id": "bolt", "name": "Bolt", **facts}]
    await session.execute(insert(Partner), partners)
    people = [
        person("ada", "acme", role="technical"),
        person("abe", "acme", email="abe@private.example"),
        person("bob", "bolt"),
        person("root", None, permission="administrator"),
        person("mia", None, permission="manager"),
        person("max", None, permission="member"),
    ]
    await session.execute(insert(Contact), people)
    await session.execute(insert(Installation), [place(OURS, own=True), place(ACME), place(LOOSE)])
    session.add(PartnerDomain(partner_id="acme", domain="acme.example", registered_at=NOON))
    bound = await session.get(Installation, f"i-{ACME}")
    bound.partner_id = "acme"
    for known in ("root", "mia", "max", "bob"):
        session.add(
            Address(
                id=f"a-{known}",
                contact_id=known,
                platform="slack",
                installation_id=f"i-{OURS}",
                external_id=f"U-{known}",
                linked_at=NOON,
            )
        )


def person(name: str, partner: str | None, **facts) -> dict:
    return {
        "id": name,
        "partner_id": partner,
        "name": f"{name.title()} Example",
        "email": f"{name}@{partner or 'cirrus'}.example",
        "role": "sales",
        "permission": "partner" if partner else "member",
        "zone": "UTC",
        "active": True,
        **facts,
    }


def place(team: str, *, own: bool = False) -> dict:
    return {
        "id": f"i-{team}",
        "platform": "slack",
        "external_id": team,
        "name": f"Workspace {team}",
        "token": "",
        "own": own,
        "installed_at": NOON,
    }
