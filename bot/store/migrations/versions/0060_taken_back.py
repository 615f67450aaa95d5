"""the last import can be taken back: what it changed in place is kept until the next one"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0060"
down_revision: str | Sequence[str] | None = "0059"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    kept = sa.Column("kept", sa.Boolean, server_default=sa.false(), nullable=False)
    op.add_column("import_batch", kept)
    op.add_column("import_batch", sa.Column("undoes", sa.Integer, nullable=True))
    op.create_table(
        "import_change",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("batch_id", sa.String(40), nullable=False),
        sa.Column("table_name", sa.String(40), nullable=False),
        sa.Column("row_key", sa.Text, nullable=False),
        sa.Column("contact_id", sa.String(40), nullable=True),
        sa.Column("partner_id", sa.String(40), nullable=True),
        sa.Column("before", sa.Text, nullable=True),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_import_change_batch_id_import_batch")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_change")),
    )
    op.create_index(op.f("ix_import_change_batch_id"), "import_change", ["batch_id"])
    op.create_index(op.f("ix_import_change_kept_at"), "import_change", ["kept_at"])
    for column in ("contact_id", "partner_id"):
        op.create_index(op.f(f"ix_import_change_{column}"), "import_change", [column])
