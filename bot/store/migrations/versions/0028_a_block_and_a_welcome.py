"""topics muted by a block, and where we said already who we are"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0028"
down_revision: str | Sequence[str] | None = "0027"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    where = sa.Column("blocked_on", sa.String(40), nullable=False, server_default="")
    op.add_column("mute", where)
    welcomed = sa.Column("welcomed_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("conversation", welcomed)
    # Where we have been for long nobody needs to be told who we are.
    op.execute("UPDATE conversation SET welcomed_at = noted_at")
