"""answers to several questions, where they came from, and what stood there before"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision: str = "0043"
down_revision: str | Sequence[str] | None = "0042"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

CAME = "source IN ('asked','recorded','imported')"


def upgrade() -> None:
    came = sa.Column("source", sa.String(40), server_default="asked", nullable=False)
    with op.batch_alter_table("response") as batch_op:
        batch_op.alter_column("score", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(came)
        batch_op.create_check_constraint(op.f("ck_response_source"), CAME)
    _create_answers(
        "response_value",
        sa.Column("shown_from", sa.Integer(), server_default="0", nullable=False),
        sa.UniqueConstraint(
            "response_id", "question", name=op.f("uq_response_value_response_id_question")
        ),
    )
    _create_answers(
        "former_answer",
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(40), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["contact.id"], name=op.f("fk_former_answer_changed_by_contact")
        ),
        sa.UniqueConstraint(
            *("response_id", "question", "nth"),
            name=op.f("uq_former_answer_response_id_question_nth"),
        ),
    )


def _create_answers(table: str, *more: SchemaItem) -> None:
    """Create a table of answers to one question each."""
    points = {"response_id": "response", "contact_id": "contact", "partner_id": "partner"}
    op.create_table(
        table,
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("response_id", sa.String(40), nullable=False),
        sa.Column("contact_id", sa.String(40), nullable=False),
        sa.Column("partner_id", sa.String(40), nullable=True),
        sa.Column("question", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("picks", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        *more,
        *(
            sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))
            for column, to in points.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_contact_id"), table, ["contact_id"])
