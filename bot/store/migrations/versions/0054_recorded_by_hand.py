"""answers that were recorded by hand lie in no wave, and have who recorded them"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0054"
down_revision: str | Sequence[str] | None = "0053"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OF_A_WAVE = (
    "(source = 'recorded') = (wave_id IS NULL) AND (source = 'recorded') = (invitation_id IS NULL)"
)


def upgrade() -> None:
    with op.batch_alter_table("response") as batch_op:
        for column in ("wave_id", "invitation_id"):
            batch_op.alter_column(column, existing_type=sa.String(40), nullable=True)
        batch_op.create_check_constraint(op.f("ck_response_of_a_wave"), OF_A_WAVE)
    points = {"response_id": "response", "text_id": "text", "recorded_by": "contact"}
    op.create_table(
        "recording",
        *(sa.Column(column, sa.String(40), nullable=False) for column in points),
        sa.Column("survey", sa.String(255), nullable=False),
        sa.Column("score", sa.String(40), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{to}.id"], name=op.f(f"fk_recording_{column}_{to}")
            )
            for column, to in points.items()
        ),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_recording")),
    )
