"""slots without a send, and the sends of a subject, are found however many there were"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0078"
down_revision: str | Sequence[str] | None = "0077"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    op.create_index(
        "ix_occurrence_open",
        "occurrence",
        ["slot"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
        if_not_exists=True,
    )
    op.create_index("ix_send_subject", "send", ["subject", "kind"], if_not_exists=True)
