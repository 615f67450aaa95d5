"""promises and sends whose hour is kept, whoever it disturbs"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0038"
down_revision: str | Sequence[str] | None = "0037"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    for table in ("cadence", "send"):
        op.add_column(
            table, sa.Column("kept", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
