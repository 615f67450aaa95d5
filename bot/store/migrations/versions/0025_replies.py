"""what people answer in words, and that a delivery was followed by words"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | Sequence[str] | None = "0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WAITING = sa.text("state = 'open'")


def upgrade() -> None:
    heard = sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("delivery", heard)
    _reply()
    _line()


def _reply() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "reply",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("contact_id", sa.String(length=40), nullable=False),
        sa.Column("delivery_id", sa.String(length=40), nullable=True),
        sa.Column("platform", sa.String(length=40), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.Column("address_id", sa.String(length=40), nullable=True),
        sa.Column("conversation_id", sa.String(length=40), nullable=True),
        sa.Column("sender", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("waits_since", moment, nullable=False),
        sa.Column("due_at", moment, nullable=True),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Text(), nullable=True),
        sa.Column("said_at", moment, nullable=False),
        sa.Column("closed_at", moment, nullable=True),
        sa.Column("closed_by", sa.String(length=40), nullable=True),
        sa.CheckConstraint("state IN ('open','answered','done')", name=op.f("ck_reply_state")),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_reply_{column}_{table}")
            )
            for column, table in (
                ("contact_id", "contact"),
                ("delivery_id", "delivery"),
                ("address_id", "address"),
                ("conversation_id", "conversation"),
                ("closed_by", "contact"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
    )
    op.create_index(op.f("ix_reply_delivery_id"), "reply", ["delivery_id"])
    op.create_index(op.f("ix_reply_address_id"), "reply", ["address_id"])
    op.create_index("ix_reply_contact_id_said_at", "reply", ["contact_id", "said_at"])
    op.create_index(
        "ix_reply_due_at", "reply", ["due_at"], sqlite_where=WAITING, postgresql_where=WAITING
    )


def _line() -> None:
    op.create_table(
        "reply_line",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("reply_id", sa.String(length=40), nullable=False),
        sa.Column("contact_id", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("attached", sa.Boolean(), nullable=False),
        sa.Column("message", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('said','changed','taken back')", name=op.f("ck_reply_line_state")
        ),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["reply.id"], name=op.f("fk_reply_line_reply_id_reply")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_reply_line_contact_id_contact")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_line")),
    )
    op.create_index(op.f("ix_reply_line_reply_id"), "reply_line", ["reply_id"])
    op.create_index("ix_reply_line_contact_id_message", "reply_line", ["contact_id", "message"])
