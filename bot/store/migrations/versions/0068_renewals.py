"""what people say of terms that come due"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0068"
down_revision: str | Sequence[str] | None = "0069"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "renewal",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("partner_id", sa.String(40), nullable=False),
        sa.Column("subscription_id", sa.String(40), nullable=False),
        sa.Column("term_end", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        *(_moment(name) for name in ("changed_at", "drawn_at")),
        _points("renewal", "partner_id", "partner"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewal")),
        _once("renewal", "partner_id", "subscription_id", "term_end"),
    )
    _part("ix_renewal_undrawn", "renewal", "changed_at", "changed_at > drawn_at")
    op.create_table(
        "renewal_word",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("renewal_id", sa.String(40), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(40), nullable=False) for name in ("side", "by", "status")),
        sa.Column("reason", sa.Text(), nullable=False),
        _moment("at"),
        sa.CheckConstraint(
            "status IN ('open','quoted','committed','at_risk','lost')",
            name=op.f("ck_renewal_word_status"),
        ),
        sa.CheckConstraint("side IN ('vendor','partner')", name=op.f("ck_renewal_word_side")),
        _points("renewal_word", "renewal_id", "renewal"),
        _points("renewal_word", "by", "contact"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewal_word")),
        _once("renewal_word", "renewal_id", "n"),
    )
    op.create_index("ix_renewal_word_by", "renewal_word", ["by"])
    op.create_table(
        "renewal_step",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("renewal_id", sa.String(40), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        _moment("at"),
        sa.Column("send_id", sa.String(40), nullable=True),
        _points("renewal_step", "renewal_id", "renewal"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewal_step")),
        _once("renewal_step", "renewal_id", "step"),
    )
    op.create_index("ix_renewal_step_at", "renewal_step", ["at"])
    _part("ix_renewal_step_untold", "renewal_step", "at", "send_id IS NULL")
    op.create_table(
        "renewal_reader",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("contact_id", sa.String(40), nullable=False),
        _moment("since"),
        _points("renewal_reader", "contact_id", "contact"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewal_reader")),
        _once("renewal_reader", "contact_id"),
    )


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def _once(table: str, *columns: str) -> sa.UniqueConstraint:
    name = f"uq_{table}_{'_'.join(columns)}"
    return sa.UniqueConstraint(*columns, name=op.f(name))


def _part(name: str, table: str, column: str, where: str) -> None:
    meant = sa.text(where)
    op.create_index(name, table, [column], sqlite_where=meant, postgresql_where=meant)
