"""The step that gives addresses a home runs on a database that is full, and loses nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import make_url

from bot.store import migrate

FILLED = (
    "INSERT INTO partner (id, name, tier, region, stage) VALUES ('p', 'P', 'Gold', 'EMEA', 'x')",
    (
        "INSERT INTO contact (id, partner_id, name, role, permission, zone, active)"
        " VALUES ('c', 'p', 'Ada', 'sales', 'partner', 'UTC', true)"
    ),
    (
        "INSERT INTO installation (id, platform, external_id, name, token, bot_user_id, own,"
        " state, installed_at) VALUES"
        " ('i1', 'slack', 'T1', 'One', '', '', true, 'live', '2026-01-01'),"
        " ('i2', 'slack', 'T2', 'Two', '', '', false, 'live', '2026-01-01')"
    ),
    (
        "INSERT INTO address (id, contact_id, platform, installation_id, external_id,"
        " conversation, state, linked_at, linked_by) VALUES"
        " ('a1', 'c', 'slack', 'i1', 'U1', '', 'live', '2026-01-01', 'claim'),"
        " ('a2', 'c', 'slack', 'i2', 'U1', '', 'live', '2026-01-01', 'code'),"
        " ('a3', 'c', 'slack', NULL, 'U1', '', 'dead', '2026-01-01', 'hand'),"
        " ('a4', 'c', 'slack', NULL, 'U1', '', 'dead', '2026-01-01', 'hand')"
    ),
    (
        "INSERT INTO personal_link (hash, kind, contact_id, address_id, topic, message,"
        " created_at, expires_at) VALUES"
        " ('h', 'page', 'c', 'a1', '', '', '2026-01-01', '2027-01-01')"
    ),
)


@contextmanager
def at_revision(url: str, revision: str) -> Iterator[tuple[Connection, Config]]:
    parsed = make_url(url)
    engine = create_engine(parsed.set(drivername=parsed.drivername.replace("+aiosqlite", "")))
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        yield connection, config
    engine.dispose()


def test_the_step_for_homes_runs_on_a_filled_database_and_loses_nothing(empty_database_url):
    with at_revision(empty_database_url, "0005") as (connection, config):
        for statement in FILLED:
            connection.execute(text(statement))
        before = connection.execute(text("SELECT * FROM address ORDER BY id")).mappings().all()
        command.upgrade(config, "0006")
        after = connection.execute(text("SELECT * FROM address ORDER BY id")).mappings().all()
        installations = connection.execute(text("SELECT enterprise FROM installation")).all()
        links = connection.execute(text("SELECT address_id FROM personal_link")).all()
        unique = {
            tuple(one["column_names"])
            for one in inspect(connection).get_unique_constraints("address")
        }

    assert [dict(row) | {"home": None, "enterprise": ""} for row in before] == [*map(dict, after)]
    assert installations == [("",), ("",)]
    assert links == [("a1",)]
    assert ("platform", "external_id", "home", "enterprise") in unique
