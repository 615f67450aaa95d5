"""zone and country somebody chose for themselves, and the thread where they asked for a card"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | Sequence[str] | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("contact", sa.Column("chosen_zone", sa.Text(), nullable=True))
    op.add_column("contact", sa.Column("chosen_country", sa.String(length=40), nullable=True))
    op.add_column("invitation", sa.Column("shown_in", sa.Text(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        # Some databases climbed to 0008 while it made these columns two letters wide.
        for table in ("partner", "contact", "conversation"):
            op.alter_column(table, "country", type_=sa.String(length=40))
