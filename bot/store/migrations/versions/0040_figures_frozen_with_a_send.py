"""figures frozen with a send"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0040"
down_revision: str | Sequence[str] | None = "0039"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "frozen_figure",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("send_id", sa.String(40), nullable=False),
        sa.Column("whose", sa.String(40), nullable=False),
        sa.Column("permission", sa.String(40), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_frozen_figure"),
        sa.UniqueConstraint(
            "send_id",
            "whose",
            "permission",
            "question",
            name="uq_frozen_figure_send_id_whose_permission_question",
        ),
        sa.ForeignKeyConstraint(["send_id"], ["send.id"], name="fk_frozen_figure_send_id_send"),
    )
    op.create_index("ix_frozen_figure_whose", "frozen_figure", ["whose"])
