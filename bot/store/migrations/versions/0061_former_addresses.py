"""the addresses that people had before they got another one here"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0061"
down_revision: str | Sequence[str] | None = "0060"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "former_email",
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.String(40), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_former_email_contact_id_contact")
        ),
        sa.PrimaryKeyConstraint("email_key", name=op.f("pk_former_email")),
    )
    op.create_index(op.f("ix_former_email_contact_id"), "former_email", ["contact_id"])
