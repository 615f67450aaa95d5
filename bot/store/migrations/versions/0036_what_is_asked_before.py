"""what is asked before something goes out, and what everybody must read"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0036"
down_revision: str | Sequence[str] | None = "0035"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("send", sa.Column("must_read", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "approval",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("draft_id", sa.String(40), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("whom", sa.Text(), nullable=False),
        sa.Column("comes", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("decided_by", sa.String(40), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('asked','approved','refused','overtaken')", name=op.f("ck_approval_state")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_approval"),
    )
    op.create_index("ix_approval_subject", "approval", ["subject", "asked_at"])
    op.create_index("ix_approval_state", "approval", ["state"])
    op.create_table(
        "hold",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("moment", sa.String(40), nullable=False),
        sa.Column("partner_id", sa.String(40), nullable=False),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_hold"),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name="fk_hold_partner_id_partner"),
        sa.UniqueConstraint(
            "subject", "moment", "partner_id", name="uq_hold_subject_moment_partner_id"
        ),
    )
    op.create_index("ix_hold_partner_id", "hold", ["partner_id"])
    op.create_table(
        "coming_told",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("contact_id", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("moment", sa.String(40), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_coming_told"),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name="fk_coming_told_contact_id_contact"
        ),
        sa.UniqueConstraint(
            "contact_id", "subject", "moment", name="uq_coming_told_contact_id_subject_moment"
        ),
    )
