"""who acknowledged what everybody must read"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0047"
down_revision: str | Sequence[str] | None = "0046"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "acknowledgement",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("send_id", sa.String(40), nullable=False),
        sa.Column("contact_id", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_acknowledgement"),
        sa.UniqueConstraint("send_id", "contact_id", name="uq_acknowledgement_send_id_contact_id"),
        sa.ForeignKeyConstraint(["send_id"], ["send.id"], name="fk_acknowledgement_send_id_send"),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name="fk_acknowledgement_contact_id_contact"
        ),
    )
    for column in ("contact_id", "at"):
        op.create_index(f"ix_acknowledgement_{column}", "acknowledgement", [column])
