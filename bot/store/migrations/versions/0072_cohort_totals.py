"""what became of openings is added up, and worked out here of all movements that are shown"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.figures.rules.cohorts import Totals, first_of, totals
from bot.figures.rules.ledger import Movement

revision: str = "0072"
down_revision: str | Sequence[str] | None = "0066"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PIECE = 2000
FIRST_TIMES = "level = 'customer' AND kind = 'new'"
SEEN = ("shown_from", "shown_until")
SUMS = ("opening", "lost", "opening_amount", "closing_amount", "kept_amount")
KEY = ("months", "partner_id", "product_id", "start_date", "end_date")


def upgrade() -> None:
    # SQLite keeps a table that was made before the first row of a step that was cut off.
    op.drop_table("cohort_total", if_exists=True)
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    table = op.create_table(
        "cohort_total",
        sa.Column("id", number, autoincrement=False, nullable=False),
        sa.Column("months", sa.Integer, nullable=False),
        sa.Column("partner_id", sa.String(40), nullable=True),
        sa.Column("product_id", sa.String(40), nullable=True),
        sa.Column("start_date", sa.Date, nullable=False),
        sa.Column("end_date", sa.Date, nullable=True),
        *(sa.Column(name, sa.Integer, nullable=False) for name in SUMS[:2]),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in SUMS[2:]),
        sa.Column("shown_until", sa.Integer, nullable=True),
        sa.Column("shown_from", sa.Integer, server_default="0", nullable=False),
        sa.CheckConstraint("months IN (1,3,12)", name=op.f("ck_cohort_total_months")),
        sa.CheckConstraint(
            "partner_id IS NULL OR product_id IS NULL", name=op.f("ck_cohort_total_whose")
        ),
        sa.CheckConstraint(
            "end_date IS NULL OR end_date > start_date", name=op.f("ck_cohort_total_forward")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_total")),
    )
    _fill(table)
    seen = [*SUMS, *SEEN]
    op.create_index("ix_cohort_total_months", "cohort_total", [*KEY, *seen])
    # Every customer is new once: what it cost to win them looks at no more than that.
    op.create_index(
        "ix_movement_new",
        "movement",
        ["level", "kind", "customer_id", "day", "partner_id", "amount", *SEEN],
        sqlite_where=sa.text(FIRST_TIMES),
        postgresql_where=sa.text(FIRST_TIMES),
    )


def _fill(table: sa.Table) -> None:
    connection = op.get_bind()
    found = Totals()
    for movements in _by_customer(connection):
        found.take(movements)
    waiting = list[dict[str, Any]]()
    number = 0
    for group, steps in found.steps().items():
        for since, until, sums in totals(steps.items()):
            number += 1
            days = {"start_date": first_of(since), "end_date": until and first_of(until)}
            values = {name: getattr(sums, name) for name in SUMS}
            waiting.append({"id": number, **group._asdict(), **days, **values})
        if len(waiting) >= PIECE:
            connection.execute(table.insert(), waiting)
            waiting = []
    if waiting:
        connection.execute(table.insert(), waiting)


def _by_customer(connection: sa.Connection) -> Iterator[list[Movement]]:
    customer, movements = "", list[Movement]()
    for row in _movements(connection):
        if row.customer_id != customer and movements:
            yield movements
            movements = []
        customer = row.customer_id
        movements.append(Movement(*row[2:]))
    if movements:
        yield movements


def _movements(connection: sa.Connection) -> Iterator[Any]:
    """Yield what moved and is shown, in the order of customers, some rows at a time."""
    names = ("id", "customer_id", *Movement._fields)
    types: dict[str, Any] = {"id": sa.BigInteger, "day": sa.Date, "amount": sa.BigInteger}
    columns = [sa.column(name, types.get(name, sa.String)) for name in names]
    seen = [sa.column(name, sa.Integer) for name in SEEN]
    movement = sa.table("movement", *columns, *seen).c
    generation = sa.text("SELECT coalesce(max(number), 0) FROM generation WHERE name = 'shown'")
    shown = connection.execute(generation).scalar_one()
    until, whose = movement.shown_until, movement.customer_id
    rows = (
        sa.select(*(movement[name] for name in names))
        .where(movement.shown_from <= shown, sa.or_(until.is_(None), until > shown))
        .order_by(movement.level, whose, movement.day, movement.id)
        .limit(PIECE)
    )
    last: tuple[str, str, date, int] = ("", "", date.min, 0)
    keys = sa.tuple_(movement.level, whose, movement.day, movement.id)
    while found := connection.execute(rows.where(keys > sa.tuple_(*last))).all():
        yield from found
        last = (found[-1].level, found[-1].customer_id, found[-1].day, found[-1].id)
