"""A database of before learns up to which day its rows are complete: the newest among them."""

from datetime import UTC, date, datetime, timedelta

from alembic import command
from sqlalchemy import text

from tests.store.test_homes_step import at_revision

TODAY = datetime.now(UTC).date()
PARTNER = (
    "INSERT INTO partner (id, name, name_key, tier, region, stage, shown_from)"
    " VALUES ('p', 'P', 'p', 'Gold', 'EMEA', 'x', 0)"
)
PRODUCT = "INSERT INTO product (id, name, shown_from) VALUES ('m', 'Mail', 0)"
CUSTOMER = (
    "INSERT INTO customer (id, partner_id, name, segment, shown_from)"
    " VALUES ('c', 'p', 'C', 'SMB', 0)"
)
INTERVAL = (
    "INSERT INTO subscription_interval (id, subscription_id, customer_id, partner_id, product_id,"
    " start_date, end_date, kind, currency, annualised, usage_annualised, annualised_reporting,"
    " usage_annualised_reporting, shown_from, shown_until)"
    " VALUES (:id, :id, 'c', 'p', 'm', :start, :end, 'paid', 'USD', 1, 0, 1, 0, :since, :until)"
)
TOUCH = (
    "INSERT INTO touch (id, partner_id, at, direction, shown_from)"
    " VALUES ('t', 'p', :at, 'outbound', 0)"
)


def interval(key, start, end=None, since=0, until=None):
    return {"id": key, "start": start, "end": end, "since": since, "until": until}


def test_the_newest_day_that_is_seen_is_how_far_the_rows_go(empty_database_url):
    ahead, touched = TODAY + timedelta(days=9), datetime(2026, 5, 6, 7, tzinfo=UTC)
    rows = (
        interval("old", date(2026, 1, 1), ahead),
        interval("newest", date(2026, 3, 4)),
        interval("ahead", ahead),
        interval("retired", date(2026, 6, 1), until=0),
        interval("unseen", date(2026, 7, 1), since=9),
    )
    with at_revision(empty_database_url, "0062") as (connection, config):
        for statement in (PARTNER, PRODUCT, CUSTOMER):
            connection.execute(text(statement))
        connection.execute(text(INTERVAL), rows)
        connection.execute(text(TOUCH), {"at": touched})
        command.upgrade(config, "0063")
        known = connection.execute(
            text("SELECT kind, day, is_said, shown_from FROM complete_until ORDER BY kind")
        ).all()

    assert [(kind, str(day), bool(said), since) for kind, day, said, since in known] == [
        ("subscriptions", "2026-03-04", False, 0),
        ("touches", "2026-05-06", False, 0),
    ]
