"""cards that somebody follows while a send runs"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0039"
down_revision: str | Sequence[str] | None = "0038"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "followed",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("send_id", sa.String(40), nullable=False),
        sa.Column("contact_id", sa.String(40), nullable=False),
        sa.Column("address_id", sa.String(40), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_followed"),
        sa.ForeignKeyConstraint(["send_id"], ["send.id"], name="fk_followed_send_id_send"),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name="fk_followed_contact_id_contact"
        ),
        sa.ForeignKeyConstraint(
            ["address_id"], ["address.id"], name="fk_followed_address_id_address"
        ),
        sa.UniqueConstraint(
            "contact_id",
            "conversation",
            "message",
            name="uq_followed_contact_id_conversation_message",
        ),
    )
    op.create_index("ix_followed_address_id", "followed", ["address_id"])
    op.create_index("ix_followed_due_at", "followed", ["due_at"])
