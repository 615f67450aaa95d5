"""changes of single slots"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0031"
down_revision: str | Sequence[str] | None = "0030"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "slot_change",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("cadence_id", sa.String(40), nullable=False),
        sa.Column("slot", sa.DateTime(), nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("moved_to", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "what IN ('skipped','moved','paused')", name=op.f("ck_slot_change_what")
        ),
        sa.CheckConstraint(
            "(what = 'moved') = (moved_to IS NOT NULL)", name=op.f("ck_slot_change_moved_to")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_slot_change"),
        sa.UniqueConstraint("cadence_id", "slot", name="uq_slot_change_cadence_id_slot"),
        sa.ForeignKeyConstraint(
            ["cadence_id"], ["cadence.id"], name="fk_slot_change_cadence_id_cadence"
        ),
    )
    op.create_index("ix_slot_change_due_at", "slot_change", ["due_at"])
