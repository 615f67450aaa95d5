"""pictures of the vendor's people"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0048"
down_revision: str | Sequence[str] | None = "0047"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "portrait",
        sa.Column("contact_id", sa.String(40), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("contact_id", name="pk_portrait"),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name="fk_portrait_contact_id_contact"
        ),
    )
    op.create_index("ix_portrait_digest", "portrait", ["digest"])
