"""a lane says why it rests"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0076"
down_revision: str | Sequence[str] | None = "0073"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    why = sa.Column("rests_for", sa.String(40), server_default="", nullable=False)
    op.add_column("lane", why)
