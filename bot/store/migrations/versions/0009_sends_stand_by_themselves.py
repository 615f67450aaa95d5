"""sends stand by themselves, recipients are people or conversations, cadences have an owner"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | Sequence[str] | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _conversations()
    _cadences()
    _sends()
    _deliveries()


def _conversations() -> None:
    with op.batch_alter_table("conversation") as batch_op:
        batch_op.add_column(sa.Column("partner_id", sa.String(length=40), nullable=True))
        batch_op.add_column(
            sa.Column("state", sa.String(length=40), server_default="live", nullable=False)
        )
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_conversation_partner_id_partner"), "partner", ["partner_id"], ["id"]
        )
        batch_op.create_check_constraint(
            op.f("ck_conversation_state"),
            "state IN ('live','archived','disconnected','not a member')",
        )
        batch_op.create_index("ix_conversation_partner_id", ["partner_id"])


def _cadences() -> None:
    with op.batch_alter_table("cadence") as batch_op:
        batch_op.add_column(
            sa.Column("owner", sa.String(length=40), server_default="files", nullable=False)
        )


def _sends() -> None:
    with op.batch_alter_table("send") as batch_op:
        # Kinds of send are entries in the code now, checked at the start.
        batch_op.drop_constraint(op.f("ck_send_kind"), type_="check")
        batch_op.alter_column("occurrence_id", existing_type=sa.String(length=40), nullable=True)
        batch_op.add_column(sa.Column("slot", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("zone", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("catch_up_minutes", sa.Integer(), server_default="720", nullable=False)
        )
        batch_op.add_column(
            sa.Column("priority", sa.Integer(), server_default="50", nullable=False)
        )
        # Of a send that was opened before, only its occurrence knew whom it was for.
        batch_op.add_column(sa.Column("audience", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column("state", sa.String(length=40), server_default="planned", nullable=False)
        )
        batch_op.add_column(sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE send SET "
        "slot = (SELECT slot FROM occurrence WHERE occurrence.id = send.occurrence_id), "
        "zone = (SELECT cadence.zone FROM occurrence JOIN cadence"
        " ON cadence.id = occurrence.cadence_id WHERE occurrence.id = send.occurrence_id), "
        "catch_up_minutes = (SELECT cadence.catch_up_minutes FROM occurrence JOIN cadence"
        " ON cadence.id = occurrence.cadence_id WHERE occurrence.id = send.occurrence_id)"
    )
    # What was being planned is planned on, by the occurrence that opened it.
    op.execute(
        "UPDATE send SET state = 'open' WHERE EXISTS (SELECT 1 FROM occurrence"
        " WHERE occurrence.id = send.occurrence_id AND occurrence.state = 'open')"
    )
    with op.batch_alter_table("send") as batch_op:
        batch_op.create_check_constraint(
            op.f("ck_send_state"), "state IN ('open','planned','ended')"
        )
        batch_op.create_check_constraint(
            op.f("ck_send_when"), "(slot IS NULL) <> (due_at IS NULL)"
        )
        batch_op.create_index("ix_send_state", ["state"])
        batch_op.create_index(
            "ix_send_paused_at",
            ["paused_at"],
            sqlite_where=sa.text("paused_at IS NOT NULL"),
            postgresql_where=sa.text("paused_at IS NOT NULL"),
        )


def _deliveries() -> None:
    with op.batch_alter_table("delivery") as batch_op:
        batch_op.alter_column("contact_id", existing_type=sa.String(length=40), nullable=True)
        batch_op.add_column(sa.Column("conversation_id", sa.String(length=40), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_delivery_conversation_id_conversation"),
            "conversation",
            ["conversation_id"],
            ["id"],
        )
        batch_op.create_unique_constraint(
            op.f("uq_delivery_send_id_conversation_id"), ["send_id", "conversation_id"]
        )
        batch_op.create_check_constraint(
            op.f("ck_delivery_one_recipient"),
            "(contact_id IS NULL) <> (conversation_id IS NULL)",
        )
        batch_op.create_index(
            "ix_delivery_conversation_id_recorded_at", ["conversation_id", "recorded_at"]
        )
        batch_op.create_index(
            "ix_delivery_unfinished",
            ["send_id"],
            sqlite_where=sa.text("state IN ('planned','sending')"),
            postgresql_where=sa.text("state IN ('planned','sending')"),
        )
