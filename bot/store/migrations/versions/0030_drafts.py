"""drafts of what somebody wants announced"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0030"
down_revision: str | Sequence[str] | None = "0029"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("owner_id", sa.String(40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("cadence_id", sa.String(40), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('open','planned','dropped')", name=op.f("ck_draft_state")),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
        sa.ForeignKeyConstraint(["owner_id"], ["contact.id"], name="fk_draft_owner_id_contact"),
        sa.ForeignKeyConstraint(
            ["cadence_id"], ["cadence.id"], name="fk_draft_cadence_id_cadence"
        ),
    )
    op.create_index("ix_draft_owner_id_changed_at", "draft", ["owner_id", "changed_at"])
