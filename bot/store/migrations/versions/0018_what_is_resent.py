"""deliveries that are resent keep how they ended before, and a send that went on ends once"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | Sequence[str] | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("delivery", sa.Column("earlier", sa.JSON(), nullable=True))
    op.add_column("send", sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True))
