"""people are looked up before they speak, and told once why we write"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0027"
down_revision: str | Sequence[str] | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    unmet: sa.Column[bool] = sa.Column(
        "unmet", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("address", unmet)
    op.create_table(
        "look_up",
        sa.Column("contact_id", sa.String(40), nullable=False),
        sa.Column("installation_id", sa.String(40), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("why", sa.String(40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_look_up_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["installation_id"],
            ["installation.id"],
            name=op.f("fk_look_up_installation_id_installation"),
        ),
        sa.PrimaryKeyConstraint("contact_id", "installation_id", name=op.f("pk_look_up")),
    )
    op.create_index("ix_look_up_again_at", "look_up", ["again_at"])
