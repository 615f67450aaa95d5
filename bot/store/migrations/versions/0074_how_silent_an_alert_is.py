"""an alert is silent as long as its owner chose"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0074"
down_revision: str | Sequence[str] | None = "0071"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    quiet = sa.Column("quiet_days", sa.Integer(), server_default="7", nullable=False)
    op.add_column("alert", quiet)
