"""answers that are owed stay with the request they belong to"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | Sequence[str] | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OWED = sa.text("owed IS NOT NULL")


def upgrade() -> None:
    op.add_column("inbox", sa.Column("owed", sa.Text(), nullable=True))
    op.create_index(
        "ix_inbox_owed", "inbox", ["received_at"], sqlite_where=OWED, postgresql_where=OWED
    )
