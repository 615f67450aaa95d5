"""what somebody waits for leaves before what else is due in its lane"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0077"
down_revision: str | Sequence[str] | None = "0075"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

URGENT = sa.text("urgent")


def upgrade() -> None:
    # SQLite keeps a column that was added before a step that was cut off.
    there = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("delivery")}
    if "urgent" not in there:
        urgent = sa.Column("urgent", sa.Boolean, server_default=sa.false(), nullable=False)
        op.add_column("delivery", urgent)
    op.create_index(
        "ix_delivery_urgent",
        "delivery",
        ["state", "lane", "due_at"],
        sqlite_where=URGENT,
        postgresql_where=URGENT,
        if_not_exists=True,
    )
