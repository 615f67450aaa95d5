"""sends that are stopped for good, corrected and recalled"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0033"
down_revision: str | Sequence[str] | None = "0032"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("send", sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "amendment",
        sa.Column("send_id", sa.String(40), nullable=False),
        sa.Column("of_send_id", sa.String(40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("send_id", name="pk_amendment"),
        sa.ForeignKeyConstraint(["send_id"], ["send.id"], name="fk_amendment_send_id_send"),
        sa.ForeignKeyConstraint(["of_send_id"], ["send.id"], name="fk_amendment_of_send_id_send"),
    )
    op.create_index("ix_amendment_of_send_id", "amendment", ["of_send_id"])
