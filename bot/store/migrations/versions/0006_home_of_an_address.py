"""home of an address: where the person it belongs to is at home, and the organisation of both"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | Sequence[str] | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("installation") as batch_op:
        batch_op.add_column(_organisation())
    with op.batch_alter_table("address") as batch_op:
        # Where somebody is at home was never kept: it is learnt at the next meeting.
        batch_op.add_column(sa.Column("home", sa.String(length=255), nullable=True))
        batch_op.add_column(_organisation())
        batch_op.create_unique_constraint(
            op.f("uq_address_platform_external_id_home_enterprise"),
            ["platform", "external_id", "home", "enterprise"],
        )


def _organisation() -> "sa.Column[str]":
    return sa.Column("enterprise", sa.String(length=255), server_default="", nullable=False)
