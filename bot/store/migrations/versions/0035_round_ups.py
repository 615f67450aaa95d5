"""what is over the budget waits for a round-up, and partners can be muted"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0035"
down_revision: str | Sequence[str] | None = "0034"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "partner_mute",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("partner_id", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("muted_by", sa.String(40), nullable=False),
        sa.Column("muted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_partner_mute_partner_id_partner")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_mute")),
        sa.UniqueConstraint("partner_id", name=op.f("uq_partner_mute_partner_id")),
    )
    op.create_table(
        "round_up",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("contact_id", sa.String(40), nullable=True),
        sa.Column("conversation_id", sa.String(40), nullable=True),
        sa.Column("slot", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("send_id", sa.String(40), nullable=True),
        sa.CheckConstraint(
            "(contact_id IS NULL) <> (conversation_id IS NULL)",
            name=op.f("ck_round_up_one_recipient"),
        ),
        sa.CheckConstraint(
            "state IN ('gathering','begun','done')", name=op.f("ck_round_up_state")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_round_up_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_round_up_conversation_id_conversation"),
        ),
        sa.ForeignKeyConstraint(["send_id"], ["send.id"], name=op.f("fk_round_up_send_id_send")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_up")),
        sa.UniqueConstraint("contact_id", "slot", name=op.f("uq_round_up_contact_id_slot")),
        sa.UniqueConstraint(
            "conversation_id", "slot", name=op.f("uq_round_up_conversation_id_slot")
        ),
    )
    for name, column, where in (
        ("ix_round_up_due_at", "due_at", sa.text("state = 'gathering'")),
        ("ix_round_up_begun", "send_id", sa.text("state = 'begun'")),
        ("ix_round_up_send_id", "send_id", None),
    ):
        op.create_index(name, "round_up", [column], sqlite_where=where, postgresql_where=where)
    # Both databases add it so without copying the ledger.
    op.execute(
        "ALTER TABLE delivery ADD COLUMN round_up_id VARCHAR(40) "
        "CONSTRAINT fk_delivery_round_up_id_round_up REFERENCES round_up (id)"
    )
    waits = sa.text("round_up_id IS NOT NULL")
    op.create_index(
        "ix_delivery_round_up_id",
        "delivery",
        ["round_up_id"],
        sqlite_where=waits,
        postgresql_where=waits,
    )
