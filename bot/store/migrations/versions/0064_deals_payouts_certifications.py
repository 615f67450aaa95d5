"""what partners ask about first: deals, payouts and certifications"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0064"
down_revision: str | Sequence[str] | None = "0063"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MONEY = ("amount", "amount_reporting")
CHECKS = {
    "deal": {
        "state": "state IN ('registered','won','lost')",
        "closed": "(state = 'registered') = (closed_on IS NULL)",
        "forward": "closed_on IS NULL OR closed_on >= registered_on",
    },
    "payout": {"kind": "kind IN ('rebate','commission','mdf','other')"},
    "certification": {"forward": "valid_until IS NULL OR valid_until >= earned_on"},
}


def upgrade() -> None:
    _create(
        "deal",
        ("deal_id", "state", "currency"),
        sa.Column("customer_name", sa.String(255), nullable=True),
        sa.Column("product_id", sa.String(40), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=False),
        *_money(),
        *(sa.Column(day, sa.Date(), nullable=True) for day in ("protected_until", "closed_on")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_deal_product_id_product")
        ),
    )
    _create(
        "payout",
        ("payout_id", "kind", "currency"),
        sa.Column("earned_on", sa.Date(), nullable=False),
        *_money(),
        *(sa.Column(day, sa.Date(), nullable=True) for day in ("due_on", "paid_on")),
    )
    _create(
        "certification",
        (),
        sa.Column("reference", sa.String(255), nullable=False),
        sa.Column("contact_id", sa.String(40), nullable=True),
        sa.Column("person", sa.String(255), nullable=True),
        sa.Column("name_key", sa.Text(), nullable=True),
        sa.Column("what", sa.String(255), nullable=False),
        sa.Column("earned_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_certification_contact_id_contact")
        ),
    )
    _index("deal", "deal_id", "registered_on")
    _index("payout", "payout_id", "earned_on")
    _index("certification", "reference", "earned_on")
    op.create_index(op.f("ix_deal_closed_on"), "deal", ["closed_on"])
    op.create_index(op.f("ix_payout_paid_on"), "payout", ["paid_on"])
    op.create_index(op.f("ix_certification_contact_id"), "certification", ["contact_id"])


def _create(
    table: str, words: Sequence[str], *more: sa.Column[Any] | sa.ForeignKeyConstraint
) -> None:
    op.create_table(
        table,
        *(sa.Column(name, sa.String(40), nullable=False) for name in ("id", "partner_id", *words)),
        sa.Column("shown_from", sa.Integer(), server_default="0", nullable=False),
        sa.Column("shown_until", sa.Integer(), nullable=True),
        *more,
        *(
            sa.CheckConstraint(said, name=op.f(f"ck_{table}_{name}"))
            for name, said in CHECKS[table].items()
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f(f"fk_{table}_partner_id_partner")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _money() -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in MONEY]


def _index(table: str, key: str, day: str) -> None:
    still = sa.text("shown_until IS NULL")
    op.create_index(
        f"uq_{table}_{key}_shown",
        table,
        [key],
        unique=True,
        sqlite_where=still,
        postgresql_where=still,
    )
    op.create_index(f"ix_{table}_partner_id_{day}", table, ["partner_id", day])
