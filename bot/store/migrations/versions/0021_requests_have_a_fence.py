"""how often a request was taken up by another process"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | Sequence[str] | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    token = sa.Column("token", sa.Integer(), nullable=False, server_default="0")
    op.add_column("inbox", token)
