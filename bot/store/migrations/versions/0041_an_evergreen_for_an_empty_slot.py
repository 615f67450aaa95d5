"""an evergreen for an empty slot"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0041"
down_revision: str | Sequence[str] | None = "0040"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TOLD = "cause IN ('slot_empty','slot_empty_soon')"


def upgrade() -> None:
    op.create_table(
        "filling",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("cadence_id", sa.String(40), nullable=False),
        sa.Column("slot", sa.DateTime(), nullable=False),
        sa.Column("text_key", sa.String(255), nullable=False),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_filling"),
        sa.ForeignKeyConstraint(
            ["cadence_id"], ["cadence.id"], name="fk_filling_cadence_id_cadence"
        ),
        sa.UniqueConstraint("cadence_id", "slot", name="uq_filling_cadence_id_slot"),
    )
    op.create_index(
        "uq_alarm_slot",
        "alarm",
        ["cause", "about"],
        unique=True,
        sqlite_where=sa.text(TOLD),
        postgresql_where=sa.text(TOLD),
    )
