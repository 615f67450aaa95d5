"""a wave can be stopped, and counts nowhere then"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0057"
down_revision: str | Sequence[str] | None = "0056"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("wave", sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True))
