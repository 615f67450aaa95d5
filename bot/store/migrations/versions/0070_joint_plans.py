"""the joint plan of a partner: goals, check-ins, who was asked when, and how often"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0070"
down_revision: str | Sequence[str] | None = "0068"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.String(40)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create(
        "goal",
        _partner("goal"),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("vendor_owner_id", KEY, nullable=True),
        sa.Column("partner_owner_id", KEY, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("made_by", KEY, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ended_by", KEY, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        *(
            sa.ForeignKeyConstraint([name], ["contact.id"], name=op.f(f"fk_goal_{name}_contact"))
            for name in ("vendor_owner_id", "partner_owner_id")
        ),
        sa.CheckConstraint("state IN ('open','done','dropped')", name=op.f("ck_goal_state")),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name=op.f("ck_goal_ended")),
    )
    op.create_index(op.f("ix_goal_partner_id_state"), "goal", ["partner_id", "state"])
    _create(
        "check_in",
        sa.Column("goal_id", KEY, nullable=False),
        sa.Column("slot_on", sa.Date(), nullable=False),
        sa.Column("side", KEY, nullable=False),
        sa.Column("colour", KEY, nullable=False),
        sa.Column("by", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_check_in_goal_id_goal")),
        sa.CheckConstraint("side IN ('vendor','partner')", name=op.f("ck_check_in_side")),
        sa.CheckConstraint("colour IN ('green','amber','red')", name=op.f("ck_check_in_colour")),
        sa.UniqueConstraint(
            "goal_id", "slot_on", "side", name=op.f("uq_check_in_goal_id_slot_on_side")
        ),
    )
    _create(
        "check_in_round",
        _partner("check_in_round"),
        sa.Column("slot_on", sa.Date(), nullable=False),
        sa.Column("send_id", KEY, nullable=False),
        *(
            sa.Column(name, MOMENT, nullable=False)
            for name in ("opened_at", "changed_at", "drawn_at")
        ),
        sa.UniqueConstraint(
            "partner_id", "slot_on", name=op.f("uq_check_in_round_partner_id_slot_on")
        ),
    )
    _create(
        "check_in_cadence",
        _partner("check_in_cadence"),
        sa.Column("every", KEY, nullable=False),
        sa.Column("set_by", KEY, nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "every IN ('week','month','quarter','never')", name=op.f("ck_check_in_cadence_every")
        ),
        sa.UniqueConstraint("partner_id", name=op.f("uq_check_in_cadence_partner_id")),
    )


def _create(table: str, *parts: sa.Column[Any] | sa.Constraint | Sequence[Any]) -> None:
    flat: list[Any] = []
    for part in parts:
        flat += part if isinstance(part, tuple) else [part]
    op.create_table(
        table,
        sa.Column("id", KEY, nullable=False),
        *flat,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _partner(table: str) -> tuple[Any, ...]:
    foreign = op.f(f"fk_{table}_partner_id_partner")
    return (
        sa.Column("partner_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=foreign),
    )
