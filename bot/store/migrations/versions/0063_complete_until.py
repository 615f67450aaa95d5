"""up to which day each kind of row is complete, told by the newest day there; their sources"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision: str = "0063"
down_revision: str | Sequence[str] | None = "0062"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

DAYS = {
    "subscriptions": ("subscription_interval", ("start_date",)),
    "terms": ("term", ("term_start",)),
    "trials": ("trial", ("started_on", "ended_on")),
    "revenue": ("revenue_line", ("booked_on",)),
    "costs": ("cost_line", ("booked_on",)),
    "touches": ("touch", ("at",)),
}


def upgrade() -> None:
    table = op.create_table(
        "complete_until",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("is_said", sa.Boolean, nullable=False),
        sa.Column("shown_from", sa.Integer, server_default="0", nullable=False),
        sa.Column("shown_until", sa.Integer, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complete_until")),
    )
    still = sa.text("shown_until IS NULL")
    op.create_index(
        "uq_complete_until_kind_shown",
        "complete_until",
        ["kind"],
        unique=True,
        sqlite_where=still,
        postgresql_where=still,
    )
    _add_sources()
    today = datetime.now(UTC).date()
    for kind, (name, columns) in DAYS.items():
        days = [day for column in columns if (day := _newest(name, column, today)) is not None]
        if days:
            row = {"id": uuid4().hex, "kind": kind, "day": max(days), "is_said": False}
            op.bulk_insert(table, [row])


def _add_sources() -> None:
    moments = ("due_by", "came_at", "tried_at")
    op.create_table(
        "source_state",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in moments),
        sa.Column("failures", sa.Integer, server_default=sa.text("0"), nullable=False),
        sa.Column("said", sa.Text, server_default="", nullable=False),
        sa.Column("run_id", sa.String(40), nullable=True),
        sa.Column("run_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_state")),
    )


def _newest(name: str, column: str, today: date) -> date | None:
    """Return the newest day among the rows that are seen, up to today."""
    is_moment = column == "at"
    kind: sa.types.TypeEngine[Any] = sa.DateTime(timezone=True) if is_moment else sa.Date()
    rows = sa.table(
        name, sa.column(column, kind), sa.column("shown_from"), sa.column("shown_until")
    )
    generation = sa.table("generation", sa.column("name"), sa.column("number"))
    shown = sa.select(sa.func.coalesce(sa.func.max(generation.c.number), 0))
    shown = shown.where(generation.c.name == "shown")
    seen = (rows.c.shown_from <= shown.scalar_subquery()) & rows.c.shown_until.is_(None)
    latest = datetime.combine(today, datetime.max.time(), UTC) if is_moment else today
    newest = sa.select(sa.func.max(rows.c[column])).where(seen, rows.c[column] <= latest)
    found = op.get_bind().scalar(newest)
    return found.date() if isinstance(found, datetime) else found
