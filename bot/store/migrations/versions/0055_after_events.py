"""somebody may be asked after an event, and that invitation ends by itself"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0055"
down_revision: str | Sequence[str] | None = "0054"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("wave", sa.Column("quarter", sa.String(40), nullable=True))
    op.create_index(
        op.f("ix_wave_survey_quarter_text_id"),
        "wave",
        ["survey", "quarter", "text_id"],
        unique=True,
    )
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.add_column(
            sa.Column("occasion", sa.String(255), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True))
        for column in ("send_id", "reminder_id"):
            batch_op.add_column(sa.Column(column, sa.String(40), nullable=True))
            batch_op.create_foreign_key(
                op.f(f"fk_invitation_{column}_send"), "send", [column], ["id"]
            )
        batch_op.create_index(op.f("ix_invitation_send_id"), ["send_id"])
        batch_op.drop_constraint(op.f("uq_invitation_wave_id_contact_id"), type_="unique")
        batch_op.create_unique_constraint(
            op.f("uq_invitation_wave_id_contact_id_occasion"),
            ["wave_id", "contact_id", "occasion"],
        )
