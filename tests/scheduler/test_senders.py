"""From whom an edition comes: each partner's own manager, who stands in, or the programme."""

from datetime import timedelta

import pytest

from bot.message import Message, notice
from bot.people.store.people import principal_by_id
from bot.people.store.tables import Contact, Partner
from bot.plain_text import plain_text
from bot.ports import Destination, Receipt
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from tests.scheduler.world import (
    NINE_UTC,
    ScriptedMessenger,
    ScriptedTexts,
    World,
    edition,
    newsletter,
)

pytestmark = pytest.mark.both_databases


class Hearing(ScriptedMessenger):
    """Remembers from whom each reader heard."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: dict[str, str | None] = {}
        self.read: dict[str, str] = {}

    async def deliver(self, to: Destination, message: Message, delivery_id: str) -> Receipt:
        self.read[to.external_id] = plain_text(message).split("\n")[-1]
        self.heard[to.external_id] = message.sender.name if message.sender else None
        return await super().deliver(to, message, delivery_id)


@pytest.fixture
async def town(world: World) -> World:
    """Four partners: one with a manager, one whose manager is away, one alone, one forsaken."""
    world.messenger = Hearing()
    for name in ("jana", "dora", "lea"):
        await world.person(name, partner_id=None, permission="manager")
    later = NINE_UTC + timedelta(days=1)
    await world.change(Contact, "lea", away_until=later)
    rows = {"p2": ("lea", "dora"), "p3": (None, None), "p4": ("lea", None)}
    async with world.database.begin() as session:
        for key, (manager, deputy) in rows.items():
            where = {"tier": "gold", "region": "emea", "stage": "active"}
            given = {"manager_id": manager, "deputy_id": deputy}
            session.add(Partner(id=key, name=key.upper(), **where, **given))
    await world.change(Partner, "p1", manager_id="jana")
    for number in range(1, 5):
        await world.person(f"ann{number}", partner_id=f"p{number}")
    return world


async def said(world: World, **facts: object) -> dict[str, str | None]:
    await world.write(edition(1, **facts))
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    await Drum(world.beat(), EmbeddedEngine()).strike(NINE_UTC)
    return {who.partition("@")[0]: name for who, name in world.messenger.heard.items()}


async def test_each_partner_hears_it_from_whoever_looks_after_them_now(town):
    heard = await said(town, by_manager=True)

    assert heard.pop("jana") is heard.pop("dora") is heard.pop("lea") is None
    assert heard == {"ann1": "jana", "ann2": "dora", "ann3": None, "ann4": None}


async def test_what_the_programme_says_comes_from_nobody(town):
    assert set((await said(town)).values()) == {None}


class Tiered(ScriptedTexts):
    """Writes each reader their partner's tier."""

    async def edition(self, text, reader, presenter=None, *, send_id=""):
        del text, presenter, send_id
        return notice("Tier", str(reader.tier))


async def test_whoever_is_written_to_is_known_with_their_partner_s_tier(town):
    town.texts = Tiered(editions=[edition(1)])
    await town.promise(newsletter(zone="UTC"))
    await town.strike_nine()
    await Drum(town.beat(), EmbeddedEngine()).strike(NINE_UTC)
    async with town.database.read() as session:
        known = await principal_by_id(session, "ann2")

    written = {who.partition("@")[0]: body for who, body in town.messenger.read.items()}
    assert (written["ann2"], written["jana"], known.tier) == ("gold", "None", "gold")
