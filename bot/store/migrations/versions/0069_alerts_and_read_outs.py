"""the lines that people drew for figures, and the figures they are told regularly"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0069"
down_revision: str | Sequence[str] | None = "0072"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _add_alerts()
    _add_read_outs()


def _add_alerts() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("contact_id", sa.String(40), nullable=False),
        sa.Column("figure", sa.Text(), nullable=False),
        sa.Column("metric", sa.String(40), nullable=False),
        sa.Column("side", sa.String(40), nullable=False),
        sa.Column("line", sa.String(40), nullable=False),
        sa.Column("margin", sa.String(40), nullable=False),
        sa.Column("periods", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("tells_back", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("newest", sa.String(40), nullable=False),
        sa.Column("dark_since", sa.Date(), nullable=True),
        sa.Column("dark_told", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("looked", sa.String(40), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft','armed','crossed','ended')", name=op.f("ck_alert_state")
        ),
        sa.CheckConstraint("side IN ('over','under')", name=op.f("ck_alert_side")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    op.create_index(op.f("ix_alert_contact_id"), "alert", ["contact_id"])


def _add_read_outs() -> None:
    op.create_table(
        "read_out",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("contact_id", sa.String(40), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.DateTime(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("next_slot", sa.DateTime(), nullable=True),
        sa.Column("last_slot", sa.DateTime(), nullable=True),
        sa.Column("last_send", sa.String(40), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft','going','paused','ended')", name=op.f("ck_read_out_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_read_out")),
    )
    op.create_index(op.f("ix_read_out_contact_id"), "read_out", ["contact_id"])
