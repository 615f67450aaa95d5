"""who is who: registered domains, one-time codes, executive pairs, and how an address was linked"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | Sequence[str] | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "partner_domain",
        sa.Column("partner_id", sa.String(length=40), nullable=False),
        sa.Column("domain", sa.String(length=255), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_partner_domain_partner_id_partner")
        ),
        sa.PrimaryKeyConstraint("partner_id", "domain", name=op.f("pk_partner_domain")),
    )
    op.create_table(
        "link_code",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("installation_id", sa.String(length=40), nullable=False),
        sa.Column("external_id", sa.String(length=255), nullable=False),
        sa.Column("email", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("contact_id", sa.String(length=40), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_link_code_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["installation_id"],
            ["installation.id"],
            name=op.f("fk_link_code_installation_id_installation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_code")),
    )
    op.create_index(
        "ix_link_code_who_asked", "link_code", ["installation_id", "external_id", "asked_at"]
    )
    op.create_index("ix_link_code_email_asked_at", "link_code", ["email", "asked_at"])
    op.create_table(
        "sponsor",
        sa.Column("partner_id", sa.String(length=40), nullable=False),
        sa.Column("side", sa.String(length=40), nullable=False),
        sa.Column("contact_id", sa.String(length=40), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("side IN ('vendor','partner')", name=op.f("ck_sponsor_side")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_sponsor_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_sponsor_partner_id_partner")
        ),
        sa.PrimaryKeyConstraint("partner_id", "side", name=op.f("pk_sponsor")),
    )
    with op.batch_alter_table("address") as batch_op:
        batch_op.add_column(
            sa.Column("linked_by", sa.String(length=40), server_default="hand", nullable=False)
        )
        batch_op.add_column(sa.Column("unlinked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_address_linked_by"), "linked_by IN ('claim','code','hand')"
        )
