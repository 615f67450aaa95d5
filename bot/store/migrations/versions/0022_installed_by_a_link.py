"""workspaces install us by a link, and their tokens may run out"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | Sequence[str] | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("installation") as batch_op:
        for name in ("bot_id", "app_id"):
            batch_op.add_column(
                sa.Column(name, sa.String(length=255), server_default="", nullable=False)
            )
        for name in ("scopes", "refresh_token"):
            batch_op.add_column(sa.Column(name, sa.Text(), server_default="", nullable=False))
        for name in ("expires_at", "renewing_until"):
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("own_by", sa.String(length=40), nullable=True))
        batch_op.drop_constraint(op.f("ck_installation_state"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_installation_state"), "state IN ('live','removed','left')"
        )
        batch_op.create_check_constraint(
            op.f("ck_installation_own_by"),
            "own_by IN ('setting','hand','former','taken back')",
        )
    # Until now only the settings made an installation our own.
    op.execute("UPDATE installation SET own_by = 'setting' WHERE own")
    _install_link()
    _install_state()


def _install_link() -> None:
    op.create_table(
        "install_link",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("partner_id", sa.String(length=40), nullable=True),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("installation_id", sa.String(length=40), nullable=True),
        sa.Column("installer", sa.String(length=255), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_install_link_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["installation_id"],
            ["installation.id"],
            name=op.f("fk_install_link_installation_id_installation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_install_link")),
        sa.UniqueConstraint("hash", name=op.f("uq_install_link_hash")),
    )
    op.create_index("ix_install_link_partner_id", "install_link", ["partner_id", "made_at"])
    op.create_index(op.f("ix_install_link_expires_at"), "install_link", ["expires_at"])


def _install_state() -> None:
    op.create_table(
        "install_state",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=64), nullable=False),
        sa.Column("link_id", sa.String(length=40), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["link_id"], ["install_link.id"], name=op.f("fk_install_state_link_id_install_link")
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_install_state")),
    )
    op.create_index(op.f("ix_install_state_link_id"), "install_state", ["link_id"])
    op.create_index(op.f("ix_install_state_expires_at"), "install_state", ["expires_at"])
