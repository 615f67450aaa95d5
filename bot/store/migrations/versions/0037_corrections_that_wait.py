"""corrections that somebody wrote and has not confirmed"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0037"
down_revision: str | Sequence[str] | None = "0036"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "correction",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("send_id", sa.String(40), nullable=False),
        sa.Column("contact_id", sa.String(40), nullable=False),
        sa.Column("text_id", sa.String(40), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_correction"),
        sa.ForeignKeyConstraint(["send_id"], ["send.id"], name="fk_correction_send_id_send"),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name="fk_correction_contact_id_contact"
        ),
        sa.ForeignKeyConstraint(["text_id"], ["text.id"], name="fk_correction_text_id_text"),
    )
    op.create_index("ix_correction_contact_id", "correction", ["contact_id"])
    op.create_index("ix_correction_made_at", "correction", ["made_at"])
