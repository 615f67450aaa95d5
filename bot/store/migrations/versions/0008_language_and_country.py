"""language and country"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | Sequence[str] | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("partner", sa.Column("zone", sa.Text(), nullable=True))
    op.add_column("partner", sa.Column("language", sa.String(length=40), nullable=True))
    op.add_column("partner", sa.Column("country", sa.String(length=40), nullable=True))
    op.add_column("contact", sa.Column("language", sa.String(length=40), nullable=True))
    op.add_column("contact", sa.Column("chosen_language", sa.String(length=40), nullable=True))
    op.add_column("contact", sa.Column("country", sa.String(length=40), nullable=True))
    with op.batch_alter_table("conversation") as batch_op:
        batch_op.add_column(
            sa.Column("language", sa.String(length=40), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("country", sa.String(length=40), nullable=False, server_default="")
        )
    with op.batch_alter_table("conversation") as batch_op:
        batch_op.alter_column("language", server_default=None)
        batch_op.alter_column("country", server_default=None)
