"""lanes know when something is due, and contacts by which zone they were reckoned with"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | Sequence[str] | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

RESTING = sa.text("state IN ('planned','unknown') AND rests_until IS NOT NULL")
TRAVELLED = sa.text("planned_zone IS NOT NULL AND coalesce(chosen_zone, zone) <> planned_zone")


def upgrade() -> None:
    op.add_column("lane", sa.Column("next_due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("lane", sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True))
    # Who holds a lane has its deliveries to themselves; only a rest is still kept with each.
    op.execute(
        "UPDATE delivery SET leased_until = NULL WHERE state = 'planned' AND token IS NOT NULL"
    )
    op.alter_column("delivery", "leased_until", new_column_name="rests_until")
    op.drop_column("delivery", "token")
    op.create_index(
        "ix_delivery_resting",
        "delivery",
        ["lane", "rests_until"],
        sqlite_where=RESTING,
        postgresql_where=RESTING,
    )
    op.add_column("contact", sa.Column("planned_zone", sa.Text(), nullable=True))
    op.create_index(
        "ix_contact_travelled",
        "contact",
        ["id"],
        sqlite_where=TRAVELLED,
        postgresql_where=TRAVELLED,
    )
    # A lane that is woken for nothing lets go at once, so what rests or is paused counts too.
    op.execute(
        "INSERT INTO lane (name, token) SELECT DISTINCT lane, 0 FROM delivery "
        "WHERE lane IS NOT NULL AND state IN ('planned', 'sending') "
        "AND lane NOT IN (SELECT name FROM lane)"
    )
    op.execute(
        "UPDATE lane SET next_due_at = (SELECT min(due_at) FROM delivery "
        "WHERE delivery.lane = lane.name AND state IN ('planned', 'sending'))"
    )
    op.execute(
        "UPDATE contact SET planned_zone = coalesce(chosen_zone, zone) WHERE id IN "
        "(SELECT contact_id FROM delivery WHERE state = 'planned')"
    )
