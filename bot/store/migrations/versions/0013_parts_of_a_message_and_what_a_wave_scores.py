"""a delivery keeps every part of its message; what a wave measures is its score"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | Sequence[str] | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("delivery", sa.Column("more", sa.JSON(), nullable=True))
    with op.batch_alter_table("wave") as batch_op:
        batch_op.alter_column("measure", new_column_name="score", existing_type=sa.String(40))
