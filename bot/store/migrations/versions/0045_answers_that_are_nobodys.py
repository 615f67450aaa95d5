"""answers to anonymous waves are sealed, and become ballots at the close"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0045"
down_revision: str | Sequence[str] | None = "0044"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "sealed_answer",
        sa.Column("wave_id", sa.String(40), nullable=False),
        sa.Column("who", sa.String(40), nullable=False),
        sa.Column("held", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_sealed_answer_wave_id_wave")
        ),
        sa.PrimaryKeyConstraint("wave_id", "who", name=op.f("pk_sealed_answer")),
    )
    op.create_table(
        "ballot",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("wave_id", sa.String(40), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("more", sa.Text(), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_ballot_wave_id_wave")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
        sa.UniqueConstraint("wave_id", "n", name=op.f("uq_ballot_wave_id_n")),
    )
