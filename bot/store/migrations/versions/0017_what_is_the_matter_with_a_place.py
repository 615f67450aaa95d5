"""why nothing gets through to a place where we are installed"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | Sequence[str] | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("installation", sa.Column("trouble", sa.Text(), nullable=True))
    op.add_column(
        "installation", sa.Column("trouble_since", sa.DateTime(timezone=True), nullable=True)
    )
