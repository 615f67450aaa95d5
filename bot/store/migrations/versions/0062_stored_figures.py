"""what customers pay and how that moves is stored, and worked out here of all that is shown"""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.figures.rules.ledger import Ledger, Paid, ledger_of

revision: str = "0062"
down_revision: str | Sequence[str] | None = "0061"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PIECE = 2000
WHOSE = ("customer", "partner", "product")
KINDS = "'new','expansion','contraction','churn','reactivation','transfer_in','transfer_out'"


def upgrade() -> None:
    # SQLite keeps a table that was made before the first row of a step that was cut off.
    for table in ("stretch", "movement"):
        op.drop_table(table, if_exists=True)
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    stretch = op.create_table(
        "stretch",
        sa.Column("id", number, autoincrement=False, nullable=False),
        *(sa.Column(f"{name}_id", sa.String(40), nullable=False) for name in WHOSE),
        sa.Column("start_date", sa.Date, nullable=False),
        sa.Column("end_date", sa.Date, nullable=True),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("usage", sa.BigInteger, nullable=False),
        *_versions(),
        sa.CheckConstraint("amount > 0", name=op.f("ck_stretch_paid")),
        sa.CheckConstraint(
            "end_date IS NULL OR end_date > start_date", name=op.f("ck_stretch_forward")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stretch")),
    )
    movement = op.create_table(
        "movement",
        sa.Column("id", number, autoincrement=False, nullable=False),
        sa.Column("level", sa.String(40), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("customer_id", sa.String(40), nullable=False),
        sa.Column("partner_id", sa.String(40), nullable=False),
        sa.Column("product_id", sa.String(40), nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        *_versions(),
        sa.CheckConstraint("level IN ('customer','product')", name=op.f("ck_movement_level")),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_movement_kind")),
        sa.CheckConstraint(
            "(level = 'customer') = (product_id IS NULL)", name=op.f("ck_movement_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movement")),
    )
    _fill(stretch, movement)
    _index()


def _versions() -> tuple[sa.Column[int], sa.Column[int]]:
    return (
        sa.Column("shown_until", sa.Integer, nullable=True),
        sa.Column("shown_from", sa.Integer, server_default="0", nullable=False),
    )


def _index() -> None:
    whose = ["customer_id", "product_id", "partner_id"]
    seen = ["amount", "usage", "shown_from", "shown_until"]
    op.create_index("ix_stretch_partner_id_customer_id", "stretch", ["partner_id", "customer_id"])
    op.create_index("ix_stretch_customer", "stretch", [*whose, "start_date", "end_date", *seen])
    op.create_index("ix_movement_partner_id", "movement", ["partner_id"])
    op.create_index(
        "ix_movement_level",
        "movement",
        ["level", "customer_id", "day", "partner_id", "product_id", "kind", "amount", *seen[2:]],
    )


def _fill(stretch: sa.Table, movement: sa.Table) -> None:
    """Work out what is shown now, customer by customer; what nobody sees yet is none of it."""
    connection = op.get_bind()
    waiting: dict[str, list[dict[str, Any]]] = {"stretch": [], "movement": []}
    counts = {"stretch": 0, "movement": 0}
    for customer, ledger in _ledgers(connection):
        for table, rows in ((stretch, ledger.stretches), (movement, ledger.movements)):
            for row in rows:
                counts[table.name] += 1
                key = {"id": counts[table.name], "customer_id": customer}
                waiting[table.name].append({**key, **row._asdict()})
            if len(waiting[table.name]) >= PIECE:
                connection.execute(table.insert(), waiting[table.name])
                waiting[table.name] = []
    for table in (stretch, movement):
        if waiting[table.name]:
            connection.execute(table.insert(), waiting[table.name])


def _ledgers(connection: sa.Connection) -> Iterator[tuple[str, Ledger]]:
    customer, paid = "", list[Paid]()
    for row in _paid(connection):
        if row.customer_id != customer and paid:
            yield customer, ledger_of(paid)
            paid = []
        customer = row.customer_id
        paid.append(Paid(*row[2:]))
    if paid:
        yield customer, ledger_of(paid)


def _paid(connection: sa.Connection) -> Iterator[Any]:
    """Yield what is paid and shown in the order of customers, some rows at a time."""
    money = ("annualised_reporting", "usage_annualised_reporting")
    text, day, number = (sa.String, sa.Date, sa.BigInteger)
    interval = sa.table(
        "subscription_interval",
        *(sa.column(name, text) for name in ("id", *(f"{whose}_id" for whose in WHOSE), "kind")),
        *(sa.column(name, day) for name in ("start_date", "end_date")),
        *(sa.column(name, number) for name in (*money, "shown_from", "shown_until")),
    ).c
    year = interval[money[0]] + interval[money[1]]
    generation = sa.text("SELECT coalesce(max(number), 0) FROM generation WHERE name = 'shown'")
    shown = connection.execute(generation).scalar_one()
    until = interval.shown_until
    rows = (
        sa.select(
            *(interval.id, interval.customer_id, interval.partner_id, interval.product_id),
            *(interval.start_date, interval.end_date, year, interval[money[1]]),
        )
        .where(interval.kind == "paid", year > 0, interval.shown_from <= shown)
        .where(sa.or_(until.is_(None), until > shown))
        .order_by(interval.customer_id, interval.id)
        .limit(PIECE)
    )
    last: tuple[str, str] = ("", "")
    while True:
        after = sa.tuple_(interval.customer_id, interval.id) > sa.tuple_(*last)
        found = connection.execute(rows.where(after)).all()
        if not found:
            return
        yield from found
        last = (found[-1].customer_id, found[-1].id)
