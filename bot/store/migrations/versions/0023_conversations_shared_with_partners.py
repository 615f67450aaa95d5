"""conversations shared with partners: their names, what was settled of them, and how they stand"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | Sequence[str] | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_STATES = "'live','archived','disconnected','not a member','pending','post-only'"


def upgrade() -> None:
    with op.batch_alter_table("conversation") as batch_op:
        batch_op.add_column(sa.Column("name", sa.String(255), nullable=False, server_default=""))
        for flag in ("shared", "ignored"):
            batch_op.add_column(
                sa.Column(flag, sa.Boolean(), nullable=False, server_default=sa.false())
            )
        batch_op.add_column(sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(op.f("ck_conversation_state"), type_="check")
        batch_op.create_check_constraint(op.f("ck_conversation_state"), f"state IN ({_STATES})")
