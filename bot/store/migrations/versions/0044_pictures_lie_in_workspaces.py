"""what lies of our pictures in which workspace"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0044"
down_revision: str | Sequence[str] | None = "0043"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "upload",
        sa.Column("installation_id", sa.String(40), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_id", sa.String(255), nullable=False, server_default=""),
        sa.Column("problem", sa.String(255), nullable=False, server_default=""),
        sa.Column("times", sa.Integer(), nullable=False, server_default="1"),
        sa.PrimaryKeyConstraint("installation_id", "digest", name="pk_upload"),
        sa.ForeignKeyConstraint(
            ["installation_id"], ["installation.id"], name="fk_upload_installation_id_installation"
        ),
    )
    op.create_index("ix_upload_since", "upload", ["since"])
