"""whether the links of a text answered"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0049"
down_revision: str | Sequence[str] | None = "0048"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WAITING = sa.text("looked_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "link_look",
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("body", sa.Text(), nullable=False, server_default=""),
        sa.Column("found", sa.Text(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_link_look"),
    )
    op.create_index("ix_link_look_asked_at", "link_look", ["asked_at"])
    op.create_index(
        "ix_link_look_waiting",
        "link_look",
        ["asked_at"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
