"""texts and their versions, kept by the sends and waves that were opened with them"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | Sequence[str] | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "text",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(40), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text")),
        sa.UniqueConstraint("kind", "key", "version", name=op.f("uq_text_kind_key_version")),
    )
    for table in ("send", "wave"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("text_id", sa.String(40), nullable=True))
            batch_op.create_foreign_key(
                op.f(f"fk_{table}_text_id_text"), "text", ["text_id"], ["id"]
            )
