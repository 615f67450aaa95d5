"""tags of responses, and the list of them"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0052"
down_revision: str | Sequence[str] | None = "0051"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "response_tag",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_tag")),
        sa.UniqueConstraint("key", name=op.f("uq_response_tag_key")),
    )
    points = {"response_id": "response", "tag_id": "response_tag", "tagged_by": "contact"}
    op.create_table(
        "tagged_response",
        sa.Column("id", sa.String(40), nullable=False),
        *(sa.Column(column, sa.String(40), nullable=False) for column in points),
        sa.Column("tagged_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{to}.id"], name=op.f(f"fk_tagged_response_{column}_{to}")
            )
            for column, to in points.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tagged_response")),
        sa.UniqueConstraint(
            "response_id", "tag_id", name=op.f("uq_tagged_response_response_id_tag_id")
        ),
    )
