"""What somebody reads: their own choice, what is known of them, their partner's, English."""

from datetime import UTC, datetime

import pytest
from alembic import command
from sqlalchemy import create_engine, text

from bot.event import Origin
from bot.every_table import METADATA
from bot.people.store import choices, people
from bot.people.store.place_tables import Address, Installation
from bot.people.store.tables import Contact, Partner
from bot.store import migrate
from bot.store.columns import new_id
from bot.store.sessions import Database

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ADA = Origin("slack", "T1", "U1")


@pytest.fixture
async def database(database_url):
    database = Database(database_url)
    async with database.begin() as session:
        partner = {"tier": "Gold", "region": "EMEA", "stage": "build"}
        session.add(Partner(id="p1", name="Acme", language="de", **partner))
        session.add(
            Installation(
                id="i1", platform="slack", external_id="T1", name="", token="", installed_at=NOW
            )
        )
        await session.flush()
        session.add(
            Contact(id="c1", partner_id="p1", name="Ada", role="sales", permission="partner")
        )
        session.add(Contact(id="c2", name="Vera", role="sales", permission="member"))
        await session.flush()
        session.add(
            Address(
                id=new_id(),
                contact_id="c1",
                platform="slack",
                installation_id="i1",
                external_id="U1",
                linked_at=NOW,
            )
        )
    yield database
    await database.close()


async def reads(database, contact_id="c1"):
    async with database.read() as session:
        return (await people.principal_by_id(session, contact_id)).language


async def noted(database, language):
    async with database.begin() as session:
        await people.note_profile(session, ADA, NOW, zone=None, active=True, language=language)


async def chosen(database, language):
    async with database.begin() as session:
        await choices.choose_language(session, "c1", language)


async def test_who_said_nothing_reads_as_their_partner_does_else_english(database):
    assert await reads(database) == "de"
    assert await reads(database, "c2") == "en"


async def test_a_client_s_language_stands_above_the_partner_s_and_below_one_s_own(database):
    await noted(database, "fr-FR")
    assert await reads(database) == "fr-FR"

    await noted(database, "es")
    assert await reads(database) == "fr-FR"  # what is known already stays

    await chosen(database, "de-AT")
    await noted(database, "es")
    assert await reads(database) == "de-AT"

    await chosen(database, None)
    assert await reads(database) == "fr-FR"


def test_the_step_to_languages_loses_nothing(empty_database_url):
    with migrate._connection(empty_database_url) as connection:  # noqa: SLF001 - one step back
        command.upgrade(migrate._config(connection), "0005")  # noqa: SLF001 - likewise
    engine = create_engine(empty_database_url.replace("+aiosqlite", ""))
    with engine.begin() as connection:
        for statement in (
            (
                "INSERT INTO partner (id, name, tier, region, stage, shown_from)"
                " VALUES ('p1', 'Acme', 'Gold', 'EMEA', 'build', 0)"
            ),
            (
                "INSERT INTO contact (id, partner_id, name, role, permission, zone, active,"
                " shown_from) VALUES ('c1', 'p1', 'Ada', 'sales', 'partner', 'UTC', true, 0)"
            ),
            (
                "INSERT INTO installation (id, platform, external_id, name, token, own,"
                " bot_user_id, state, installed_at) VALUES ('i1', 'teams',"
                " 'T', '', '', true, '', 'live', '2026-11-22')"
            ),
            (
                "INSERT INTO conversation (id, installation_id, external_id, kind, service_url,"
                " bot, person, member, team, zone, noted_at) VALUES ('k1',"
                " 'i1', 'a:1', 'personal', '', '', 'u1', '', '', 'Europe/Berlin', '2026-11-22')"
            ),
        ):
            connection.execute(text(statement))

    migrate.upgrade(empty_database_url)

    with engine.connect() as connection:
        kept = connection.execute(
            text(
                "SELECT c.name, c.language, c.chosen_language, p.language, k.zone, k.language,"
                " k.country FROM contact c JOIN partner p ON p.id = c.partner_id, conversation k"
            )
        ).one()
    engine.dispose()
    assert tuple(kept) == ("Ada", None, None, None, "Europe/Berlin", "", "")
    assert migrate.differences(empty_database_url, METADATA) == []
