"""taps on buttons"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0034"
down_revision: str | Sequence[str] | None = "0033"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "button_tap",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("send_id", sa.String(40), nullable=False),
        sa.Column("contact_id", sa.String(40), nullable=True),
        sa.Column("conversation_id", sa.String(40), nullable=True),
        sa.Column("button", sa.String(40), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(contact_id IS NULL) <> (conversation_id IS NULL)",
            name=op.f("ck_button_tap_one_recipient"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_button_tap"),
        sa.UniqueConstraint(
            "send_id", "contact_id", "button", name="uq_button_tap_send_id_contact_id_button"
        ),
        sa.UniqueConstraint(
            "send_id",
            "conversation_id",
            "button",
            name="uq_button_tap_send_id_conversation_id_button",
        ),
        sa.ForeignKeyConstraint(["send_id"], ["send.id"], name="fk_button_tap_send_id_send"),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name="fk_button_tap_contact_id_contact"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name="fk_button_tap_conversation_id_conversation",
        ),
    )
    for column in ("contact_id", "conversation_id", "at"):
        op.create_index(f"ix_button_tap_{column}", "button_tap", [column])
