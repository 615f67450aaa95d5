"""Tokens lie locked in the database, and only their own key opens them."""

import asyncio
from datetime import UTC, datetime
from types import NoneType

import pytest
from sqlalchemy import select

from bot import ports
from bot.beat.store.alarm_causes import CAUSES
from bot.errors import SecretKeyWrong
from bot.people.store import own
from bot.people.store.installations import StoredInstallations, mark_removed, standing
from bot.people.store.place_tables import Installation
from bot.store.columns import new_id
from bot.store.programme import SECRET_KEY_CHECK
from bot.store.secret_box import SecretBox, check_secret
from bot.store.tables import ProgrammeFact
from tests.fixtures.moments import NOON

KEY, OTHER = "k" * 40, "o" * 40


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
        assert await mark_removed(session, await standing(session, "slack", "T1"), NOON)
    async with database.read() as session:
        kept = (await session.execute(select(Installation))).scalar_one()

    assert await installations.find("slack", "T1") is None
    assert await installations.get(kept.id) is None
    assert kept.token == ""


async def test_what_was_installed_anew_meanwhile_is_not_removed(database, installations):
    async with database.read() as session:
        stood = await standing(session, "slack", "T1")
    await installations.seed(ports.Installation("x", "slack", "T1", "xoxb-new", own=True), "Ours")
    async with database.begin() as session:
        assert not await mark_removed(session, stood, NOON)

    assert (await installations.find("slack", "T1")).token == "xoxb-new"


async def own_places(database):
    async with database.read() as session:
        found = await session.execute(
            select(Installation.external_id, Installation.own_by).where(Installation.own)
        )
        questions = [
            one.label for one in await CAUSES["own_in_question"](session, datetime.now(UTC))
        ]
    return dict(found.all()), questions


async def test_a_token_of_another_workspace_asks_what_becomes_of_the_one_before(
    database, installations
):
    second = ports.Installation(new_id(), "slack", "T2", "xoxb-other", own=True)
    await installations.seed(second, "Another")
    asked = await own_places(database)
    first = await installations.find("slack", "T1")
    async with database.begin() as session:
        await own.make_own(session, first.id)
    kept = await own_places(database)
    await installations.seed(second, "Another")

    assert asked == ({"T1": "former", "T2": "setting"}, ["Our workspace"])
    assert kept == ({"T1": "hand", "T2": "setting"}, [])
    assert await own_places(database) == kept


async def test_what_was_taken_back_by_hand_the_settings_do_not_make_our_own_again(
    database, installations
):
    first = await installations.find("slack", "T1")
    async with database.begin() as session:
        await own.take_back(session, first.id, NOON)
    await installations.seed(ports.Installation("x", "slack", "T1", "xoxb-secret", own=True), "O")

    assert await own_places(database) == ({}, [])
    assert (await installations.get(first.id)).token == "xoxb-secret"


async def test_a_database_remembers_which_key_it_was_made_with(database):
    async with database.begin() as session:
        await check_secret(session, SecretBox(KEY))
    with pytest.raises(SecretKeyWrong):
        async with database.begin() as session:
            await check_secret(session, SecretBox(OTHER))
    async with database.begin() as session:
        await check_secret(session, SecretBox(KEY))


async def test_several_processes_that_open_a_new_database_at_once_agree(database):
    async def opened(key):
        async with database.begin() as session:
            await check_secret(session, SecretBox(key))

    ends = await asyncio.gather(*map(opened, [KEY] * 4 + [OTHER] * 4), return_exceptions=True)
    async with database.read() as session:
        facts = await session.scalars(select(ProgrammeFact.name))

    assert list(facts) == [SECRET_KEY_CHECK]
    assert {type(end) for end in ends} == {NoneType, SecretKeyWrong}
    assert len([end for end in ends if end is None]) == 4
