"""cases, what happened to them, and the improvements they led to"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0046"
down_revision: str | Sequence[str] | None = "0045"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.String(40)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _improvements()
    _cases()
    op.create_table(
        "case_event",
        sa.Column("id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("deed", KEY, nullable=False),
        sa.Column("by", KEY, nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("until", MOMENT, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_event"),
        sa.UniqueConstraint("case_id", "n", name="uq_case_event_case_id_n"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_case_event_case_id_case"),
    )


def _improvements() -> None:
    op.create_table(
        "improvement",
        sa.Column("id", KEY, nullable=False),
        sa.Column("cause", KEY, nullable=False),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("owner_id", KEY, nullable=True),
        sa.Column("state", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("post_id", KEY, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_improvement"),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["contact.id"], name="fk_improvement_owner_id_contact"
        ),
        sa.CheckConstraint(
            "state IN ('planned','under_way','done','dropped')",
            name=op.f("ck_improvement_state"),
        ),
    )
    op.create_table(
        "improvement_step",
        sa.Column("id", KEY, nullable=False),
        sa.Column("improvement_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("state", KEY, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_improvement_step"),
        sa.UniqueConstraint("improvement_id", "n", name="uq_improvement_step_improvement_id_n"),
        sa.ForeignKeyConstraint(
            ["improvement_id"],
            ["improvement.id"],
            name="fk_improvement_step_improvement_id_improvement",
        ),
    )


def _cases() -> None:
    op.create_table(
        "case",
        *(
            sa.Column(name, KEY, nullable=name == "ending")
            for name in ("id", "partner_id", "contact_id", "source", "state", "ending")
        ),
        sa.Column("source_id", sa.String(255), nullable=False),
        sa.Column("about", sa.String(255), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("owner_id", KEY, nullable=True),
        sa.Column("cause", KEY, nullable=True),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("improvement_id", KEY, nullable=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("touched_after", sa.Integer(), nullable=True),
        *(
            sa.Column(name, MOMENT, nullable=False)
            for name in ("opened_at", "promised_at", "changed_at", "drawn_at")
        ),
        *(
            sa.Column(name, MOMENT, nullable=True)
            for name in ("due_at", "touched_at", "closed_at")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_case"),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=f"fk_case_{column}_{table}")
            for column, table in (
                ("partner_id", "partner"),
                ("contact_id", "contact"),
                ("owner_id", "contact"),
                ("improvement_id", "improvement"),
            )
        ),
        sa.UniqueConstraint("source", "source_id", name="uq_case_source_source_id"),
        *(
            sa.CheckConstraint(says, name=op.f(f"ck_case_{name}"))
            for name, says in (
                ("state", "state IN ('open','taken','booked','asked','closed')"),
                ("source", "source IN ('response','reply','message')"),
                (
                    "settled",
                    "state NOT IN ('asked','closed') OR (cause IS NOT NULL AND action IS NOT NULL)",
                ),
                ("ending", "(state = 'closed') = (ending IS NOT NULL)"),
            )
        ),
    )
    op.create_index("ix_case_partner_id_opened_at", "case", ["partner_id", "opened_at"])
    op.create_index("ix_case_improvement_id", "case", ["improvement_id"])
    for name, column, where in (
        ("ix_case_contact_id", "contact_id", "state <> 'closed'"),
        ("ix_case_due_at", "due_at", "due_at IS NOT NULL"),
        ("ix_case_undrawn", "changed_at", "changed_at > drawn_at"),
    ):
        only = sa.text(where)
        op.create_index(name, "case", [column], sqlite_where=only, postgresql_where=only)
