"""what imports need: rows that appear together, versions, references, rates"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | Sequence[str] | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ARRIVING = (
    "partner",
    "partner_history",
    "contact",
    "customer",
    "product",
    "wave",
    "invitation",
    "response",
)
VERSIONED = ("subscription_interval", "term", "trial", "revenue_line", "cost_line", "touch")
REFERENCED = ("revenue_line", "cost_line", "touch")
KEYED = {
    "subscription_interval": ("subscription_id", "start_date"),
    "term": ("subscription_id", "term_start"),
    "trial": ("subscription_id", "started_on"),
}
STILL = sa.text("shown_until IS NULL")


def upgrade() -> None:
    op.create_table(
        "generation",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("name = 'shown'", name=op.f("ck_generation_one")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_generation")),
    )
    op.create_table(
        "import_batch",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('writing','shown','done')", name=op.f("ck_import_batch_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
        sa.UniqueConstraint("generation", name=op.f("uq_import_batch_generation")),
    )
    op.create_table(
        "rate",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("currency", sa.String(length=40), nullable=False),
        sa.Column("month", sa.String(length=40), nullable=False),
        sa.Column("rate", sa.String(length=255), nullable=False),
        sa.Column("shown_from", sa.Integer(), server_default="0", nullable=False),
        sa.Column("shown_until", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate")),
    )
    _one_version("rate", ("currency", "month"))
    for table in (*ARRIVING, *VERSIONED):
        shown_from = sa.Column("shown_from", sa.Integer(), server_default="0", nullable=False)
        op.add_column(table, shown_from)
    for table in VERSIONED:
        op.add_column(table, sa.Column("shown_until", sa.Integer(), nullable=True))
    for table in REFERENCED:
        op.add_column(table, sa.Column("reference", sa.String(length=255), nullable=True))
        _one_version(table, ("reference",))
    for table, columns in KEYED.items():
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(f"uq_{table}_{'_'.join(columns)}", type_="unique")
        _one_version(table, columns)


def _one_version(table: str, columns: tuple[str, ...]) -> None:
    op.create_index(
        f"uq_{table}_{'_'.join(columns)}_shown",
        table,
        list(columns),
        unique=True,
        sqlite_where=STILL,
        postgresql_where=STILL,
    )
