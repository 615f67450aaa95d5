"""targets that administrators set in chat"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0073"
down_revision: str | Sequence[str] | None = "0074"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OF_A_PARTNER = sa.text("state = 'kept' AND partner_id IS NOT NULL")
OF_A_GROUP = sa.text("state = 'kept' AND partner_id IS NULL")


def upgrade() -> None:
    op.create_table(
        "target",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("metric", sa.String(40), nullable=False),
        sa.Column("dimension", sa.String(40), nullable=False),
        sa.Column("partner_id", sa.String(40), nullable=True),
        sa.Column("whose", sa.String(255), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("value", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("set_by", sa.String(40), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('draft','kept')", name=op.f("ck_target_state")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_target_forward")),
        sa.CheckConstraint(
            "(dimension = 'partner') = (partner_id IS NOT NULL)", name=op.f("ck_target_whose")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_target_partner_id_partner")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
    )
    op.create_index(
        "ix_target_of_a_partner",
        "target",
        ["partner_id", "metric", "starts_on", "ends_on"],
        unique=True,
        sqlite_where=OF_A_PARTNER,
        postgresql_where=OF_A_PARTNER,
    )
    op.create_index(
        "ix_target_of_a_group",
        "target",
        ["metric", "dimension", "whose", "starts_on", "ends_on"],
        unique=True,
        sqlite_where=OF_A_GROUP,
        postgresql_where=OF_A_GROUP,
    )
