"""what went to another partner is added up too, and whom several share is kept by day"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.figures.rules.cohorts import (
    Group,
    Sums,
    Totals,
    first_of,
    month_number,
    steps_of,
    totals,
)
from bot.figures.rules.ledger import TRANSFER_IN, TRANSFER_OUT, Movement
from bot.figures.rules.sharing import shared_days

revision: str = "0075"
down_revision: str | Sequence[str] | None = "0076"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PIECE = 2000
SEEN = ("shown_from", "shown_until")
KEY = ("months", "partner_id", "product_id", "start_date", "end_date")
SUMS = ("opening", "lost", "opening_amount", "closing_amount", "kept_amount")
AWAY = ("away", "away_amount")
OF_CUSTOMERS = sa.text("product_id IS NULL")
MONTH = {
    "sqlite": "substr(day, 1, 7)",
    "postgresql": "date_trunc('month', CAST(day AS TIMESTAMP))",
}
GENERATION = 10**10
"""What the numbers of an import's rows begin with; those of an upgrade lie below the first."""


def upgrade() -> None:
    connection = op.get_bind()
    # SQLite keeps a table that was made before the first row of a step that was cut off.
    op.drop_table("shared_customer", if_exists=True)
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    shared = op.create_table(
        "shared_customer",
        sa.Column("id", number, autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.String(40), nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=True),
        sa.Column("shown_until", sa.Integer, nullable=True),
        sa.Column("shown_from", sa.Integer, server_default="0", nullable=False),
        sa.CheckConstraint(
            "last_day IS NULL OR last_day >= first_day", name=op.f("ck_shared_customer_forward")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_customer")),
    )
    carried = _fill(connection, shared)
    days = ["customer_id", "first_day", "last_day"]
    op.create_index("ix_shared_customer_customer_id", "shared_customer", [*days, *SEEN])
    _widen(connection)
    _add_away(connection, carried)
    op.drop_index("ix_cohort_total_months", "cohort_total")
    op.create_index("ix_cohort_total_months", "cohort_total", [*KEY, *SUMS, *AWAY, *SEEN])
    op.drop_index("ix_movement_month", "movement", if_exists=True)
    op.create_index(
        "ix_movement_month",
        "movement",
        [sa.text(MONTH[connection.dialect.name])],
        sqlite_where=OF_CUSTOMERS,
        postgresql_where=OF_CUSTOMERS,
    )


def _widen(connection: sa.Connection) -> None:
    there = {column["name"] for column in sa.inspect(connection).get_columns("cohort_total")}
    for name, kind in zip(AWAY, (sa.Integer, sa.BigInteger), strict=True):
        if name not in there:
            column = sa.Column(name, kind, server_default="0", nullable=False)
            op.add_column("cohort_total", column)


def _fill(connection: sa.Connection, shared: sa.Table) -> Totals:
    """Write whom several partners shared; return the totals of those who went between them."""
    carried, number, waiting = Totals(), 0, list[dict[str, Any]]()
    for customer, rows in groupby(_movements(connection), key=lambda row: row.customer_id):
        movements = [Movement(*row[2:]) for row in rows]
        for first, last in shared_days(movements):
            number += 1
            days = {"first_day": first, "last_day": last}
            waiting.append({"id": number, "customer_id": customer, **days})
        if any(each.kind in {TRANSFER_IN, TRANSFER_OUT} for each in movements):
            carried.take(movements)
        if len(waiting) >= PIECE:
            connection.execute(shared.insert(), waiting)
            waiting = []
    if waiting:
        connection.execute(shared.insert(), waiting)
    return carried


def _add_away(connection: sa.Connection, carried: Totals) -> None:
    """Write anew the totals of which something went to another partner."""
    names = ("id", *KEY, *SUMS, *AWAY)
    types: dict[str, Any] = {"partner_id": sa.String, "product_id": sa.String}
    types |= dict.fromkeys(("start_date", "end_date"), sa.Date)
    columns = [sa.column(name, types.get(name, sa.BigInteger)) for name in (*names, *SEEN)]
    table = sa.table("cohort_total", *columns)
    under = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0)).where(table.c.id < GENERATION)
    number = connection.execute(under).scalar_one()
    shown = _shown(connection)
    for group, moved in carried.steps().items():
        steps = dict[int, int]()
        found = [(since, until, _away(sums)) for since, until, sums in totals(moved.items())]
        if not any(sums.away_amount for _, _, sums in found):
            continue
        mine = (
            table.c.months == group.months,
            table.c.partner_id == group.partner_id,
            *_seen(table, shown),
        )
        wanted = (table.c[name] for name in (*KEY[3:], *SUMS))
        for since, end, *five in connection.execute(sa.select(*wanted).where(*mine)).all():
            until = None if end is None else month_number(end)
            found.append((month_number(since), until, Sums(*(*five, 0, 0))))
        for month, change in steps_of(found):
            steps[month] = steps.get(month, 0) + change
        connection.execute(table.delete().where(*mine))
        rows = [
            {"id": number + place, **row} for place, row in enumerate(_rows(group, steps), start=1)
        ]
        connection.execute(table.insert(), rows)
        number += len(rows)


def _away(sums: Sums) -> Sums:
    return Sums(0, 0, 0, 0, 0, sums.away, sums.away_amount)


def _rows(group: Group, steps: dict[int, int]) -> Iterable[dict[str, Any]]:
    for since, until, sums in totals(steps.items()):
        days = {"start_date": first_of(since), "end_date": until and first_of(until)}
        yield {**group._asdict(), **days, **sums._asdict(), "shown_from": 0}


def _shown(connection: sa.Connection) -> int:
    generation = sa.text("SELECT coalesce(max(number), 0) FROM generation WHERE name = 'shown'")
    return int(connection.execute(generation).scalar_one())


def _seen(table: Any, shown: int) -> tuple[sa.ColumnElement[bool], ...]:  # noqa: ANN401 - of SQL
    until = table.c.shown_until
    return table.c.shown_from <= shown, sa.or_(until.is_(None), until > shown)


def _movements(connection: sa.Connection) -> Iterator[Any]:
    """Yield what moved of whole customers and is shown, in their order, some rows at a time."""
    names = ("id", "customer_id", *Movement._fields)
    types: dict[str, Any] = {"id": sa.BigInteger, "day": sa.Date, "amount": sa.BigInteger}
    columns = [sa.column(name, types.get(name, sa.String)) for name in names]
    table = sa.table("movement", *columns, *(sa.column(name, sa.Integer) for name in SEEN))
    movement = table.c
    rows = (
        sa.select(*(movement[name] for name in names))
        .where(movement.level == "customer", *_seen(table, _shown(connection)))
        .order_by(movement.customer_id, movement.day, movement.id)
        .limit(PIECE)
    )
    keys = sa.tuple_(movement.customer_id, movement.day, movement.id)
    after = rows
    while found := connection.execute(after).all():
        yield from found
        after = rows.where(keys > sa.tuple_(found[-1].customer_id, found[-1].day, found[-1].id))
