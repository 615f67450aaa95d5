"""taps of people who are unknown wait for them; a reason may be asked for in words"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | Sequence[str] | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "invitation", sa.Column("reason_awaited_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_table(
        "waiting_tap",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("who", sa.String(40), nullable=False),
        sa.Column("wave_id", sa.String(40), nullable=False),
        sa.Column("partner_id", sa.String(40), nullable=True),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("send_id", sa.String(40), nullable=True),
        sa.Column("tapped_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_waiting_tap"),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_waiting_tap_wave_id_wave"),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name="fk_waiting_tap_partner_id_partner"
        ),
        sa.ForeignKeyConstraint(["send_id"], ["send.id"], name="fk_waiting_tap_send_id_send"),
        sa.UniqueConstraint("who", "wave_id", name="uq_waiting_tap_who_wave_id"),
    )
    op.create_index("ix_waiting_tap_tapped_at", "waiting_tap", ["tapped_at"])
