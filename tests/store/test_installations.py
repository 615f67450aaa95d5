"""Tokens lie locked in the database, and only their own key opens them."""

import pytest
from sqlalchemy import select

from bot import ports
from bot.errors import SecretKeyWrong
from bot.people.store.installations import StoredInstallations, mark_removed
from bot.people.store.place_tables import Installation
from bot.store.columns import new_id
from bot.store.secret_box import SecretBox, check_secret
from bot.store.sessions import Database
from tests.fixtures.moments import NOON

KEY, OTHER = "k" * 40, "o" * 40


@pytest.fixture
async def database(database_url):
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
async def installations(database):
    installations = StoredInstallations(database, SecretBox(KEY))
    found = ports.Installation(new_id(), "slack", "T1", "xoxb-secret", "UBOT", own=True)
    await installations.seed(found, "Our workspace")
    return installations


async def test_a_token_is_found_again_in_the_clear(installations):
    assert (await installations.find("slack", "T1")).token == "xoxb-secret"


async def test_a_token_lies_locked_in_the_database(database, installations):
    async with database.read() as session:
        kept = (await session.execute(select(Installation.token))).scalar_one()

    assert "xoxb" not in kept


async def test_a_token_is_not_shown_when_an_installation_is_printed(installations):
    assert "xoxb" not in repr(await installations.find("slack", "T1"))


async def test_another_key_opens_no_token(database, installations):
    with pytest.raises(SecretKeyWrong):
        await StoredInstallations(database, SecretBox(OTHER)).find("slack", "T1")


async def test_a_new_token_of_the_same_workspace_replaces_the_old_one(installations):
    old = await installations.find("slack", "T1")
    assert await installations.get(old.id) == old
    await installations.seed(ports.Installation("x", "slack", "T1", "xoxb-new", own=True), "Ours")

    assert (await installations.find("slack", "T1")).token == "xoxb-new"
    assert (await installations.get(old.id)).token == "xoxb-new"


async def test_a_removed_installation_is_not_found_and_has_no_token_left(database, installations):
    async with database.begin() as session:
        await mark_removed(session, "slack", "T1", NOON)
    async with database.read() as session:
        kept = (await session.execute(select(Installation))).scalar_one()

    assert await installations.find("slack", "T1") is None
    assert await installations.get(kept.id) is None
    assert kept.token == ""


async def test_a_database_remembers_which_key_it_was_made_with(database):
    async with database.begin() as session:
        await check_secret(session, SecretBox(KEY))
    with pytest.raises(SecretKeyWrong):
        async with database.begin() as session:
            await check_secret(session, SecretBox(OTHER))
    async with database.begin() as session:
        await check_secret(session, SecretBox(KEY))
