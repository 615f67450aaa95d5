"""Erasing somebody takes what is theirs, and nothing that only looks like it."""

import pytest
from sqlalchemy import insert, select, update

from bot.people.rules.forgetting import Holding
from bot.people.store.holdings import Erasing
from bot.people.store.place_tables import ChatLine, Conversation
from bot.people.store.tables import Contact
from bot.store.sessions import Database, async_url
from tests.fixtures.moments import NOON
from tests.store import quetzal
from tests.store.quetzal import COLLEAGUE, CONTACT, PARTNER


@pytest.fixture
async def database(database_url):
    database = Database(async_url(database_url))
    async with database.begin() as session:
        await quetzal.settle(session)
    yield database
    await database.close()


async def erase(database, whom):
    erasing = Erasing(database, lambda words: f"{hash(words):x}", "operator", NOON)
    prepared = await erasing.prepare(whom)
    async with database.begin() as session:
        await erasing.finish(session, prepared)


async def test_a_number_in_somebody_elses_chat_is_nobodys_id(database):
    async with database.begin() as session:
        await session.execute(update(Contact).where(Contact.id == CONTACT).values(source_id="120"))
        line = {"number": 9, "at": NOON, "changed_at": NOON, "ours": False}
        await session.execute(
            insert(ChatLine).values(
                id="hers", contact_id=COLLEAGUE, body="Is it 120,000 already?", **line
            )
        )
    await erase(database, Holding("contact", CONTACT, "Ottoline Brandywine"))
    async with database.read() as session:
        left = list(await session.scalars(select(ChatLine.body)))

    assert left == ["Is it 120,000 already?"]


async def test_who_is_met_in_a_partners_workspace_is_forgotten_with_it(database):
    place = {"installation_id": "i-qz", "kind": "personal", "service_url": "https://smba"}
    known = {"external_id": "a:stranger", "person": "aad-stranger", "member": "29:stranger"}
    async with database.begin() as session:
        await session.execute(
            insert(Conversation).values(id="talk-9", noted_at=NOON, **place, **known)
        )
    await erase(database, Holding("partner", PARTNER, "Quetzal Logistics"))
    async with database.read() as session:
        talk = await session.get_one(Conversation, "talk-9")

    assert (talk.external_id, talk.person, talk.member) == ("talk-9", "", "")
    assert talk.state == "disconnected"
