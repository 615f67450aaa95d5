"""The step that imports need runs on a database that is full, and changes no figure."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import make_url

from bot.store import migrate

FILLED = (
    "INSERT INTO partner (id, name, tier, region, stage) VALUES ('p', 'P', 'Gold', 'EMEA', 'x')",
    "INSERT INTO product (id, name) VALUES ('m', 'Mail')",
    "INSERT INTO customer (id, partner_id, name, segment) VALUES ('c', 'p', 'C', 'SMB')",
    (
        "INSERT INTO subscription_interval"
        " (id, subscription_id, customer_id, partner_id, product_id, start_date, kind,"
        " currency, annualised, usage_annualised, annualised_reporting,"
        " usage_annualised_reporting) VALUES"
        " ('i', 's', 'c', 'p', 'm', '2025-01-01', 'paid', 'USD', 1200, 0, 1200, 0)"
    ),
)


@pytest.mark.both_databases
def test_the_step_for_imports_runs_on_a_filled_database(empty_database_url: str):
    parsed = make_url(empty_database_url)
    engine = create_engine(parsed.set(drivername=parsed.drivername.replace("+aiosqlite", "")))
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for statement in FILLED:
            connection.execute(text(statement))
        command.upgrade(config, "0002")
        kept = connection.execute(
            text("SELECT annualised, shown_from, shown_until FROM subscription_interval")
        ).one()
        tables = inspect(connection).get_table_names()
    engine.dispose()

    assert tuple(kept) == (1200, 0, None)
    assert {"rate", "generation", "import_batch"} <= set(tables)
