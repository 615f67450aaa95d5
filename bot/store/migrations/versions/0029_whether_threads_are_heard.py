"""whether words in our threads come without a mention"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0029"
down_revision: str | Sequence[str] | None = "0028"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    heard: sa.Column[bool] = sa.Column(
        "hears_threads", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("installation", heard)
    # What a link brought has said already what was granted.
    op.execute(
        "UPDATE installation SET hears_threads = true "
        "WHERE scopes LIKE '%channels:history%' AND scopes LIKE '%groups:history%'"
    )
