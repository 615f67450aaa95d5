"""lanes count how often something was about to leave, so that a restored backup is known"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | Sequence[str] | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("lane", sa.Column("intents", sa.Integer(), nullable=False, server_default="0"))
