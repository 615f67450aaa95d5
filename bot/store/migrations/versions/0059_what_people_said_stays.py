"""a file mutes topics, and whoever came back by their own word stays"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0059"
down_revision: str | Sequence[str] | None = "0058"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "mute", sa.Column("shown_from", sa.Integer(), server_default="0", nullable=False)
    )
    op.create_table(
        "wanted_again",
        sa.Column("contact_id", sa.String(40), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_wanted_again_contact_id_contact")
        ),
        sa.PrimaryKeyConstraint("contact_id", "topic", name=op.f("pk_wanted_again")),
    )
