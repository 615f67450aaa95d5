"""The step that gives names their keys runs on a full database, and loses nobody."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url

from bot.every_table import METADATA
from bot.store import migrate

PARTNERS = {
    "acme": "Acme  Ltd",
    "partner-0123456789abcdef01234567": "Zu\u0308rich AG",
    "u1": "ÜNAL",
    "u2": "ünal",
}
CONTACTS = {
    "c1": ("Ada", "Ada@Acme.example"),
    "c2": ("ADA", None),
    "c3": ("Uli", "uli@unal.example"),
    "c4": ("Uli", "ULI@unal.example"),
}


@pytest.fixture
def before(empty_database_url: str) -> Iterator[tuple[Connection, Config]]:
    """A full database as it was before names had keys."""
    parsed = make_url(empty_database_url)
    engine = create_engine(parsed.set(drivername=parsed.drivername.replace("+aiosqlite", "")))
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        fill(connection)
        yield connection, config
    engine.dispose()


def fill(connection: Connection) -> None:
    partner = text(
        "INSERT INTO partner (id, name, tier, region, stage) "
        "VALUES (:id, :name, 'Gold', 'EMEA', 'build')"
    )
    contact = text(
        "INSERT INTO contact (id, partner_id, name, email, role, permission, zone, active) "
        "VALUES (:id, 'acme', :name, :email, 'sales', 'partner', 'UTC', TRUE)"
    )
    connection.execute(partner, [{"id": each, "name": name} for each, name in PARTNERS.items()])
    for each, (name, email) in CONTACTS.items():
        connection.execute(contact, {"id": each, "name": name, "email": email})
    connection.execute(text("UPDATE partner SET manager_id = 'c1' WHERE id = 'acme'"))


def test_names_and_emails_get_their_keys_and_nothing_is_lost(before):
    connection, config = before
    command.upgrade(config, "0007")

    partners = connection.execute(
        text("SELECT id, name, name_key, source_id, manager_id FROM partner ORDER BY id")
    )
    made = "partner-0123456789abcdef01234567"
    assert [tuple(row) for row in partners] == [
        ("acme", "Acme  Ltd", "acme ltd", "acme", "c1"),
        (made, "Zu\u0308rich AG", "zürich ag", None, None),
        ("u1", "ÜNAL", "ünal\x1fu1", "u1", None),
        ("u2", "ünal", "ünal\x1fu2", "u2", None),
    ]
    contacts = connection.execute(
        text("SELECT id, email, name_key, email_key, source_id, partner_id FROM contact")
    )
    assert sorted(tuple(row) for row in contacts) == [
        ("c1", "Ada@Acme.example", "ada", "ada@acme.example", None, "acme"),
        ("c2", None, "ada", None, None, "acme"),
        ("c3", "uli@unal.example", "uli", "uli@unal.example", None, "acme"),
        ("c4", "ULI@unal.example", "uli", "uli@unal.example", None, "acme"),
    ]


def test_the_step_runs_on_a_database_without_people(empty_database_url: str):
    migrate.upgrade(empty_database_url)

    assert migrate.differences(empty_database_url, METADATA) == []
