"""links to all rows of an answer as a file"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0071"
down_revision: str | Sequence[str] | None = "0070"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "answer_extract",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("contact_id", sa.String(length=40), nullable=False),
        sa.Column("address_id", sa.String(length=40), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["address_id"], ["address.id"], name=op.f("fk_answer_extract_address_id_address")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_answer_extract_contact_id_contact")
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_answer_extract")),
    )
    op.create_index(op.f("ix_answer_extract_contact_id"), "answer_extract", ["contact_id"])
    op.create_index(op.f("ix_answer_extract_expires_at"), "answer_extract", ["expires_at"])
