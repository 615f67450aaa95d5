"""stored things have a life: who was erased, and what is forgotten by an index"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | Sequence[str] | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_WITH_BODY = sa.text("body <> '' AND state <> 'waiting'")


def upgrade() -> None:
    op.create_table(
        "erased",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_erased")),
    )
    for table in ("partner", "contact"):
        op.add_column(table, sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_inbox_bodies",
        "inbox",
        ["received_at"],
        sqlite_where=_WITH_BODY,
        postgresql_where=_WITH_BODY,
    )
    # Who is erased is looked for here, and SQLite has one writer at a time.
    op.create_index(op.f("ix_response_contact_id"), "response", ["contact_id"])
    op.create_index(op.f("ix_delivery_address_id"), "delivery", ["address_id"])
    with op.batch_alter_table("generation") as batch_op:
        batch_op.drop_constraint(op.f("ck_generation_one"), type_="check")
        batch_op.create_check_constraint(op.f("ck_generation_known"), "name IN ('shown','names')")
