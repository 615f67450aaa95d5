"""personal links: tokens of mails and pages, hashed"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | Sequence[str] | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "personal_link",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("contact_id", sa.String(length=40), nullable=False),
        sa.Column("address_id", sa.String(length=40), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('page','unsubscribe')", name=op.f("ck_personal_link_kind")),
        sa.ForeignKeyConstraint(
            ["address_id"], ["address.id"], name=op.f("fk_personal_link_address_id_address")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_personal_link_contact_id_contact")
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_personal_link")),
    )
    op.create_index(op.f("ix_personal_link_contact_id"), "personal_link", ["contact_id"])
    op.create_index(op.f("ix_personal_link_expires_at"), "personal_link", ["expires_at"])
